import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { whyNotRunnable } from './runnable.ts';

export interface ProgramRun {
  /** Path and arguments; there is no shell. */
  readonly command: readonly string[];
  /** Added to our own. */
  readonly environment: Readonly<Record<string, string>>;
  /** Its working folder. */
  readonly folder: string;
  readonly limitMs: number;
  /** Time from SIGTERM at the limit to SIGKILL, in ms; 0: SIGKILL at the limit. */
  readonly graceMs: number;
  /** Called with its pid as soon as it runs. */
  readonly started?: ((pid: number) => void) | undefined;
  /** Ends it and everything it started: at once, or after `stopGraceMs`. */
  readonly signal?: AbortSignal | undefined;
  /** Time from SIGTERM at `signal` to SIGKILL, in ms; by default 0: SIGKILL at once. */
  readonly stopGraceMs?: number | undefined;
  /** It has an input in which nothing arrives, and which ends with it, instead of none. */
  readonly openInput?: boolean | undefined;
}

export type ProgramEnd =
  | { readonly how: 'not-run'; readonly why: string }
  | {
      /** `stopped`: by `signal`. */
      readonly how: 'ended' | 'took-too-long' | 'stopped';
      /** Null if it was ended by a signal. */
      readonly code: number | null;
      readonly signal: NodeJS.Signals | null;
      /** Resolves separately: a service that it started may keep its output open. */
      readonly printed: Promise<Printed>;
    };

export interface Printed {
  /** From its standard output. */
  readonly firstLine: string;
  /** The start of its standard output. */
  readonly stdout: string;
  /** The end of all its output. */
  readonly output: string;
  /** The last lines of that, as one line. */
  readonly lastWords: string;
}

/** How much is kept of the start and of the end of a program's output, in characters. */
const OUTPUT_KEPT = 4096;
/** How long to wait for the last output, which may still be in the pipe after the program has ended, in ms. */
const LAST_WORDS_MS = 100;

/**
 * Runs a program without standard input. It is over when the program itself ends: a service that it started may keep
 * running and printing. At the time limit it and everything it started are ended. It runs in its own session, so that
 * Ctrl-C in the server's terminal does not end it half-way. Never throws.
 *
 * Without execa, whose result and time limit wait until the output is closed: it would wait for such a service, and end
 * it at the limit.
 */
export function runProgram({
  command,
  environment,
  folder,
  limitMs,
  graceMs,
  started,
  signal: stop,
  stopGraceMs = 0,
  openInput = false,
}: ProgramRun): Promise<ProgramEnd> {
  const [program = '', ...args] = command;
  return new Promise((resolve) => {
    const cannotRun = (error: Error): void =>
      resolve({ how: 'not-run', why: whyNotStarted(command, folder) ?? error.message });
    let child: ChildProcess;
    try {
      const env = { ...process.env, ...environment };
      const input = openInput ? 'pipe' : 'ignore';
      child = spawn(program, args, { cwd: folder, env, detached: true, stdio: [input, 'pipe', 'pipe'] });
    } catch (error) {
      return cannotRun(error as Error);
    }
    let kill: NodeJS.Timeout | undefined;
    let how: 'ended' | 'took-too-long' | 'stopped' = 'ended';
    const end = (why: typeof how, grace: number): void => {
      how = why;
      clearTimeout(limit);
      signalAll(child, grace === 0 ? 'SIGKILL' : 'SIGTERM');
      if (grace > 0) kill ??= setTimeout(() => signalAll(child, 'SIGKILL'), grace);
    };
    const stopped = (): void => end('stopped', stopGraceMs);
    // First, because if the system is out of processes or files there is not even an output to listen to.
    child.on('error', (error) => {
      clearTimeout(limit);
      stop?.removeEventListener('abort', stopped);
      cannotRun(error);
    });
    const limit = setTimeout(() => end('took-too-long', graceMs), limitMs);
    child.stdin?.on('error', () => undefined);
    if (child.pid !== undefined) started?.(child.pid);
    stop?.addEventListener('abort', stopped);
    const printed = keepOutput(child);
    child.on('exit', (code, signal) => {
      clearTimeout(limit);
      stop?.removeEventListener('abort', stopped);
      // What it started keeps the rest of its time; the server does not wait for it.
      kill?.unref();
      resolve({ how, code, signal, printed });
    });
  });
}

/** In words, where the system reports only ENOENT or EACCES and not for which file. */
function whyNotStarted(command: readonly string[], folder: string): string | null {
  return existsSync(folder) ? whyNotRunnable(command, folder) : `its working folder ${folder} does not exist`;
}

/**
 * Its output, once it has ended. The pipes are read as long as anything writes to them, so that a service it started is
 * never stopped by a full or broken pipe; they do not keep the server from exiting.
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
        stdout: head,
        output: tail,
        lastWords: tail.trim().split('\n').slice(-3).join(' | ').slice(-300),
      });
    child.once('close', done);
    child.once('exit', () => setTimeout(done, LAST_WORDS_MS));
  });
}

/** The program and everything it started that is still in its process group. */
function signalAll(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nothing is left of it, or this system has no process groups.
    child.kill(signal);
  }
}
