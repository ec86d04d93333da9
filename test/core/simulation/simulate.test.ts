import { expect, test } from 'vitest';
import type { LogLine } from '../../../src/core/engine/effect.ts';
import type { Plan } from '../../../src/core/simulation/faults.ts';
import { endOf, SIMULATED_PARAMETERS, simulate } from '../../../src/core/simulation/simulate.ts';

const parameters = SIMULATED_PARAMETERS;

test('the same seed gives the same run, to the last line', () => {
  const scenario = (): string[] => {
    const lines: string[] = [];
    const onLog = (at: number, letter: string, { text }: LogLine): void => void lines.push(`${at} ${letter} ${text}`);
    simulate({ seed: 7, parameters, watch: { onLog } });
    return lines;
  };
  const first = scenario();
  expect(first.length).toBeGreaterThan(100);
  expect(scenario()).toEqual(first);
});

test('watching a run does not change it', () => {
  for (const seed of [3, 8, 21]) {
    const seen = simulate({ seed, parameters, watch: { onServers: () => undefined, onDecision: () => undefined } });
    expect(seen).toEqual(simulate({ seed, parameters }));
  }
});

test('a healthy pair runs for a whole day without a switch, although the two clocks drift apart', () => {
  const plan: Plan = {
    faults: [],
    starts: { A: 0, B: 500 },
    healedAt: null,
    endsAt: 86_400_000,
    drift: { A: 1.001, B: 0.999 },
  };
  const { takeovers, violations } = simulate({ seed: 3, parameters, plan });
  expect({ takeovers, violations }).toEqual({ takeovers: 1, violations: [] });
}, 60_000);

// A ping may take 5 s for the round trip, the module 10 s: anything faster is not a failure, however it varies.
test.each([
  [0, 40],
  [100, 900],
  [700, 1_900],
])(
  'a healthy pair whose packets take %i to %i ms does not switch for an hour',
  (fromMs, toMs) => {
    const plan: Plan = {
      faults: [{ at: 30_000, fault: { kind: 'slow-network', fromMs, toMs, forMs: null } }],
      starts: { A: 0, B: 500 },
      healedAt: null,
      endsAt: 3_600_000,
      drift: { A: 1, B: 1 },
    };
    for (const seed of [1, 2, 3]) {
      const { takeovers, violations } = simulate({ seed, parameters, plan });
      expect({ takeovers, violations }).toEqual({ takeovers: 1, violations: [] });
    }
  },
  60_000,
);

test('after the repair, operators let a stale server rejoin, and the run ends when all has been well for a while', () => {
  const plan: Plan = {
    faults: [{ at: 30_000, fault: { kind: 'cable', server: 'A', forMs: 120_000 } }],
    starts: { A: 0, B: 500 },
    healedAt: 200_000,
    endsAt: null,
    drift: { A: 1, B: 1 },
  };
  const places: string[] = [];
  const { violations, simulatedMs } = simulate({
    ...{ seed: 3, parameters, plan },
    watch: {
      onServers: (_at, { A, B }) => {
        const now = `${A.state()?.place} ${B.state()?.place}`;
        if (places.at(-1) !== now) places.push(now);
      },
    },
  });
  expect(violations).toEqual([]);
  expect(places).toContain('inactive.stale primary.serving');
  expect(places.at(-1)).toBe('backup.watching primary.serving');
  expect(simulatedMs).toBeLessThan(endOf(plan, parameters));
});
