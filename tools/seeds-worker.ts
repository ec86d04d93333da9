/** Simulates every `stride`-th seed and reports the results after each batch. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Failure as TakeoverFailure } from '../src/core/engine/bounds/takeover.ts';
import { simulate } from '../src/core/simulation/simulate.ts';
import type { Batch, Failure, Share } from './seeds.ts';
import { parametersFor } from './seeds.ts';

/** Seeds between two reports of a worker to the main thread. */
const BATCH = 50;

const { from, until, stride, preset } = workerData as Share;

for (let first = from; first < until; first += stride * BATCH) {
  const began = process.threadCpuUsage();
  const rules = new Map<number, number>();
  const timed = new Map<TakeoverFailure, number>();
  const failures: Failure[] = [];
  const sum = { seeds: 0, simulatedMs: 0, steps: 0, takeovers: 0 };
  for (let seed = first; seed < Math.min(until, first + stride * BATCH); seed += stride) {
    const result = simulate({ seed, parameters: parametersFor(seed, preset) });
    sum.seeds += 1;
    sum.simulatedMs += result.simulatedMs;
    sum.steps += result.steps;
    sum.takeovers += result.takeovers;
    for (const rule of result.rulesFired) rules.set(rule, (rules.get(rule) ?? 0) + 1);
    for (const failure of result.timed) timed.set(failure, (timed.get(failure) ?? 0) + 1);
    const [violation] = result.violations;
    if (violation === undefined) continue;
    const { checker, what, at } = violation;
    failures.push({ seed, checker, what: `${checker} at ${(at / 1000).toFixed(3)} s: ${what}` });
  }
  const { user, system } = process.threadCpuUsage(began);
  parentPort?.postMessage({
    ...sum,
    cpuMs: (user + system) / 1_000,
    rules: [...rules],
    timed: [...timed],
    failures,
  } satisfies Batch);
}
