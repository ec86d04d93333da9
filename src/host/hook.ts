import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

export interface HookResult {
  readonly ok: boolean;
  /** What went wrong, with the end of what the hook printed. Empty where it went well. */
  readonly detail: string;
}

/** As much of the end of a hook's output as is kept, in characters. */
const OUTPUT_KEPT = 4096;
/** Between SIGTERM and SIGKILL, in ms. */
const KILL_AFTER_MS = 5_000;
/** What a hook printed last may still be in the pipe when it has ended; as long as this it is waited for, in ms. */
const LAST_WORDS_MS = 100;

/**
 * Runs a hook without a shell: path and arguments, `environment` added to ours, nothing on standard input. It ends
 * when the program itself ends: a service that it started may go on, and go on printing. After the limit it and all
 * that it started get SIGTERM and five seconds later SIGKILL. It runs in a session of its own, so that Ctrl-C at the
 * server's terminal does not end it half-way. Never throws.
 */
export function runHook(
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
  limitMs: number,
  folder: string,
): Promise<HookResult> {
  const [program, ...args] = command;
  if (program === undefined) return Promise.resolve({ ok: true, detail: '' });
  return new Promise((resolve) => {
    const cannotRun = (error: Error): void =>
      resolve({ ok: false, detail: `${program} could not be run: ${error.message}` });
    let child: ChildProcess;
    try {
      const env = { ...process.env, ...environment };
      child = spawn(program, args, { cwd: folder, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    } catch (error) {
      return cannotRun(error as Error);
    }
    const tail = keepTail(child);
    let timedOut = false;
    let kill: NodeJS.Timeout | undefined;
    const limit = setTimeout(() => {
      timedOut = true;
      signalAll(child, 'SIGTERM');
      kill = setTimeout(() => signalAll(child, 'SIGKILL'), KILL_AFTER_MS);
    }, limitMs);
    child.on('error', (error) => {
      clearTimeout(limit);
      cannotRun(error);
    });
    child.on('exit', (code, signal) => {
      clearTimeout(limit);
      // What it started keeps the rest of its five seconds; no server waits for that.
      kill?.unref();
      if (code === 0 && !timedOut) return resolve({ ok: true, detail: '' });
      const ended = code === null ? `was ended by ${signal}` : `ended with exit code ${code}`;
      const how = timedOut ? `ran longer than ${limitMs / 1000} s` : ended;
      void tail.then((said) => resolve({ ok: false, detail: `${program} ${how}${said === '' ? '' : `: ${said}`}` }));
    });
  });
}

/**
 * The end of what it printed, once it has ended. The pipes are read for as long as somebody writes into them, so that
 * a service which the hook started is never stopped by a full or broken one; they keep no server from ending.
 */
function keepTail(child: ChildProcess): Promise<string> {
  let kept = '';
  for (const stream of [child.stdout, child.stderr] as (Readable & { unref?: () => void })[]) {
    stream.setEncoding('utf8').on('error', () => undefined);
    stream.on('data', (text: string) => {
      kept = (kept + text).slice(-OUTPUT_KEPT);
    });
    child.once('exit', () => stream.unref?.());
  }
  return new Promise((resolve) => {
    const done = (): void => resolve(kept.trim().split('\n').slice(-3).join(' | ').slice(-300));
    child.once('close', done);
    child.once('exit', () => setTimeout(done, LAST_WORDS_MS));
  });
}

/** The program and whatever it started that has not gone its own way. */
function signalAll(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nothing of it is left, or this system knows no process groups.
    child.kill(signal);
  }
}
