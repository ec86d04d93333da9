/** How long the program takes to start, against a bare Node in the same minute: machines differ, ratios less. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Bench, median, type Row } from './row.ts';

const RUN_JS = join(import.meta.dirname, '..', '..', 'bin', 'run.js');

const PROGRAMS = [
  { what: '`switchover --version` against `node -e 0`', limit: 1.3, args: [RUN_JS, '--version'] },
  { what: '`switchover --help` against `node -e 0`', limit: 2.2, args: [RUN_JS, '--help'] },
  {
    what: '`switchover completion bash` (a command) against `node -e 0`',
    limit: 2.5,
    args: [RUN_JS, 'completion', 'bash'],
  },
] as const;

export const bench: Bench = { name: 'start-up', run: measureStartUp };

/** Alternates the bare Node with each program, so that a machine's slower moments fall on both. */
async function measureStartUp(runs: number): Promise<Row[]> {
  const bare: number[] = [];
  const taken = PROGRAMS.map((): number[] => []);
  // The first start of each fills caches: those of the disk, and of compiled code.
  for (const { args } of PROGRAMS) await millisecondsOf(args);
  for (let run = 0; run < runs; run++) {
    bare.push(await millisecondsOf(['-e', '0']));
    for (const [index, { args }] of PROGRAMS.entries()) taken[index]!.push(await millisecondsOf(args));
  }
  const unit = median(bare);
  return PROGRAMS.map(({ what, limit }, index) => ({
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
