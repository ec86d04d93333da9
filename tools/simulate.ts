/**
 * Runs many simulated pairs, each from its seed, on all cores, and sums up what happened. Exits 1 where a judge found
 * something that must never be.
 *
 *   npm run simulate -- --seeds N [--from M]
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { TABLE } from '../src/core/pair/table.ts';
import { shrink } from '../src/core/simulation/shrink.ts';
import { planOf, SIMULATED_PARAMETERS, simulate } from '../src/core/simulation/simulate.ts';
import { writeStory } from '../src/core/simulation/story/write.ts';

/** Seeds between two words of a worker to the main thread. */
const BATCH = 50;

interface Batch {
  readonly seeds: number;
  readonly simulatedMs: number;
  readonly takeovers: number;
  readonly rules: readonly number[];
  readonly failures: readonly Failure[];
}

interface Failure {
  readonly seed: number;
  readonly checker: string;
  readonly what: string;
}

/** Failures that are made small and told as stories; the others are alike, mostly. */
const SHRUNK = 3;

if (isMainThread) await main();
else work(workerData as Share);

interface Share {
  readonly from: number;
  readonly until: number;
  readonly stride: number;
}

function work({ from, until, stride }: Share): void {
  for (let first = from; first < until; first += stride * BATCH) {
    const batch = {
      seeds: 0,
      simulatedMs: 0,
      takeovers: 0,
      rules: new Set<number>(),
      failures: [] as Batch['failures'][number][],
    };
    for (let seed = first; seed < Math.min(until, first + stride * BATCH); seed += stride) {
      const result = simulate({ seed, parameters: SIMULATED_PARAMETERS });
      batch.seeds += 1;
      batch.simulatedMs += result.simulatedMs;
      batch.takeovers += result.takeovers;
      for (const rule of result.rulesFired) batch.rules.add(rule);
      for (const { checker, what, at } of result.violations) {
        batch.failures.push({ seed, checker, what: `${checker} at ${(at / 1000).toFixed(3)} s: ${what}` });
      }
    }
    parentPort?.postMessage({ ...batch, rules: [...batch.rules] } satisfies Batch);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { seeds: { type: 'string', default: '2000' }, from: { type: 'string', default: '1' } },
  });
  const [seeds, from] = [Number(values.seeds), Number(values.from)];
  if (!Number.isInteger(seeds) || seeds < 1 || !Number.isInteger(from) || from < 0) {
    process.stderr.write('simulate: --seeds and --from take whole numbers\n');
    process.exitCode = 2;
    return;
  }
  const began = performance.now();
  const sum = {
    seeds: 0,
    simulatedMs: 0,
    takeovers: 0,
    rules: new Set<number>(),
    failures: [] as Batch['failures'][number][],
  };
  const stride = availableParallelism();
  await Promise.all(
    Array.from({ length: stride }, (_, index) => runShare({ from: from + index, until: from + seeds, stride }, take)),
  );
  report();

  function take(batch: Batch): void {
    sum.seeds += batch.seeds;
    sum.simulatedMs += batch.simulatedMs;
    sum.takeovers += batch.takeovers;
    for (const rule of batch.rules) sum.rules.add(rule);
    sum.failures.push(...batch.failures);
    if (process.stderr.isTTY)
      process.stderr.write(`\r${sum.seeds} of ${seeds} seeds, ${sum.failures.length} violations`);
  }

  function report(): void {
    const tookMs = performance.now() - began;
    const silent = TABLE.filter((row) => !sum.rules.has(row.number)).map((row) => row.number);
    const hours = sum.simulatedMs / 3_600_000;
    if (process.stderr.isTTY) process.stderr.write('\n');
    process.stdout.write(
      [
        `seeds           ${sum.seeds} (${from} to ${from + seeds - 1})`,
        `simulated       ${hours.toFixed(1)} hours, ${Math.round(sum.simulatedMs / tookMs)} times real time on ${stride} cores`,
        `became active   ${sum.takeovers} times`,
        `rules fired     ${TABLE.length - silent.length} of ${TABLE.length}${silent.length > 0 ? `; never: ${silent.join(', ')}` : ''}`,
        `violations      ${sum.failures.length}`,
        ...sum.failures
          .slice(0, 20)
          .map(({ seed, what }) => `  seed ${seed}: ${what}\n    npm run simulate -- --seeds 1 --from ${seed}`),
        '',
      ].join('\n'),
    );
    for (const failure of sum.failures.slice(0, SHRUNK)) process.stdout.write(`\n${asStory(failure)}`);
    process.exitCode = sum.failures.length > 0 ? 1 : 0;
  }
}

/** The failure made small, to be kept in a file and told with `switchover simulate FILE`. */
function asStory({ seed, checker, what }: Failure): string {
  const small = shrink({ seed, parameters: SIMULATED_PARAMETERS, plan: planOf(seed) }, checker);
  const { A, B } = small.plan.drift;
  const drift = A === 1 && B === 1 ? [] : [`the clocks drift (${A}, ${B}), which a story cannot tell`];
  return writeStory(`Seed ${seed} made small`, [what, ...drift], small.parameters, small.plan, small.seed);
}

function runShare(share: Share, take: (batch: Batch) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: share });
    worker.on('message', take);
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });
}
