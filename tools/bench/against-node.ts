/** How long a program of Node takes from its start to its end, in times of a bare Node in the same minute. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { median, type Row } from './row.ts';

export const RUN_JS = join(import.meta.dirname, '..', '..', 'bin', 'run.js');

export interface MeasuredProgram {
  readonly what: string;
  readonly limit: number;
  readonly args: readonly string[];
}

/** Alternates the bare Node with each program, so that a machine's slower moments fall on both. */
export async function measureAgainstNode(programs: readonly MeasuredProgram[], runs: number): Promise<Row[]> {
  const bare: number[] = [];
  const taken = programs.map((): number[] => []);
  // The first start of each fills caches: those of the disk, and of compiled code.
  for (const { args } of programs) await millisecondsOf(args);
  for (let run = 0; run < runs; run++) {
    bare.push(await millisecondsOf(['-e', '0']));
    for (const [index, { args }] of programs.entries()) taken[index]!.push(await millisecondsOf(args));
  }
  const unit = median(bare);
  return programs.map(({ what, limit }, index) => ({
    what,
    goal: `${limit} times or less`,
    limit,
    reached: median(taken[index]!) / unit,
    unit: 'times',
    least: Math.min(...taken[index]!) / unit,
    greatest: Math.max(...taken[index]!) / unit,
  }));
}

async function millisecondsOf(args: readonly string[]): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.resume();
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}`);
  return performance.now() - started;
}
