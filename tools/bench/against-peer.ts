/** The run time of a program as a multiple of another one's, measured in the same minute. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { median, type Row } from './row.ts';

export const RUN_JS = join(import.meta.dirname, '..', '..', 'bin', 'run.js');

/** The maximum run time of a command, as a multiple of a bare Node's. */
export const COMMAND_LIMIT = 3.5;

/** The program to compare with. */
export interface Peer {
  readonly file: string;
  readonly args: readonly string[];
}

/** A Node that does nothing. */
export const BARE_NODE: Peer = { file: process.execPath, args: ['-e', '0'] };

export interface MeasuredProgram {
  readonly what: string;
  readonly limit: number;
  readonly args: readonly string[];
}

/** Alternates the peer with each program, so that a machine's slower moments fall on both. */
export async function measureAgainst(peer: Peer, programs: readonly MeasuredProgram[], runs: number): Promise<Row[]> {
  const units: number[] = [];
  const taken = programs.map((): number[] => []);
  // The first run of each fills the disk and compile caches.
  await millisecondsOf(peer);
  for (const { args } of programs) await millisecondsOf(node(args));
  for (let run = 0; run < runs; run++) {
    units.push(await millisecondsOf(peer));
    for (const [index, { args }] of programs.entries()) taken[index]!.push(await millisecondsOf(node(args)));
  }
  const unit = median(units);
  return programs.map(({ what, limit }, index) => ({
    what,
    goal: `at most ${limit} times`,
    limit,
    reached: median(taken[index]!) / unit,
    unit: 'times',
    least: Math.min(...taken[index]!) / unit,
    greatest: Math.max(...taken[index]!) / unit,
  }));
}

const node = (args: readonly string[]): Peer => ({ file: process.execPath, args });

async function millisecondsOf({ file, args }: Peer): Promise<number> {
  const started = performance.now();
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.resume();
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${file} ${args.join(' ')} exited with ${code}`);
  return performance.now() - started;
}
