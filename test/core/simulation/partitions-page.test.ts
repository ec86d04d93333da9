import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../tools/partitions/facts.ts';
import { CHAPTERS, NETTEST, PRESET } from '../../../tools/partitions/kinds.ts';
import { PARTITIONS_PAGE, partitionsPage } from '../../../tools/partitions/page.ts';
import { ROOT } from '../../support/cli.ts';

const COMMITTED = readFileSync(join(ROOT, PARTITIONS_PAGE), 'utf8');

describe('the page about partitions', () => {
  it('says what the simulation finds', () => {
    expect(COMMITTED, 'stale: run "npm run generate", and look at what changed').toBe(partitionsPage());
  }, 120_000);

  it('says of every kind what always happens, wherever a ping happens to be', () => {
    expect(COMMITTED).not.toContain('not always the same');
    expect(COMMITTED.split('\n').filter((line) => / or [AB] /.test(line))).toEqual([]);
  });

  it('has each kind once, and a way to it', () => {
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

  it('names commands that there are', () => {
    const known = readFileSync(join(ROOT, 'test', 'cli', 'commands.golden.txt'), 'utf8');
    const named = [...COMMITTED.matchAll(/switchover ((?:params )?[a-z-]+)/g)].map(([, name]) => name);
    expect(new Set(named).size).toBeGreaterThan(4);
    expect(named.filter((name) => !known.includes(`\nswitchover ${name} `))).toEqual([]);
  });
});

describe('what becomes of a pair', () => {
  it('is another thing with a setting that matters', () => {
    const plain = factsOf('wan-cut', PRESET, false);
    expect(plain.becomesActive).toMatch(/^B after \d+ to \d+ s$/);
    expect(plain.bothServe).toMatch(/^until it is over, and up to \d+ s more$/);
    expect(plain.afterwards).toBe('A stale, B active');
    expect(factsOf('wan-cut', NETTEST, false)).toEqual({
      becomesActive: 'nobody',
      withoutService: 'never',
      bothServe: 'never',
      afterwards: 'A active, B backup',
    });
  });
});
