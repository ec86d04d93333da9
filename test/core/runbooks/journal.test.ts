import { describe, expect, test } from 'vitest';
import type { Entry } from '../../../src/core/runbooks/entry.ts';
import { MOST_ENTRIES } from '../../../src/core/runbooks/entry.ts';
import type { Journal } from '../../../src/core/runbooks/journal.ts';
import {
  entryOf,
  extended,
  extendedWith,
  goesThrough,
  isOver,
  LARGEST_ENTRY,
  LARGEST_JOURNAL,
  lastPosition,
  nextEntries,
} from '../../../src/core/runbooks/journal.ts';
import type { Offer } from '../../../src/core/runbooks/offered.ts';
import { offerShape, takeOffer } from '../../../src/core/runbooks/offered.ts';
import { UPGRADE } from '../../../src/core/runbooks/upgrade/steps.ts';
import { begunEntry, begunJournal, ended, STOPPED, second, withEntries } from '../../support/journals.ts';

const loss = (characters: number): Entry => ({
  number: 2,
  at: second(1),
  by: 'ann',
  type: 'accepted-loss',
  action: 'forward.first.stop',
  items: Array.from({ length: 100 }, () => 'é'.repeat(characters)),
});

describe('a journal', () => {
  test('has the same id only where everything before is the same', () => {
    const one = withEntries(begunJournal('run-1'), STOPPED, STOPPED);
    const same = withEntries(begunJournal('run-1'), STOPPED, STOPPED);
    const other = withEntries(begunJournal('run-1'), { type: 'stopped', by: 'ben' }, STOPPED);
    expect(one.ids).toEqual(same.ids);
    expect(one.ids[0]).toBe(other.ids[0]);
    expect([one.ids[1], one.ids[2]].includes(other.ids[1]!) || one.ids[2] === other.ids[2]).toBe(false);
    expect(new Set(one.ids).size).toBe(3);
    expect(goesThrough(one, lastPosition(begunJournal('run-1')))).toBe(true);
    expect(goesThrough(one, lastPosition(other))).toBe(false);
    expect(goesThrough(null, lastPosition(null))).toBe(true);
  });

  test('has the ids that every version computes: two servers of different versions compare them', () => {
    const journal = withEntries(begunJournal('run-1'), STOPPED, { type: 'aborted', reason: 'é🎉' });
    expect(journal.ids).toEqual(['eb53aeeae8c4877d', 'b0895b9511195f4a', 'f8e2f3f4bab49029']);
  });

  test('keeps the fields that only a later version knows, and ids that all versions compute alike', () => {
    const later = { ...begunEntry('run-1'), ticket: 'CHG-7' };
    const read = entryOf(JSON.parse(JSON.stringify(later)));
    expect(read).toEqual(later);
    const journal = extendedWith(UPGRADE, null, [read!]);
    expect(journal.ok && journal.journal.run.entries[0]).toEqual(later);
  });

  test.each<[string, unknown]>([
    ['no object', 'begun'],
    ['of no known type', { ...begunEntry('run-1'), type: 'improved' }],
    ['without its operator', { ...begunEntry('run-1'), by: undefined }],
    ['at no time', { ...begunEntry('run-1'), at: 'yesterday' }],
    ['larger than a message between the servers may be', loss(500)],
  ])('has no entry that is %s', (_, json) => {
    expect(entryOf(json)).toBeNull();
  });

  test('is begun and continued only as its procedure allows', () => {
    const begun = begunJournal('run-1');
    const why = (journal: Journal | null, entry: Entry): string => {
      const after = extended(UPGRADE, journal, entry);
      return after.ok ? '' : after.why;
    };
    expect(why(null, { ...begunEntry('run-1'), version: 2 } as Entry)).toContain('version 2');
    expect(why(begun, begunEntry('run-2'))).toContain('entry 1 does not follow entry 1');
    expect(why(begun, { number: 2, at: second(1), by: 'ann', type: 'ended', outcome: 'finished' })).toContain(
      'not all',
    );
    expect(why(ended(begun), { number: 4, at: second(1), by: 'ann', type: 'stopped' })).toBe('the run has ended');
    expect(extendedWith(UPGRADE, null, [])).toEqual({ ok: false, why: 'it is empty' });
  });

  test('that is full is over, so that another run can be begun, and never exceeds its limits', () => {
    let journal = begunJournal('run-1');
    while (!isOver(journal)) {
      const entry: Entry = { ...loss(150), number: journal.ids.length + 1 } as Entry;
      const after = extended(UPGRADE, journal, entry);
      if (!after.ok) throw new Error(after.why);
      journal = after.journal;
    }
    expect(journal.size).toBeLessThanOrEqual(LARGEST_JOURNAL);
    expect(journal.size).toBeGreaterThan(LARGEST_JOURNAL - 2 * LARGEST_ENTRY);
    expect(extended(UPGRADE, journal, begunEntry('run-2'))).toMatchObject({ ok: false, why: 'the journal is full' });
    const next = takeOffer(UPGRADE, journal, [], offer('run-2', 0, '', begunEntry('run-2')));
    expect(next.ok).toBe(true);
  });

  test('has at most so many entries', () => {
    let journal = begunJournal('run-1');
    while (journal.ids.length < MOST_ENTRIES) journal = withEntries(journal, STOPPED);
    expect(isOver(journal)).toBe(true);
  });

  test('is sent in parts, each of which fits in a message', () => {
    let journal = begunJournal('run-1');
    for (let number = 2; number <= 9; number++) {
      const after = extended(UPGRADE, journal, { ...loss(80), number } as Entry);
      if (after.ok) journal = after.journal;
    }
    const parts: number[] = [];
    for (let after = 0; after < journal.ids.length; after += parts.at(-1)!) {
      const part = nextEntries(journal, after);
      expect(JSON.stringify(part).length).toBeLessThan(LARGEST_ENTRY + 1000);
      parts.push(part.length);
    }
    expect(parts.length).toBeGreaterThan(2);
    expect(parts.reduce((sum, each) => sum + each)).toBe(9);
    expect(nextEntries(journal, 9)).toEqual([]);
  });
});

function offer(run: string, after: number, id: string, ...entries: readonly Entry[]): Offer {
  return { run, after, id, entries: [...entries] };
}

/** The entries of a journal after a number. */
function tail(journal: Journal, after: number): Offer {
  const id = after === 0 ? '' : journal.ids[after - 1]!;
  return offer(journal.run.begun.run, after, id, ...journal.run.entries.slice(after));
}

describe('an offer of entries', () => {
  const first = begunJournal('run-1');
  const longer = withEntries(first, { type: 'resumed', machine: 'desk', pairFile: 'hash' }, STOPPED);
  const apart = withEntries(first, { type: 'stopped', by: 'ben' }, STOPPED);
  const answer = (journal: Journal | null, offered: Offer, earlier: readonly string[] = []) => {
    const taken = takeOffer(UPGRADE, journal, earlier, offered);
    return taken.ok ? taken.entries.map(({ number }) => number) : taken.reply;
  };

  test('is taken if it follows, and only what is new of it', () => {
    expect(answer(null, tail(longer, 0))).toEqual([1, 2, 3]);
    expect(answer(first, tail(longer, 1))).toEqual([2, 3]);
    expect(answer(first, tail(longer, 0))).toEqual([2, 3]);
    expect(answer(longer, tail(longer, 2))).toEqual([]);
    expect(answer(longer, tail(first, 0))).toEqual([]);
    expect(answer(ended(first), tail(ended(first), 1))).toEqual([]);
  });

  test('tells who wrote the entry that stands in its place, and when', () => {
    const taken = { code: 'upgrade-continued-elsewhere', number: 3, run: 'run-1', there: { number: 2, by: 'ben' } };
    expect(answer(apart, tail(longer, 1))).toMatchObject(taken);
    expect(answer(apart, tail(longer, 2))).toMatchObject({ ...taken, there: { by: 'ben', at: second(1) } });
    expect(answer(apart, tail(longer, 1))).toMatchObject({
      what: expect.stringContaining('written by ben at 2026-06'),
    });
  });

  test('of what follows entries that are not there asks for those first', () => {
    expect(answer(null, tail(longer, 2))).toMatchObject({
      code: 'upgrade-entries-missing',
      what: 'this server has no entries of that run',
      ...{ number: 0, run: null },
    });
    expect(answer(first, tail(longer, 2))).toMatchObject({ code: 'upgrade-entries-missing', number: 1, run: 'run-1' });
    const other = tail(withEntries(begunJournal('run-2'), STOPPED), 1);
    expect(answer(ended(first), other)).toMatchObject({ code: 'upgrade-entries-missing', run: 'run-1' });
  });

  test('of another run is refused until the run has ended', () => {
    const other = tail(begunJournal('run-2'), 0);
    const inProgress = { code: 'upgrade-in-progress', there: { type: 'begun', by: 'ann', at: second(0) } };
    expect(answer(longer, other)).toMatchObject(inProgress);
    expect(answer(longer, tail(withEntries(begunJournal('run-2'), STOPPED), 1))).toMatchObject(inProgress);
    expect(answer(ended(longer), other)).toEqual([1]);
    expect(answer(ended(longer), tail(begunJournal('run-0'), 0), ['run-0'])).toMatchObject({
      code: 'upgrade-over',
      what: 'that run has ended, or was set aside',
    });
  });

  test('that the procedure does not allow is refused with the reason', () => {
    const odd: Entry = { number: 2, at: second(1), by: 'ann', type: 'ended', outcome: 'finished' };
    expect(answer(first, offer('run-1', 1, first.ids[0]!, odd))).toMatchObject({
      code: 'upgrade-entry-refused',
      what: expect.stringContaining('entry 2: not all of its steps are done'),
    });
    const more: Entry = { number: 4, at: second(9), by: 'ann', type: 'stopped' };
    expect(answer(ended(first), offer('run-1', 3, ended(first).ids[2]!, more))).toMatchObject({ code: 'upgrade-over' });
    expect(answer(null, offer('run-1', 0, '', odd))).toMatchObject({ code: 'upgrade-entry-refused' });
  });

  test.each<[string, object]>([
    ['without entries', { entries: [] }],
    ['with more entries than are offered at once', { entries: Array(101).fill(begunEntry('run-1')) }],
    ['with something else among them', { entries: [begunEntry('run-1'), { number: 2 }] }],
    ['with a field that is not known', { more: 1 }],
    ['after a negative number', { after: -1 }],
  ])('%s has the wrong shape', (_, wrong) => {
    expect(offerShape.safeParse(tail(first, 0)).success).toBe(true);
    expect(offerShape.safeParse({ ...tail(first, 0), ...wrong }).success).toBe(false);
  });
});
