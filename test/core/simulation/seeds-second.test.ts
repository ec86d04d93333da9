import { expect, test } from 'vitest';
import { runSeeds } from '../../support/seeds.ts';

// Two files, so that they run on two cores. `npm run simulate -- --seeds N` runs more.
test('the second thousand nights full of faults bring nothing that must never be, and nearly every rule fires', () => {
  const { failures, coverage } = runSeeds(1001, 1_000);
  expect(failures).toEqual([]);
  expect(coverage).toBeGreaterThan(0.9);
}, 400_000);
