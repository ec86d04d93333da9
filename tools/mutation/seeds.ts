/** Simulated seeds, for mutants that no transcript detects: an invariant has to be violated. */
import type { Row } from '../../src/core/engine/row.ts';
import { indexTable } from '../../src/core/engine/table.ts';
import { parametersOf, simulate } from '../../src/core/simulation/simulate.ts';
import type { Mutant } from './mutants.ts';
import { tableWith } from './mutants.ts';
import type { WatchedTable } from './watched-table.ts';

export interface WatchedSeed {
  readonly seed: number;
  readonly asked: readonly number[];
  readonly fired: readonly number[];
}

/** Which rows a seed evaluates. */
export function watchSeed(seed: number, { index, take }: WatchedTable): WatchedSeed {
  simulate({ seed, parameters: parametersOf(seed), index });
  const { asked, fired } = take();
  return { seed, asked: [...asked], fired: [...fired] };
}

/** The seeds in which the broken row can make a difference, at most `limit`. */
export function seedsFor({ row, kind }: Mutant, watched: readonly WatchedSeed[], limit: number): number[] {
  const isGuard = kind !== 'target' && kind !== 'stays' && kind !== 'action';
  return watched
    .filter(({ asked, fired }) => (isGuard ? asked : fired).includes(row))
    .slice(0, limit)
    .map(({ seed }) => seed);
}

/** The first seed that violates an invariant, with the violation; null if none does. */
export function noticingSeed(mutant: Mutant, table: readonly Row[], seeds: readonly number[]): string | null {
  const index = indexTable(tableWith(table, mutant));
  for (const seed of seeds) {
    const [violation] = simulate({ seed, parameters: parametersOf(seed), index }).violations;
    if (violation !== undefined) return `seed ${seed}, ${violation.checker}: ${violation.what}`;
  }
  return null;
}
