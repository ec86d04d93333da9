import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { INVARIANTS } from '../../../src/core/simulation/invariants.ts';
import { runScenario } from '../../../src/core/simulation/run.ts';
import { EVENT_PHRASES } from '../../../src/core/simulation/scenario/events.ts';
import { EXPECTATION_PHRASES } from '../../../src/core/simulation/scenario/expectations.ts';
import { parseScenario } from '../../../src/core/simulation/scenario/parse.ts';
import { ROOT } from '../../support/cli.ts';

const PAGE = readFileSync(join(ROOT, 'docs', 'simulation.md'), 'utf8');

/** `{for:duration}` becomes DURATION; the space before an optional part moves in front of its bracket. */
function shown(pattern: string): string {
  return pattern.replace(/\{(?:\w+:)?(\w+)\}/g, (_, slot: string) => slot.toUpperCase()).replaceAll('[ ', ' [');
}

it('the page about the simulation lists every sentence that a scenario can use', () => {
  const sentences = [...EVENT_PHRASES, ...EXPECTATION_PHRASES].map(({ pattern }) => `\`${shown(pattern)}\``);
  expect(sentences.filter((sentence) => !PAGE.includes(sentence))).toEqual([]);
});

it('the page lists every invariant, with what holds and its bound', () => {
  const rows = Object.entries(INVARIANTS).map(
    ([name, { holds, bound }]) => `| \`${name}\` | ${holds} | ${bound ?? ''} |`,
  );
  expect(rows.filter((row) => !PAGE.includes(row))).toEqual([]);
});

it('the scenario on the page meets its expectations', () => {
  const [, text] = /```\n(title[^`]*)```/.exec(PAGE)!;
  const { scenario, problems } = parseScenario(text!, 'page');
  expect(problems).toEqual([]);
  expect(runScenario(scenario!, {}).verdicts.filter(({ held }) => !held)).toEqual([]);
});
