/** Runs a scenario or a seed and returns everything that a person or a script may want to know. */
import type { ParameterValues } from '../config/parameters/catalogue.ts';
import type { Plan } from './faults.ts';
import type { Violation } from './invariant-checks.ts';
import type { Outcome, RunRecord } from './record.ts';
import { createRecorder, outcomeOf } from './record.ts';
import { beginsAtMs, planOfScenario, type Scenario } from './scenario/scenario.ts';
import type { Verdict } from './scenario/verdict.ts';
import { checkExpectations } from './scenario/verdict.ts';
import { planOf, simulate } from './simulate.ts';

export interface RunResult {
  readonly parameters: ParameterValues;
  readonly record: RunRecord;
  readonly outcome: Outcome;
  readonly verdicts: readonly Verdict[];
  /** Violated invariants, whatever a scenario expects: bugs in the program itself. */
  readonly violations: readonly Violation[];
}

/** `set`: values that override the scenario's own. */
export function runScenario(scenario: Scenario, set: ParameterValues): RunResult {
  const parameters = { ...scenario.parameters, ...set };
  const result = run(scenario.seed, planOfScenario(scenario), parameters, beginsAtMs(scenario));
  return { ...result, verdicts: checkExpectations(scenario.expectations, result.record) };
}

export function runSeed(seed: number, parameters: ParameterValues): RunResult {
  return run(seed, planOf(seed), parameters, 0);
}

function run(seed: number, plan: Plan, parameters: ParameterValues, beginMs: number): RunResult {
  const { watch, end } = createRecorder(beginMs);
  const { violations, simulatedMs } = simulate({ seed, plan, parameters, watch });
  const record = end(simulatedMs);
  return { parameters, record, outcome: outcomeOf(record), verdicts: [], violations };
}
