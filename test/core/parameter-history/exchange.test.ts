import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Heard, Update } from '../../../src/core/parameter-history/exchange.ts';
import {
  goesOn,
  haveOf,
  recovered,
  reminder,
  take,
  updateAfterAll,
  updateFor,
  updateWith,
} from '../../../src/core/parameter-history/exchange.ts';
import type { History } from '../../../src/core/parameter-history/history.ts';
import { EMPTY, LARGEST_VALUES, withEntry } from '../../../src/core/parameter-history/history.ts';
import { historyWith, made } from '../../support/histories.ts';

const NOTHING_HEARD: Heard = { term: 0, last: 0 };

/** What a server has after this message. */
function heard(history: History, update: Update, before: Heard = NOTHING_HEARD): History {
  const taken = take(history, before, update, 'now');
  return taken.is === 'new' ? withEntry(history, taken.entry)! : history;
}

function ids({ base, checkpoints }: History): string[] {
  return [base.id, ...checkpoints.map(({ id }) => id)];
}

/** Updates a server until nothing is missing. */
function broughtOn(from: History, active: History, term = 9): History {
  let history = from;
  for (let round = 0; round < 2000; round++) {
    const update = updateFor(active, haveOf(history), term);
    if (update === null) return history;
    history = heard(history, update);
  }
  throw new Error('it never ends');
}

describe('a backup', () => {
  const active = historyWith({ a: 1 }, { a: 2 }, { b: 3 });

  test('that has everything gets nothing', () => {
    expect(updateFor(active, haveOf(active), 1)).toBeNull();
    expect(updateFor(EMPTY, haveOf(EMPTY), 1)).toBeNull();
  });

  test.each([0, 1, 2])('that stopped at checkpoint %i gets what follows', (count) => {
    const behind = historyWith(...[{ a: 1 }, { a: 2 }].slice(0, count));
    const update = updateFor(active, haveOf(behind), 1)!;
    expect([update.after.number, update.checkpoints.length, update.last]).toEqual([count, 3 - count, 3]);
    expect(heard(behind, update)).toEqual(active);
  });

  test('gets a new checkpoint when it is made, and only once', () => {
    const more = made(active, { c: 4 });
    const update = updateWith(more, 1);
    expect(heard(active, update)).toEqual(more);
    expect(take(more, NOTHING_HEARD, update, 'now')).toEqual({ is: 'known' });
  });

  test('that missed a checkpoint requests it', () => {
    const later = made(made(active, { c: 4 }), { c: 5 });
    expect(take(active, NOTHING_HEARD, updateWith(later, 1), 'now')).toEqual({ is: 'gap' });
    expect(take(active, NOTHING_HEARD, reminder(later, 1), 'now')).toEqual({ is: 'gap' });
    expect(take(later, NOTHING_HEARD, reminder(later, 1), 'now')).toEqual({ is: 'known' });
  });

  test('discards and lists what only it has, because the history of the active server ends earlier', () => {
    const alone = made(made(active, { a: 8 }, { by: 'bob' }), { a: 9 }, { by: 'bob' });
    const met = broughtOn(alone, active);
    expect([ids(met), met.values]).toEqual([ids(active), active.values]);
    expect(met.aside.map(({ checkpoint }) => checkpoint.to)).toEqual([{ a: 8 }, { a: 9 }]);
  });

  test('with a diverging history follows the active server from the last common checkpoint', () => {
    const alone = made(active, { a: 8 }, { by: 'bob' });
    const other = made(made(active, { a: 7 }, { by: 'cyd', term: 2 }), { a: 6 }, { by: 'cyd', term: 2 });
    const met = broughtOn(alone, other);
    expect([ids(met), met.values]).toEqual([ids(other), other.values]);
    expect(met.aside.map(({ checkpoint }) => checkpoint.by)).toEqual(['bob']);
  });

  test('ignores a late message of the same term with less, and of an earlier term', () => {
    const early = reminder(historyWith({ a: 1 }, { a: 2 }), 4);
    expect(take(active, { term: 4, last: 3 }, early, 'now')).toEqual({ is: 'known' });
    expect(take(active, { term: 5, last: 0 }, early, 'now')).toEqual({ is: 'known' });
    expect(take(active, { term: 2, last: 99 }, early, 'now').is).toBe('new');
  });

  test('with nothing in common starts again from the base', () => {
    let long = historyWith({ a: 1 });
    for (let value = 0; value < 1100; value++) long = made(long, { b: value });
    const stranger = historyWith({ z: 1 }, { z: 2 });
    const met = broughtOn(stranger, long);
    expect([ids(met), met.values]).toEqual([ids(long), long.values]);
    expect(met.aside).toHaveLength(2);
    expect(met.base.values).toEqual(long.base.values);
    const again = updateFor(long, haveOf(stranger), 9)!;
    expect(take(met, NOTHING_HEARD, again, 'now')).toEqual({ is: 'known' });
  });

  test('gets large histories in pieces that fit in one frame', () => {
    let large = EMPTY;
    for (let value = 0; value < 20; value++) large = made(large, { list: `${value}`.padEnd(LARGEST_VALUES - 99, 'x') });
    const update = updateFor(large, haveOf(EMPTY), 1)!;
    expect(JSON.stringify(update).length).toBeLessThan(60 * 1024);
    expect(broughtOn(EMPTY, large)).toEqual(large);
  });
});

describe('an active server that lost the end of its history', () => {
  const whole = made(historyWith({ a: 1 }, { a: 2 }, { b: 3 }), { c: 4 }, { term: 3 });
  const left = historyWith({ a: 1 });

  test('gets it back from its backup unchanged', () => {
    expect(goesOn(haveOf(whole), left)).toBe(true);
    const update = updateAfterAll(whole, haveOf(left))!;
    expect(withEntry(left, recovered(left, update, 3, 'now')!)).toEqual(whole);
    expect(withEntry(EMPTY, recovered(EMPTY, updateAfterAll(whole, haveOf(EMPTY))!, 3, 'now')!)).toEqual(whole);
  });

  test('adds only checkpoints of terms between its last one and its own', () => {
    const update = updateAfterAll(whole, haveOf(left))!;
    expect(recovered(left, update, 2, 'now')).toBeNull();
    const late = historyWith({ a: 1 }).checkpoints.map((each) => ({ ...each, term: 2 }));
    expect(recovered({ ...left, checkpoints: late }, update, 3, 'now')).toBeNull();
  });

  test('never discards what it has made itself since', () => {
    const own = made(left, { a: 9 }, { by: 'bob' });
    expect(goesOn(haveOf(whole), own)).toBe(false);
    expect(updateAfterAll(whole, haveOf(own))).toBeNull();
    expect(recovered(own, updateAfterAll(whole, haveOf(left))!, 3, 'now')).toBeNull();
  });

  test('gets nothing if there is no more', () => {
    expect(updateAfterAll(left, haveOf(left))).toBeNull();
    expect(updateAfterAll(left, haveOf(whole))).toBeNull();
    expect(goesOn(haveOf(left), left)).toBe(false);
    expect(goesOn(haveOf(left), whole)).toBe(false);
  });
});

test('whatever two servers did apart, and however often, late or twice they are heard, the backup ends up with the active history and loses nothing of its own', () => {
  const change = fc.dictionary(fc.constantFrom('a', 'b'), fc.option(fc.nat({ max: 5 })), { maxKeys: 2 });
  const changes = fc.array(change, { maxLength: 6 });
  const order = fc.array(fc.nat({ max: 30 }), { maxLength: 12 });
  fc.assert(
    fc.property(changes, changes, changes, order, (shared, alone, more, lots) => {
      const together = historyWith(...shared);
      const backup = alone.reduce((history: History, to) => made(history, to, { by: 'bob', term: 3 }), together);
      const said: Update[] = [];
      let active = together;
      for (const to of more) {
        active = made(active, to, { by: 'cyd', term: 4 });
        said.push(updateWith(active, 4), reminder(active, 4));
      }
      let history = backup;
      let before: Heard = NOTHING_HEARD;
      for (const lot of lots) {
        const update = said[lot % Math.max(1, said.length)];
        if (update === undefined) break;
        history = heard(history, update, before);
        before = { term: 4, last: Math.max(before.last, update.last) };
      }
      const met = broughtOn(history, active, 4);
      expect(ids(met)).toEqual(ids(active));
      expect(met.values).toEqual(active.values);
      const kept = new Set([...ids(met), ...met.aside.map(({ checkpoint }) => checkpoint.id)]);
      for (const { id } of backup.checkpoints) expect(kept).toContain(id);
    }),
    { numRuns: 500 },
  );
});
