import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CATALOGUE } from '../../../../src/core/config/parameters/catalogue.ts';
import type { ParameterDefinition } from '../../../../src/core/config/parameters/definition.ts';
import { GROUPS } from '../../../../src/core/config/parameters/groups.ts';
import { planOf, simulate } from '../../../../src/core/simulation/simulate.ts';
import { anyValues } from '../../../support/parameter-values.ts';

const usedByEngine = (CATALOGUE as readonly ParameterDefinition[]).filter(
  ({ group }) => GROUPS[group].usedBy === 'engine',
);

/** Long enough for a random scenario; values of days are cut short. */
const ENDS_AT_MS = 900_000;

const NIGHTS = Number(process.env.PAIR_RUNS ?? 100);

test('with any accepted values a pair survives a random scenario without a broken invariant', () => {
  let steps = 0;
  let takeovers = 0;
  fc.assert(
    fc.property(anyValues(usedByEngine), fc.integer({ min: 1, max: 1_000_000 }), (parameters, seed) => {
      const plan = { ...planOf(seed), healedAt: null, endsAt: ENDS_AT_MS };
      const result = simulate({ seed, parameters, plan });
      expect(result.violations).toEqual([]);
      expect(result.simulatedMs).toBe(ENDS_AT_MS);
      steps += result.steps;
      takeovers += result.takeovers;
    }),
    { numRuns: NIGHTS },
  );
  // A scenario in which nothing happens proves nothing.
  expect(steps / NIGHTS).toBeGreaterThan(1_000);
  expect(takeovers / NIGHTS).toBeGreaterThan(2);
});
