/**
 * Runs many simulated pairs, each from its seed, on all cores, and sums up what happened. Exits 1 where a judge found
 * something that must never be; the first of these are made small and printed as stories.
 *
 *   npm run simulate -- --seeds N [--from M] [--preset]      --preset: every pair with the parameters as preset
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { TABLE } from '../src/core/pair/table.ts';
import type { ParameterValues } from '../src/core/parameters/catalogue.ts';
import { shrink } from '../src/core/simulation/shrink.ts';
import { parametersOf, planOf, SIMULATED_PARAMETERS, simulate } from '../src/core/simulation/simulate.ts';
import { writeStory } from '../src/core/simulation/story/write.ts';

/** Seeds between two words of a worker to the main thread. */
const BATCH = 50;
/** Failures that are listed, and of these those that are made small: the others are alike, mostly. */
const LISTED = 20;
const SHRUNK = 3;

interface Share {
  readonly from: number;
  readonly until: number;
  readonly stride: number;
  readonly preset: boolean;
}

interface Batch {
  readonly seeds: number;
  readonly simulatedMs: number;
  readonly steps: number;
  readonly cpuMs: number;
  readonly takeovers: number;
  readonly rules: readonly (readonly [rule: number, seeds: number])[];
  readonly failures: readonly Failure[];
}

interface Failure {
  readonly seed: number;
  readonly checker: string;
  readonly what: string;
}

if (isMainThread) await main();
else work(workerData as Share);

function parametersFor(seed: number, preset: boolean): ParameterValues {
  return preset ? SIMULATED_PARAMETERS : parametersOf(seed);
}

function work({ from, until, stride, preset }: Share): void {
  for (let first = from; first < until; first += stride * BATCH) {
    const began = performance.now();
    const rules = new Map<number, number>();
    const failures: Failure[] = [];
    const sum = { seeds: 0, simulatedMs: 0, steps: 0, takeovers: 0 };
    for (let seed = first; seed < Math.min(until, first + stride * BATCH); seed += stride) {
      const result = simulate({ seed, parameters: parametersFor(seed, preset) });
      sum.seeds += 1;
      sum.simulatedMs += result.simulatedMs;
      sum.steps += result.steps;
      sum.takeovers += result.takeovers;
      for (const rule of result.rulesFired) rules.set(rule, (rules.get(rule) ?? 0) + 1);
      const [violation] = result.violations;
      if (violation === undefined) continue;
      const { checker, what, at } = violation;
      failures.push({ seed, checker, what: `${checker} at ${(at / 1000).toFixed(3)} s: ${what}` });
    }
    const cpuMs = performance.now() - began;
    parentPort?.postMessage({ ...sum, cpuMs, rules: [...rules], failures } satisfies Batch);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '2000' },
      from: { type: 'string', default: '1' },
      preset: { type: 'boolean', default: false },
    },
  });
  const [seeds, from] = [Number(values.seeds), Number(values.from)];
  if (!Number.isInteger(seeds) || seeds < 1 || !Number.isInteger(from) || from < 0) {
    process.stderr.write('simulate: --seeds and --from take whole numbers\n');
    process.exitCode = 2;
    return;
  }
  const began = performance.now();
  const sum = { seeds: 0, simulatedMs: 0, steps: 0, cpuMs: 0, takeovers: 0 };
  const rules = new Map<number, number>();
  const failures: Failure[] = [];
  const stride = availableParallelism();
  const share = { until: from + seeds, stride, preset: values.preset };
  await Promise.all(
    Array.from({ length: stride }, (_, index) =>
      runShare({ ...share, from: from + index }, (batch) => {
        for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += batch[key];
        for (const [rule, times] of batch.rules) rules.set(rule, (rules.get(rule) ?? 0) + times);
        failures.push(...batch.failures);
        if (process.stderr.isTTY)
          process.stderr.write(`\r${sum.seeds} of ${seeds} seeds, ${failures.length} violations`);
      }),
    ),
  );
  if (process.stderr.isTTY) process.stderr.write('\n');
  failures.sort((a, b) => a.seed - b.seed);
  const flag = values.preset ? ' --preset' : '';
  const lines = [
    `seeds           ${sum.seeds} (${from} to ${from + seeds - 1})`,
    `simulated       ${(sum.simulatedMs / 3_600_000).toFixed(1)} hours, ${sum.steps} decisions`,
    `speed           ${Math.round(sum.simulatedMs / sum.cpuMs)} times real time on one core, ${Math.round(sum.simulatedMs / (performance.now() - began))} on ${stride}`,
    `became active   ${sum.takeovers} times`,
    ...coverage(rules),
    `violations      ${failures.length}`,
    ...failures
      .slice(0, LISTED)
      .map(({ seed, what }) => `  seed ${seed}: ${what}\n    npm run simulate -- --seeds 1 --from ${seed}${flag}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  for (const failure of failures.slice(0, SHRUNK)) process.stdout.write(`\n${asStory(failure, values.preset)}`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}

/** Which rules fired, and in how many seeds those did that fired in few. */
function coverage(rules: ReadonlyMap<number, number>): string[] {
  const numbers = TABLE.map(({ number }) => number).sort((a, b) => a - b);
  const silent = numbers.filter((number) => !rules.has(number));
  const rare = numbers.filter((number) => (rules.get(number) ?? Number.POSITIVE_INFINITY) <= 3);
  return [
    `rules fired     ${numbers.length - silent.length} of ${numbers.length}`,
    ...(silent.length > 0 ? [`  never         ${silent.join(', ')}`] : []),
    ...(rare.length > 0 ? [`  in 1 to 3     ${rare.join(', ')}`] : []),
  ];
}

/** The failure made small, to be kept in a file and told with `switchover simulate FILE`. */
function asStory({ seed, checker, what }: Failure, preset: boolean): string {
  const small = shrink({ seed, parameters: parametersFor(seed, preset), plan: planOf(seed) }, checker);
  const { A, B } = small.plan.drift;
  const drift = A === 1 && B === 1 ? [] : [`The clocks drift (${A}, ${B}), which a story cannot tell.`];
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
