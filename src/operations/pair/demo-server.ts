/** One server process of the demo, and what it printed when it exited. */
import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import type { Letter } from '../../core/letter.ts';

export interface DemoServer {
  readonly child: ChildProcess;
  readonly kill: (signal: NodeJS.Signals) => Promise<void>;
  /** Its exit code and last output, if it failed by itself. Null while it runs, after a kill or a clean exit. */
  readonly fault: () => Promise<string | null>;
}

/** Starts a server with this command line: `… node run … --json`. */
export function startDemoServer(letter: Letter, words: readonly string[], logPath: string): DemoServer {
  const [program = process.execPath, ...args] = words;
  const server = execa(program, args, { stdin: 'ignore', reject: false, cwd: '/' });
  let killed = false;
  let end: Awaited<typeof server> | null = null;
  void server.then((result) => {
    end = result;
  });
  return {
    child: server.nodeChildProcess,
    kill: async (signal) => {
      killed = true;
      server.kill(signal);
      await server;
    },
    fault: async () => {
      if (end === null || killed || end.exitCode === 0 || end.signal !== undefined) return null;
      if (end.exitCode === undefined) return `server ${letter} could not be started: ${end.originalMessage}`;
      const said = saidLast(end) ?? (await lastLine(logPath)) ?? 'no output';
      return `server ${letter} exited with code ${end.exitCode}: ${said}`;
    },
  };
}

/** The problem that it printed; otherwise the last line of its standard error. */
function saidLast({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): string | null {
  try {
    const { what, why } = (JSON.parse(stdout) as { error: { what: string; why: string } }).error;
    return `${what} (${why})`;
  } catch {
    return lastLineOf(stderr);
  }
}

async function lastLine(path: string): Promise<string | null> {
  return lastLineOf(await readFile(path, 'utf8').catch(() => ''));
}

function lastLineOf(text: string): string | null {
  return text.trim().split('\n').at(-1) || null;
}
