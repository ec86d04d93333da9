import { TABLE } from '../../src/core/pair/table.ts';
import { parametersOf, simulate } from '../../src/core/simulation/simulate.ts';

export interface SeedsRun {
  /** What judges found, with the command that shows it again. */
  readonly failures: readonly string[];
  /** The share of all rules that fired, from 0 to 1. */
  readonly coverage: number;
}

/** Simulates the nights of `count` seeds, each with parameters of its own. */
export function runSeeds(from: number, count: number): SeedsRun {
  const failures: string[] = [];
  const fired = new Set<number>();
  for (let seed = from; seed < from + count; seed += 1) {
    const { violations, rulesFired } = simulate({ seed, parameters: parametersOf(seed) });
    for (const rule of rulesFired) fired.add(rule);
    for (const { checker, what } of violations) {
      failures.push(`${checker}: ${what}; see: npm run simulate -- --seeds 1 --from ${seed}`);
    }
  }
  return { failures, coverage: fired.size / TABLE.length };
}
