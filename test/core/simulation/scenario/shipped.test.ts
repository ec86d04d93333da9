import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseStory } from '../../../../src/core/simulation/scenario/parse.ts';
import { tellStory } from '../../../../src/core/simulation/run.ts';
import { ROOT } from '../../../support/cli.ts';

const FOLDER = join(ROOT, 'examples', 'stories');
const NAMES = readdirSync(FOLDER);

describe('the scenarios that come with switchover', () => {
  it('have names that can be typed, and unique titles', () => {
    expect(NAMES.filter((name) => !/^[a-z0-9-]+\.story$/.test(name))).toEqual([]);
    const titles = NAMES.map((name) => parseStory(readFileSync(join(FOLDER, name), 'utf8'), name).story?.title);
    expect(new Set(titles).size).toBe(NAMES.length);
  });

  it.each(NAMES)('meet their expectations: %s', (name) => {
    const { story, problems } = parseStory(readFileSync(join(FOLDER, name), 'utf8'), name);
    expect(problems).toEqual([]);
    const told = tellStory(story!, {});
    expect(told.verdicts.filter(({ held }) => !held)).toEqual([]);
    expect(told.violations).toEqual([]);
    expect(told.verdicts.length, 'a scenario expects something').toBeGreaterThan(1);
    expect(story!.prose.length, 'a scenario says what it is about').toBeGreaterThan(0);
  });
});
