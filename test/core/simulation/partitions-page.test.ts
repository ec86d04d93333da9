import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseStory } from '../../../src/core/simulation/story/parse.ts';
import { tellStory } from '../../../src/core/simulation/tell.ts';
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

/** The cable of the backup is pulled for so long; who becomes active. */
function mendedAfter(forMs: number, manual: boolean): string[] {
  const file = join(ROOT, 'examples', 'stories', 'cable-of-the-backup.story');
  const text = readFileSync(file, 'utf8')
    .replace('for 5 min', `for ${forMs / 1_000} s`)
    .replace('end at 7:00', 'end at 9:00')
    .replace('at 0:30', `${manual ? 'at 0:10 an operator sets manual mode\n' : ''}at 0:30`);
  const { story } = parseStory(text, 'cable-of-the-backup.story');
  return tellStory(story!, {}).record.rises.map(({ server }) => server);
}

// When these fail because it does not happen any longer, the paragraph about it has to go from the page.
describe('a backup that was cut off and is mended just before its period runs out', () => {
  const lengths = Array.from({ length: 35 }, (_, index) => 300_000 + index * 1_000);

  it('takes over now and then, as the page warns', () => {
    const share = lengths.filter((forMs) => mendedAfter(forMs, false).length > 0).length / lengths.length;
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThan(1 / 6);
  }, 60_000);

  it('does not in manual mode', () => {
    expect(lengths.filter((forMs) => mendedAfter(forMs, true).length > 0)).toEqual([]);
  }, 60_000);
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
