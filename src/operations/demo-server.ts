/** One server process of the demo, and what it said when it ended. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Letter } from '../core/letter.ts';

/** Of what a server writes, this much of the end is kept, in characters. */
const KEPT = 4_000;

export interface DemoServer {
  readonly child: ChildProcess;
  readonly kill: (signal: NodeJS.Signals) => Promise<void>;
  /** How it ended, if by itself and not in order: its exit code and its last words. Null while all is well. */
  readonly fault: () => Promise<string | null>;
}

/** Starts a server with the words of its program: `node run …`, with `--json`. */
export function startDemoServer(letter: Letter, words: readonly string[], logPath: string): DemoServer {
  const [command = process.execPath, ...args] = words;
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let killed = false;
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (piece: string) => {
      said[name] = (said[name] + piece).slice(-KEPT);
    });
  }
  let failure: Error | null = null;
  child.on('error', (error) => {
    failure = error;
  });
  // Not 'exit': then what it wrote last may not have arrived yet.
  let ended = 0;
  child.on('close', (code) => {
    ended = code ?? 0;
  });
  return {
    child,
    kill: async (signal) => {
      killed = true;
      if (failure !== null || child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    },
    fault: async () => {
      if (failure !== null) return `server ${letter} could not be started: ${failure.message}`;
      if (killed || ended === 0) return null;
      const words = saidLast(said) ?? (await lastLine(logPath)) ?? 'it said nothing';
      return `server ${letter} has ended with exit code ${ended}: ${words}`;
    },
  };
}

/** The problem that it printed; else the last line of what it wrote on standard error. */
function saidLast({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): string | null {
  try {
    const { what, why } = (JSON.parse(stdout) as { error: { what: string; why: string } }).error;
    return `${what} (${why})`;
  } catch {
    return stderr.trim().split('\n').at(-1) || null;
  }
}

async function lastLine(path: string): Promise<string | null> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.trim().split('\n').at(-1) || null;
}
