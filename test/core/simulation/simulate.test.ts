import { expect, test } from 'vitest';
import type { LogLine } from '../../../src/core/pair/effect.ts';
import type { Plan } from '../../../src/core/simulation/faults.ts';
import { SIMULATED_PARAMETERS, simulate } from '../../../src/core/simulation/simulate.ts';

const parameters = SIMULATED_PARAMETERS;

/** A day on which nothing breaks. */
const QUIET: Plan = {
  faults: [],
  starts: { A: 0, B: 500 },
  healedAt: 86_400_000,
  endsAt: 86_460_000,
  drift: { A: 1.001, B: 0.999 },
};

test('in hundreds of nights full of faults no judge finds anything that must never be', () => {
  const failures: string[] = [];
  for (let seed = 1; seed <= 500; seed += 1) {
    const { violations } = simulate({ seed, parameters });
    for (const { checker, what } of violations) failures.push(`seed ${seed}, ${checker}: ${what}`);
  }
  expect(failures).toEqual([]);
}, 180_000);

test('the same seed tells the same story, to the last line', () => {
  const story = (): string[] => {
    const lines: string[] = [];
    const watch = {
      onLog: (at: number, letter: string, { text }: LogLine) => void lines.push(`${at} ${letter} ${text}`),
    };
    simulate({ seed: 7, parameters, watch });
    return lines;
  };
  const first = story();
  expect(first.length).toBeGreaterThan(100);
  expect(story()).toEqual(first);
});

test('a healthy pair serves a whole day without a switch, although the two clocks drift apart', () => {
  const { takeovers, violations } = simulate({ seed: 3, parameters, plan: QUIET });
  expect({ takeovers, violations }).toEqual({ takeovers: 1, violations: [] });
});

test('a judge finds two active servers where the rule that makes one give way is broken', async () => {
  const { indexTable, TABLE } = await import('../../../src/core/pair/table.ts');
  const index = indexTable(TABLE.filter((row) => row.number !== 250));
  let found = 0;
  for (let seed = 1; seed <= 200; seed += 1) found += simulate({ seed, parameters, index }).violations.length;
  expect(found).toBeGreaterThan(0);
});
