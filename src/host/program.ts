import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

export interface ProgramRun {
  /** Path and arguments; there is no shell. */
  readonly command: readonly string[];
  /** Added to our own. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where it runs. */
  readonly folder: string;
  readonly limitMs: number;
  /** Between SIGTERM at the limit and SIGKILL, in ms; 0: SIGKILL at the limit. */
  readonly graceMs: number;
  /** Told its pid as soon as it runs. */
  readonly started?: ((pid: number) => void) | undefined;
  /** Ends it and all that it started, at once. */
  readonly signal?: AbortSignal | undefined;
}

export type ProgramEnd =
  | { readonly how: 'not-run'; readonly why: string }
  | {
      readonly how: 'ended' | 'took-too-long';
      /** Null where a signal ended it. */
      readonly code: number | null;
      readonly signal: NodeJS.Signals | null;
      /** Waited for by whoever wants it: a service that it started may hold its output open. */
      readonly printed: Promise<Printed>;
    };

interface Printed {
  /** On its standard output. */
  readonly firstLine: string;
  /** The end of all that it printed. */
  readonly lastWords: string;
}

/** As much of the end of a program's output as is kept, in characters. */
const OUTPUT_KEPT = 4096;
/** What it printed last may still be in the pipe when it has ended; as long as this it is waited for, in ms. */
const LAST_WORDS_MS = 100;

/**
 * Runs a program with nothing on its standard input. It ends when the program itself ends: a service that it started
 * may go on, and go on printing. At the limit it and all that it started are ended. It runs in a session of its own,
 * so that Ctrl-C at the server's terminal does not end it half-way. Never throws.
 *
 * Not by execa: its result and its time limit wait until the output is closed, so that it would wait for such a service,
 * and end it at the limit.
 */
export function runProgram({
  command,
  environment,
  folder,
  limitMs,
  graceMs,
  started,
  signal: stop,
}: ProgramRun): Promise<ProgramEnd> {
  const [program = '', ...args] = command;
  return new Promise((resolve) => {
    const cannotRun = (error: Error): void => resolve({ how: 'not-run', why: error.message });
    let child: ChildProcess;
    try {
      const env = { ...process.env, ...environment };
      child = spawn(program, args, { cwd: folder, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    } catch (error) {
      return cannotRun(error as Error);
    }
    let kill: NodeJS.Timeout | undefined;
    let tooLong = false;
    // First of all: where the system is out of processes or files there is not even an output to listen to.
    child.on('error', (error) => {
      clearTimeout(limit);
      cannotRun(error);
    });
    const limit = setTimeout(() => {
      tooLong = true;
      signalAll(child, graceMs === 0 ? 'SIGKILL' : 'SIGTERM');
      if (graceMs > 0) kill = setTimeout(() => signalAll(child, 'SIGKILL'), graceMs);
    }, limitMs);
    if (child.pid !== undefined) started?.(child.pid);
    const end = (): void => signalAll(child, 'SIGKILL');
    stop?.addEventListener('abort', end);
    const printed = keepOutput(child);
    child.on('exit', (code, signal) => {
      clearTimeout(limit);
      stop?.removeEventListener('abort', end);
      // What it started keeps the rest of its time; no server waits for that.
      kill?.unref();
      resolve({ how: tooLong ? 'took-too-long' : 'ended', code, signal, printed });
    });
  });
}

/**
 * What it printed, once it has ended. The pipes are read for as long as somebody writes into them, so that a service
 * which it started is never stopped by a full or broken one; they keep no server from ending.
 */
function keepOutput(child: ChildProcess): Promise<Printed> {
  let head = '';
  let tail = '';
  for (const stream of [child.stdout, child.stderr] as ((Readable & { unref?: () => void }) | null | undefined)[]) {
    if (stream === null || stream === undefined) continue;
    stream.setEncoding('utf8').on('error', () => undefined);
    stream.on('data', (text: string) => {
      tail = (tail + text).slice(-OUTPUT_KEPT);
      if (stream === child.stdout && head.length < OUTPUT_KEPT) head = (head + text).slice(0, OUTPUT_KEPT);
    });
    child.once('exit', () => stream.unref?.());
  }
  return new Promise((resolve) => {
    const done = (): void =>
      resolve({
        firstLine: head.split('\n')[0]!.trim(),
        lastWords: tail.trim().split('\n').slice(-3).join(' | ').slice(-300),
      });
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
