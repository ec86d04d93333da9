import { describe, expect, it } from 'vitest';
import { indexTable, TABLE } from '../../../src/core/engine/table.ts';
import { parseScenario } from '../../../src/core/simulation/scenario/parse.ts';
import { planOfScenario } from '../../../src/core/simulation/scenario/scenario.ts';
import { writeScenario } from '../../../src/core/simulation/scenario/write.ts';
import { shrink } from '../../../src/core/simulation/shrink.ts';
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

    const text = writeScenario('Minimized', ['what was found'], small.parameters, small.plan, small.seed);
    const { scenario, problems } = parseScenario(text, 's');
    expect(problems).toEqual([]);
    const plan = planOfScenario(scenario!);
    const again = { seed: scenario!.seed, parameters: scenario!.parameters, plan };
    expect(simulate({ ...again, index: BROKEN }).violations.map((each) => each.checker)).toEqual([checker]);
    expect(simulate(again).violations).toEqual([]);
  });
});
