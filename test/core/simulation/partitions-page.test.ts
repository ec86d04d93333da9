import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findParameter } from '../../../src/core/config/parameters/catalogue.ts';
import type { ParameterValue } from '../../../src/core/config/parameters/definition.ts';
import { parseValue } from '../../../src/core/config/parameters/value.ts';
import { runScenario } from '../../../src/core/simulation/run.ts';
import { parseScenario } from '../../../src/core/simulation/scenario/parse.ts';
import { factsOf } from '../../../tools/partitions/facts.ts';
import { CHAPTERS, NETTEST, PRESET } from '../../../tools/partitions/kinds.ts';
import { PARTITIONS_PAGE, partitionsPage } from '../../../tools/partitions/page.ts';
import { ROOT } from '../../support/cli.ts';

const COMMITTED = readFileSync(join(ROOT, PARTITIONS_PAGE), 'utf8');

describe('the page about partitions', () => {
  it('agrees with the simulation', () => {
    expect(COMMITTED, 'stale: run "npm run generate", and review what changed').toBe(partitionsPage());
  }, 120_000);

  it('says for every kind what always happens, wherever a ping happens to be', () => {
    expect(COMMITTED).not.toContain('not always the same');
    expect(COMMITTED.split('\n').filter((line) => / or [AB] /.test(line))).toEqual([]);
  });

  it('has settings that a pair file accepts', () => {
    const setups = CHAPTERS.flatMap(({ kinds }) => kinds.flatMap((kind) => kind.setups));
    const values = setups.flatMap(({ parameters }) => Object.entries(parameters));
    expect(values.length).toBeGreaterThan(20);
    const written = (value: ParameterValue): string =>
      typeof value === 'boolean' ? (value ? 'Yes' : 'No') : `${value}`;
    const refused = values.filter(([name, value]) => !parseValue(findParameter(name)!, written(value), null).ok);
    expect(refused).toEqual([]);
  });

  it('has each kind once, and a link to it', () => {
    const titles = CHAPTERS.flatMap(({ kinds }) => kinds.map(({ title }) => title));
    for (const title of titles) expect(COMMITTED.split(`\n### ${title}\n`).length, title).toBe(2);
    const anchors = [...COMMITTED.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
    const headings = [...COMMITTED.matchAll(/^#+ (.*)$/gm)].map(([, text]) =>
      text!
        .toLowerCase()
        .replace(/[^a-z0-9 -]/g, '')
        .replaceAll(' ', '-'),
    );
    expect(anchors.length).toBe(titles.length);
    expect(anchors.filter((anchor) => !headings.includes(anchor!))).toEqual([]);
  });

  it('names commands that exist', () => {
    const known = readFileSync(join(ROOT, 'test', 'cli', 'commands.golden.txt'), 'utf8');
    const named = [...COMMITTED.matchAll(/switchover ((?:params )?[a-z-]+)/g)].map(([, name]) => name);
    expect(new Set(named).size).toBeGreaterThan(4);
    expect(named.filter((name) => !known.includes(`\nswitchover ${name} `))).toEqual([]);
  });
});

/** Shortens the five-minute cut of a scenario to this time; returns who becomes active. */
function repairedAfter(name: string, forMs: number): string[] {
  const file = `${name}.scenario`;
  const text = readFileSync(join(ROOT, 'examples', 'scenarios', file), 'utf8')
    .replaceAll('for 5 min', `for ${forMs / 1_000} s`)
    .replace('end at 7:00', 'end at 9:00');
  const { scenario } = parseScenario(text, file);
  return runScenario(scenario!, name === 'wan-cut-with-nettest' ? NETTEST.parameters : {}).record.rises.map(
    ({ server }) => server,
  );
}

describe('a backup that was cut off and is reconnected just before its period runs out', () => {
  const lengths = Array.from({ length: 70 }, (_, index) => 300_000 + index * 500);

  it.each(['cable-of-the-backup', 'gateway-of-the-backup', 'wan-cut-with-nettest'])(
    'never takes over: %s',
    (name) => {
      expect(lengths.filter((forMs) => repairedAfter(name, forMs).length > 0)).toEqual([]);
    },
    60_000,
  );
});

describe('the outcome for a pair', () => {
  it('changes with a setting that matters', () => {
    const plain = factsOf('wan-cut', PRESET, false);
    expect(plain.becomesActive).toMatch(/^B after \d+ to \d+ s$/);
    expect(plain.bothServe).toMatch(/^until it ends, plus up to \d+ s$/);
    expect(plain.afterwards).toBe('A stale, B active');
    expect(factsOf('wan-cut', NETTEST, false)).toEqual({
      becomesActive: 'neither',
      withoutService: 'never',
      bothServe: 'never',
      afterwards: 'A active, B backup',
    });
  });
});
