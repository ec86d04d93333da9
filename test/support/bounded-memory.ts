import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ROOT, RUN_JS } from './cli.ts';

export interface Answered {
  readonly code: number | null;
  readonly answer: string;
  /** Its peak memory of all kinds, including the program itself and a bare Node. */
  readonly megabytes: number;
}

/** Runs a command with a heap of this many megabytes; `input` is its standard input. */
export async function runInHeap(
  heapMegabytes: number,
  words: readonly string[],
  input: Iterable<Buffer> = [],
): Promise<Answered> {
  const child = spawn(
    process.execPath,
    [
      `--max-old-space-size=${heapMegabytes}`,
      ...['-r', join(ROOT, 'tools', 'bench', 'say-memory.cjs')],
      ...[RUN_JS, ...words],
    ],
    { stdio: ['pipe', 'pipe', 'inherit', 'pipe'] },
  );
  let [answer, memory] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    answer += text;
  });
  child.stdio[3]?.on('data', (text) => {
    memory += text;
  });
  // A program that has seen enough stops reading.
  child.stdin?.on('error', () => undefined);
  if (child.stdin !== null) Readable.from(input).pipe(child.stdin);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, answer, megabytes: Number(memory) / 1024 };
}
