/** Runs a scenario or a seed and returns everything that a person or a script may want to know. */
import type { ParameterValues } from '../config/parameters/catalogue.ts';
import type { Violation } from './invariant-checks.ts';
import type { Plan } from './faults.ts';
import type { Outcome, RunRecord } from './record.ts';
import { createRecorder, outcomeOf } from './record.ts';
import { planOf, simulate } from './simulate.ts';
import { beginsAtMs, planOfStory, type Story } from './scenario/scenario.ts';
import type { Verdict } from './scenario/verdict.ts';
import { judgeStory } from './scenario/verdict.ts';

export interface Told {
  readonly parameters: ParameterValues;
  readonly record: RunRecord;
  readonly outcome: Outcome;
  readonly verdicts: readonly Verdict[];
  /** Violated invariants, whatever a scenario expects: bugs in the program itself. */
  readonly violations: readonly Violation[];
}

/** `set`: values that override the scenario's own. */
export function tellStory(story: Story, set: ParameterValues): Told {
  const parameters = { ...story.parameters, ...set };
  const told = tell(story.seed, planOfStory(story), parameters, beginsAtMs(story));
  return { ...told, verdicts: judgeStory(story.expectations, told.record) };
}

export function tellSeed(seed: number, parameters: ParameterValues): Told {
  return tell(seed, planOf(seed), parameters, 0);
}

function tell(seed: number, plan: Plan, parameters: ParameterValues, beginMs: number): Told {
  const { watch, end } = createRecorder(beginMs);
  const { violations, simulatedMs } = simulate({ seed, plan, parameters, watch });
  const record = end(simulatedMs);
  return { parameters, record, outcome: outcomeOf(record), verdicts: [], violations };
}
