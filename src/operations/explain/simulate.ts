/** Scenarios and seeds, simulated with an operator's parameters. */

import { assignmentsOf } from '../../core/config/parameters/assignment.ts';
import type { ParameterValues } from '../../core/config/parameters/catalogue.ts';
import { checkTogether } from '../../core/config/parameters/rules.ts';
import { didYouMean } from '../../core/nearest.ts';
import type { Problem } from '../../core/problem.ts';
import { SwitchoverError } from '../../core/problem.ts';
import type { SimulationReport } from '../../core/simulation/report.ts';
import { reportOf } from '../../core/simulation/report.ts';
import { runScenario, runSeed } from '../../core/simulation/run.ts';
import { parseScenario } from '../../core/simulation/scenario/parse.ts';
import type { Scenario } from '../../core/simulation/scenario/scenario.ts';
import { readScenarioFile, readShippedScenario, shippedScenarios } from '../../host/files/scenario-files.ts';

export interface ScenarioList {
  readonly stories: readonly { readonly name: string; readonly title: string }[];
}

/** The scenarios that come with switchover. */
export async function listScenarios(): Promise<ScenarioList> {
  const scenarios = await shippedScenarios();
  const read = scenarios.map(async (shipped) => {
    const scenario = scenarioOf(await readShippedScenario(shipped), shipped.file);
    return { name: shipped.name, title: scenario.title };
  });
  return { stories: await Promise.all(read) };
}

export interface SimulationRequest {
  /** A file, or the name of a scenario that comes with switchover. */
  readonly scenario: string | null;
  /** A whole number: generates a random scenario, ten minutes in which everything goes wrong. */
  readonly seed: string | null;
  /** `NAME=VALUE`, overriding the scenario's own. */
  readonly set: readonly string[];
}

export interface Simulated {
  readonly report: SimulationReport;
  /** Values that are valid one by one but not together. */
  readonly warnings: readonly Problem[];
}

/**
 * Simulates a scenario or a seed.
 *
 * @throws SwitchoverError (usage) if the scenario, the seed or a value is invalid; (unreachable) for unreadable files
 */
export async function simulate({ scenario, seed, set }: SimulationRequest): Promise<Simulated> {
  const { values, problems } = assignmentsOf(set, '--set');
  throwErrors(problems);
  const report = seed === null ? await ranScenario(scenario ?? '', values) : ranSeed(scenario, seed, values);
  const conflicts = checkTogether(report.parameters).map(({ problem }): Problem => ({ ...problem, where: null }));
  throwErrors(conflicts);
  return { report, warnings: [...problems, ...conflicts] };
}

function throwErrors(problems: readonly Problem[]): void {
  const [first, ...also] = problems.filter(({ severity }) => severity === 'error');
  if (first !== undefined) throw new SwitchoverError('usage', first, also);
}

async function ranScenario(scenario: string, values: ParameterValues): Promise<SimulationReport> {
  const { name, parsed } = await findScenario(scenario);
  return reportOf(runScenario(parsed, values), {
    story: { name, title: parsed.title, prose: parsed.prose },
    seed: null,
  });
}

function ranSeed(scenario: string | null, text: string, values: ParameterValues): SimulationReport {
  if (scenario !== null) throw wrongUse('seed-and-scenario', 'both a scenario and --seed were given', 'give only one');
  const seed = readSeed(text);
  return reportOf(runSeed(seed, values), { story: null, seed });
}

const LARGEST_SEED = 4_294_967_295;

function readSeed(text: string): number {
  const seed = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (seed <= LARGEST_SEED) return seed;
  throw wrongUse(
    'seed-wrong',
    `--seed ${JSON.stringify(text)} is not a valid seed`,
    `give a whole number from 0 to ${LARGEST_SEED}`,
  );
}

function wrongUse(code: string, what: string, next: string): SwitchoverError {
  return new SwitchoverError('usage', {
    code,
    what,
    why: '--seed generates a random scenario from a whole number; SCENARIO is a name or a file',
    where: '--seed',
    do: next,
  });
}

async function findScenario(scenario: string): Promise<{ readonly name: string; readonly parsed: Scenario }> {
  if (/[/\\]|\.scenario$/.test(scenario)) {
    return { name: scenario, parsed: scenarioOf(await readScenarioFile(scenario), scenario) };
  }
  const scenarios = await shippedScenarios();
  const shipped = scenarios.find(({ name }) => name === scenario);
  if (shipped !== undefined)
    return { name: scenario, parsed: scenarioOf(await readShippedScenario(shipped), shipped.file) };
  const hint = didYouMean(
    scenario,
    scenarios.map(({ name }) => name),
  );
  throw new SwitchoverError('usage', {
    code: 'story-not-found',
    what: `switchover comes with no scenario called ${JSON.stringify(scenario)}`,
    why: 'a file of your own needs a slash in its path, or the extension .scenario',
    where: 'SCENARIO',
    do: hint === '' ? 'list the scenarios with: switchover simulate --list' : hint,
  });
}

function scenarioOf(text: string, file: string): Scenario {
  const { scenario, problems } = parseScenario(text, file);
  if (scenario === null) throw new SwitchoverError('usage', problems[0]!, problems.slice(1));
  return scenario;
}
