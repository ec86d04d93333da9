/** The part of a history that is sent in one answer. */
import { describe, expect, it } from 'vitest';
import type { History } from '../../../src/core/parameter-history/history.ts';
import { EMPTY, newest, sizeOf } from '../../../src/core/parameter-history/history.ts';
import { type HistoryQuery, historyPage } from '../../../src/core/parameter-history/page.ts';
import { historyWith, made } from '../../support/histories.ts';

const HISTORY = made(historyWith({ a: 1 }, { b: 2 }, { a: 3, b: 4 }), {}, { made: { is: 'restore', of: 1 } });
const ALL: HistoryQuery = { name: null, before: null, limit: 100 };

function numbers(history: History, query: Partial<HistoryQuery>): readonly [number[], boolean] {
  const { checkpoints, more } = historyPage(history, { ...ALL, ...query });
  return [checkpoints.map(({ number }) => number), more];
}

describe('a page of a history', () => {
  it.each<[query: Partial<HistoryQuery>, numbers: number[], more: boolean]>([
    [{}, [1, 2, 3, 4], false],
    [{ limit: 4 }, [1, 2, 3, 4], false],
    [{ limit: 3 }, [2, 3, 4], true],
    [{ before: 3 }, [1, 2], false],
    [{ before: 3, limit: 1 }, [2], true],
    [{ before: 1 }, [], false],
    [{ name: 'a' }, [1, 3], false],
    [{ name: 'a', limit: 1 }, [3], true],
    [{ name: 'a', before: 3 }, [1], false],
    [{ name: 'c' }, [], false],
  ])('for %o has the checkpoints %j, and tells whether there are older ones', (query, expected, more) => {
    expect(numbers(HISTORY, query)).toEqual([expected, more]);
  });

  it('has what each checkpoint changed, or what it changed of one parameter, and what it restored', () => {
    const { checkpoints } = historyPage(HISTORY, ALL);
    expect(checkpoints[2]).toEqual({
      ...{ number: 3, at: '2026-07-01T10:00:03.000Z', by: 'ann', reason: null, term: 1, made: 'set', of: null },
      changes: [
        { name: 'a', from: 1, to: 3 },
        { name: 'b', from: 2, to: 4 },
      ],
    });
    expect(checkpoints[3]).toMatchObject({ made: 'restore', of: 1, changes: [] });
    expect(historyPage(HISTORY, { ...ALL, name: 'b' }).checkpoints[1]?.changes).toEqual([
      { name: 'b', from: 2, to: 4 },
    ]);
  });

  it('has what was set aside only if it is the first one', () => {
    const [checkpoint] = historyWith({ a: 7 }).checkpoints;
    const history = {
      ...HISTORY,
      base: { ...HISTORY.base, number: 5 },
      aside: [{ at: 'then', checkpoint: checkpoint! }],
    };
    const aside = (query: Partial<HistoryQuery>): unknown[] => [...historyPage(history, { ...ALL, ...query }).aside];
    expect(aside({})).toMatchObject([{ number: 1, setAsideAt: 'then', to: { a: 7 } }]);
    expect([aside({ name: 'a' }).length, aside({ name: 'b' }).length, aside({ before: 9 }).length]).toEqual([1, 0, 0]);
    expect(historyPage(history, ALL).forgotten).toBe(5);
  });

  it('has no more than 256 KiB of values, each of which may appear twice, and at least one checkpoint', () => {
    const half = 128 * 1024 - sizeOf({ a: '' });
    const large = historyWith({ a: 'x'.repeat(half) });
    expect(numbers(made(large, { a: 1 }), {})).toEqual([[2], true]);
    expect(numbers(made(EMPTY, { a: 'x'.repeat(2 * half) }), {})).toEqual([[1], false]);
    const quarter = 'x'.repeat(64 * 1024 - sizeOf({ a: '' }));
    expect(numbers(historyWith({ a: quarter }, { a: quarter }), {})).toEqual([[1, 2], false]);
    expect(numbers(historyWith({ a: `${quarter}x` }, { a: quarter }), {})).toEqual([[2], true]);
  });
});

it.each([
  [[3, 3, 3], 3, 9, [3, 3, 3]],
  [[3, 3, 3], 3, 8, [3, 3]],
  [[3, 3, 3], 2, 99, [3, 3]],
  [[1, 9], 3, 5, [9]],
  [[9], 3, 5, [9]],
  [[], 3, 5, []],
  [[1], 0, 5, []],
])(
  'of the sizes %j, the newest that fit into %i pieces and %i characters are %j',
  (all, checkpoints, characters, kept) => {
    expect(newest(all, { checkpoints, characters }, (size) => size)).toEqual(kept);
  },
);
