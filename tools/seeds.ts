/** Many simulated pairs, each from its seed, on all cores. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { ParameterValues } from '../src/core/config/parameters/catalogue.ts';
import type { Failure as TakeoverFailure } from '../src/core/engine/bounds/takeover.ts';
import { parametersOf, SIMULATED_PARAMETERS } from '../src/core/simulation/simulate.ts';

/** What one worker simulates. */
export interface Share {
  readonly from: number;
  readonly until: number;
  readonly stride: number;
  /** Every pair has default parameters. */
  readonly preset: boolean;
}

export interface Failure {
  readonly seed: number;
  readonly checker: string;
  readonly what: string;
}

interface Sum {
  readonly seeds: number;
  readonly simulatedMs: number;
  readonly steps: number;
  /** All workers together. */
  readonly cpuMs: number;
  readonly takeovers: number;
}

export interface Batch extends Sum {
  readonly rules: readonly (readonly [rule: number, seeds: number])[];
  readonly timed: readonly (readonly [failure: TakeoverFailure, times: number])[];
  readonly failures: readonly Failure[];
}

export interface SeedsRun extends Sum {
  readonly tookMs: number;
  readonly cores: number;
  /** In how many seeds each rule fired. */
  readonly rules: ReadonlyMap<number, number>;
  /** How many takeovers of each class of failure were checked against their bounds. */
  readonly timed: ReadonlyMap<TakeoverFailure, number>;
  /** By seed. */
  readonly failures: readonly Failure[];
}

export function parametersFor(seed: number, preset: boolean): ParameterValues {
  return preset ? SIMULATED_PARAMETERS : parametersOf(seed);
}

/** `onProgress`: after each batch, with what is done so far. */
export async function runSeeds(
  { from, seeds, preset }: { readonly from: number; readonly seeds: number; readonly preset: boolean },
  onProgress: (seeds: number, failures: number) => void = () => undefined,
): Promise<SeedsRun> {
  const began = performance.now();
  const sum = { seeds: 0, simulatedMs: 0, steps: 0, cpuMs: 0, takeovers: 0 };
  const rules = new Map<number, number>();
  const timed = new Map<TakeoverFailure, number>();
  const failures: Failure[] = [];
  const take = (batch: Batch): void => {
    for (const key of Object.keys(sum) as (keyof Sum)[]) sum[key] += batch[key];
    for (const [rule, times] of batch.rules) rules.set(rule, (rules.get(rule) ?? 0) + times);
    for (const [failure, times] of batch.timed) timed.set(failure, (timed.get(failure) ?? 0) + times);
    failures.push(...batch.failures);
    onProgress(sum.seeds, failures.length);
  };
  const cores = availableParallelism();
  const share = { until: from + seeds, stride: cores, preset };
  await Promise.all(Array.from({ length: cores }, (_, index) => runShare({ ...share, from: from + index }, take)));
  failures.sort((a, b) => a.seed - b.seed);
  return { ...sum, tookMs: performance.now() - began, cores, rules, timed, failures };
}

function runShare(share: Share, take: (batch: Batch) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./seeds-worker.ts', import.meta.url), { workerData: share });
    worker.on('message', take);
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });
}
