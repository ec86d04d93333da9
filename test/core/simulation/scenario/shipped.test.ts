import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runScenario } from '../../../../src/core/simulation/run.ts';
import { parseScenario } from '../../../../src/core/simulation/scenario/parse.ts';
import { ROOT } from '../../../support/cli.ts';

const FOLDER = join(ROOT, 'examples', 'scenarios');
const NAMES = readdirSync(FOLDER);

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
});
