import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ReportEntry, reportOf } from '../../../../src/core/simulation/report.ts';
import { runScenario } from '../../../../src/core/simulation/run.ts';
import { parseScenario } from '../../../../src/core/simulation/scenario/parse.ts';
import { ROOT } from '../../../support/cli.ts';

const FOLDER = join(ROOT, 'examples', 'scenarios');
const NAMES = readdirSync(FOLDER);
const GOLDEN = join(ROOT, 'test', 'core', 'simulation', 'scenario', 'shipped.golden.txt');

function lineOf({ atMs, kind, server, rule, from, to, network, active, what }: ReportEntry): string {
  const facts = [server, rule, from, to, network, active?.join(' and ')].filter((each) => each != null && each !== '');
  return `  ${atMs} ${kind} [${facts.join(', ')}] ${what}`;
}

/** What is reported of a scenario. */
function reported(name: string): string {
  const { scenario } = parseScenario(readFileSync(join(FOLDER, name), 'utf8'), name);
  const about = { story: { name, title: scenario!.title, prose: scenario!.prose }, seed: null };
  const { beginning, timeLine, outcome, held } = reportOf(runScenario(scenario!, {}), about);
  return [
    name,
    `  ${JSON.stringify(beginning)}`,
    ...timeLine.map(lineOf),
    `  ${JSON.stringify({ outcome, held })}`,
    '',
  ].join('\n');
}

describe('the scenarios that come with switchover', () => {
  it('have names that can be typed, and unique titles', () => {
    expect(NAMES.filter((name) => !/^[a-z0-9-]+\.scenario$/.test(name))).toEqual([]);
    const titles = NAMES.map((name) => parseScenario(readFileSync(join(FOLDER, name), 'utf8'), name).scenario?.title);
    expect(new Set(titles).size).toBe(NAMES.length);
  });

  it.each(NAMES)('meet their expectations: %s', (name) => {
    const { scenario, problems } = parseScenario(readFileSync(join(FOLDER, name), 'utf8'), name);
    expect(problems).toEqual([]);
    const told = runScenario(scenario!, {});
    expect(told.verdicts.filter(({ held }) => !held)).toEqual([]);
    expect(told.violations).toEqual([]);
    expect(told.verdicts.length, 'a scenario expects something').toBeGreaterThan(1);
    expect(scenario!.prose.length, 'a scenario says what it is about').toBeGreaterThan(0);
  });

  it('have the reviewed timelines and outcomes', () => {
    const said = NAMES.map(reported).join('\n');
    if (process.env.UPDATE === '1') writeFileSync(GOLDEN, said);
    expect(said, 'rewrite with UPDATE=1, and review the difference').toBe(readFileSync(GOLDEN, 'utf8'));
  });
});
