import { describe, expect, it } from 'vitest';
import { indexTable, TABLE } from '../../../src/core/engine/table.ts';
import type { Fault, Plan } from '../../../src/core/simulation/faults.ts';
import { parseScenario } from '../../../src/core/simulation/scenario/parse.ts';
import { planOfScenario } from '../../../src/core/simulation/scenario/scenario.ts';
import { writeScenario } from '../../../src/core/simulation/scenario/write.ts';
import { type Case, complexity, shrink, simplerFaults } from '../../../src/core/simulation/shrink.ts';
import { planOf, SIMULATED_PARAMETERS, simulate } from '../../../src/core/simulation/simulate.ts';

/** An engine in which no active server gives way to a higher term. */
const BROKEN = indexTable(TABLE.filter((row) => row.number !== 250));

function firstFailure(): { seed: number; checker: string } {
  for (let seed = 1; ; seed += 1) {
    const { violations } = simulate({ seed, parameters: SIMULATED_PARAMETERS, index: BROKEN });
    if (violations[0] !== undefined) return { seed, checker: violations[0].checker };
  }
}

describe('a failing seed', () => {
  it('is minimized: a few faults, no chance, no parameters; as a scenario it fails in the same way', () => {
    const { seed, checker } = firstFailure();
    const small = shrink({ seed, parameters: SIMULATED_PARAMETERS, plan: planOf(seed) }, checker, BROKEN);
    expect(planOf(seed).faults.length).toBeGreaterThan(10);
    expect(small.plan.faults.length).toBeLessThanOrEqual(2);
    expect(small.parameters).toEqual({});
    expect({ seed: small.seed, drift: small.plan.drift }).toEqual({ seed: 0, drift: { A: 1, B: 1 } });
    expect(planOf(seed).starts.B).toBeGreaterThan(0);
    expect(small.plan.starts).toEqual({ A: 0, B: 0 });
    expect(small.plan.healedAt ?? small.plan.endsAt).toBeLessThan(planOf(seed).healedAt!);
    expect(small.plan.faults.filter(({ at }) => at % 1_000 !== 0)).toEqual([]);

    const text = writeScenario('Minimized', ['what was found'], small.parameters, small.plan, small.seed);
    const { scenario, problems } = parseScenario(text, 's');
    expect(problems).toEqual([]);
    const plan = planOfScenario(scenario!);
    const again = { seed: scenario!.seed, parameters: scenario!.parameters, plan };
    expect(simulate({ ...again, index: BROKEN }).violations.map((each) => each.checker)).toEqual([checker]);
    expect(simulate(again).violations).toEqual([]);
  });
});

/** What is tried instead of 30 seconds, the simplest first. */
const INSTEAD_OF_30_S = [1_000, 5_000, 10_000, 15_000, 60_000];
const ON_A = { server: 'A', forMs: null } as const;
const KILL = { kind: 'kill', ...ON_A } as const;

describe('a fault is tried', () => {
  it.each<[fault: Fault, milder: Fault[]]>([
    [KILL, []],
    [{ ...KILL, forMs: 30_000 }, INSTEAD_OF_30_S.map((forMs) => ({ ...KILL, forMs }))],
    [
      { ...KILL, forMs: 12_345 },
      [1_000, 5_000, 10_000, 30_000, 6_000, 60_000, 20_000, 12_000, 13_000, 12_300, 12_400].map((forMs) => ({
        ...KILL,
        forMs,
      })),
    ],
    [
      { kind: 'disk-slow', ...ON_A, takesMs: 30_000 },
      INSTEAD_OF_30_S.map((takesMs) => ({ kind: 'disk-slow', ...ON_A, takesMs })),
    ],
    [{ kind: 'crash', ...ON_A, afterEffects: 3 }, [{ kind: 'crash', ...ON_A, afterEffects: 2 }, KILL]],
    [{ kind: 'crash', ...ON_A, afterEffects: 2 }, [{ kind: 'crash', ...ON_A, afterEffects: 1 }, KILL]],
    [{ kind: 'crash', ...ON_A, afterEffects: 1 }, [KILL]],
    [
      { kind: 'module-restarts', ...ON_A, everyMs: 30_000 },
      INSTEAD_OF_30_S.map((everyMs) => ({ kind: 'module-restarts', ...ON_A, everyMs })),
    ],
    [
      { kind: 'release', ...ON_A, release: 3 },
      [
        { kind: 'release', ...ON_A, release: 2 },
        { ...KILL, forMs: 1_000 },
      ],
    ],
    [{ kind: 'release', ...ON_A, release: 2 }, [{ ...KILL, forMs: 1_000 }]],
    [
      { kind: 'mode', server: 'A', mode: 'manual', expiresMs: 5_000 },
      [
        { kind: 'mode', server: null, mode: 'manual', expiresMs: 5_000 },
        { kind: 'mode', server: 'A', mode: 'manual', expiresMs: null },
      ],
    ],
    [{ kind: 'mode', server: null, mode: 'manual', expiresMs: null }, []],
    [{ kind: 'emptied', ...ON_A }, [KILL]],
    [{ kind: 'power-off', ...ON_A }, [KILL]],
    [{ kind: 'restart', ...ON_A, flag: '--force-backup' }, [KILL]],
    [{ kind: 'site-dark', ...ON_A }, [{ kind: 'power-off', ...ON_A }]],
    [
      { kind: 'slow-network', fromMs: 700, toMs: 30_000, forMs: null },
      [30_000, 700, 700, 700, 700, 700].map((fromMs, index) => {
        return { kind: 'slow-network', fromMs, toMs: [30_000, ...INSTEAD_OF_30_S][index]!, forMs: null };
      }),
    ],
    [
      { kind: 'slow-network', fromMs: 10_000, toMs: 30_000, forMs: null },
      [30_000, 10_000, 10_000, 10_000].map((fromMs, index) => {
        return { kind: 'slow-network', fromMs, toMs: [30_000, 10_000, 15_000, 60_000][index]!, forMs: null };
      }),
    ],
    [
      { kind: 'switch', to: 'A', immediate: true, times: 2 },
      [
        { kind: 'switch', to: 'A', immediate: true, times: 1 },
        { kind: 'switch', to: 'A', immediate: false, times: 2 },
      ],
    ],
    [{ kind: 'switch', to: 'A', immediate: false, times: 1 }, []],
  ])('%o in these forms', (fault, milder) => {
    expect([...simplerFaults(fault)]).toEqual(milder);
  });
});

describe('a case is simpler', () => {
  const PLAN: Plan = {
    faults: [{ at: 10_000, fault: { ...KILL, forMs: 10_000 } }],
    starts: { A: 0, B: 0 },
    healedAt: 60_000,
    endsAt: null,
    drift: { A: 1, B: 1 },
  };
  const plain: Case = { seed: 0, parameters: {}, plan: PLAN };
  const withFault = (fault: Fault, at = 10_000): Case => ({ ...plain, plan: { ...PLAN, faults: [{ at, fault }] } });
  const first = plain.plan.faults[0]!;

  it.each<[than: string, other: Case]>([
    ['with another fault', { ...plain, plan: { ...PLAN, faults: [first, { ...first, at: 10_001 }] } }],
    ['with a parameter', { ...plain, parameters: SIMULATED_PARAMETERS }],
    ['with a seed', { ...plain, seed: 1 }],
    ['with a clock that is fast', { ...plain, plan: { ...PLAN, drift: { A: 1.001, B: 1 } } }],
    ['with the other clock slow', { ...plain, plan: { ...PLAN, drift: { A: 1, B: 0.999 } } }],
    ['that is repaired later', { ...plain, plan: { ...PLAN, healedAt: 120_000 } }],
    ['with an end of its own', { ...plain, plan: { ...PLAN, endsAt: 120_000 } }],
    ['in which the second server starts later', { ...plain, plan: { ...PLAN, starts: { A: 0, B: 500 } } }],
    ['with its fault later', withFault(first.fault, 20_000)],
    ['with its fault at an odd time', withFault(first.fault, 10_001)],
    ['with a longer fault', withFault({ ...KILL, forMs: 20_000 })],
    ['with a fault of an odd length', withFault({ ...KILL, forMs: 9_990 })],
    ['with a fault for which this one can stand', withFault({ kind: 'emptied', ...ON_A, forMs: 10_000 })],
    ['with a fault of another kind', withFault({ kind: 'freeze', ...ON_A, forMs: 10_000 })],
  ])('than one %s', (_than, other) => {
    expect(complexity(other)).toBeGreaterThan(complexity(plain));
  });

  it.each<[simple: Fault, complex: Fault]>([
    [
      { kind: 'disk-slow', ...ON_A, takesMs: 1_000 },
      { kind: 'disk-slow', ...ON_A, takesMs: 1_500 },
    ],
    [
      { kind: 'slow-network', fromMs: 900, toMs: 900, forMs: null },
      { kind: 'slow-network', fromMs: 800, toMs: 900, forMs: null },
    ],
    [
      { kind: 'slow-network', fromMs: 100, toMs: 900, forMs: null },
      { kind: 'slow-network', fromMs: 100, toMs: 999, forMs: null },
    ],
    [
      { kind: 'module-restarts', ...ON_A, everyMs: 10_000 },
      { kind: 'module-restarts', ...ON_A, everyMs: 20_000 },
    ],
    [
      { kind: 'release', ...ON_A, release: 2 },
      { kind: 'release', ...ON_A, release: 3 },
    ],
    [
      { kind: 'mode', server: null, mode: 'manual', expiresMs: null },
      { kind: 'mode', server: 'A', mode: 'manual', expiresMs: null },
    ],
    [
      { kind: 'mode', server: null, mode: 'manual', expiresMs: null },
      { kind: 'mode', server: null, mode: 'manual', expiresMs: 10_000 },
    ],
    [
      { kind: 'crash', ...ON_A, afterEffects: 1 },
      { kind: 'crash', ...ON_A, afterEffects: 2 },
    ],
    [
      { kind: 'switch', to: 'A', immediate: false, times: 1 },
      { kind: 'switch', to: 'A', immediate: true, times: 1 },
    ],
    [
      { kind: 'switch', to: 'A', immediate: true, times: 1 },
      { kind: 'switch', to: 'A', immediate: false, times: 2 },
    ],
  ])('with %o than with %o', (simple, complex) => {
    expect(complexity(withFault(complex))).toBeGreaterThan(complexity(withFault(simple)));
  });
});
