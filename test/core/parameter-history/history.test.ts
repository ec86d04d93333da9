import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { History } from '../../../src/core/parameter-history/history.ts';
import { EMPTY, extended, lastNumber, traced, valuesAt } from '../../../src/core/parameter-history/history.ts';
import { historyWith, made } from '../../support/histories.ts';

const TIMEOUT = 'Switchover TS Timeout';
const DELAY = 'Switchover Reconnect Timeout';

describe('a history', () => {
  test('of a new server is at checkpoint 0 with nothing set', () => {
    expect(lastNumber(EMPTY)).toBe(0);
    expect(valuesAt(EMPTY, 0)).toEqual({});
    expect(valuesAt(EMPTY, 1)).toBeNull();
    expect(valuesAt(EMPTY, -1)).toBeNull();
  });

  test('knows the values after each checkpoint, and what each one changed', () => {
    const history = historyWith({ [TIMEOUT]: 10 }, { [TIMEOUT]: 20, [DELAY]: 5 }, { [TIMEOUT]: null });
    expect([0, 1, 2, 3].map((number) => valuesAt(history, number))).toEqual([
      {},
      { [TIMEOUT]: 10 },
      { [TIMEOUT]: 20, [DELAY]: 5 },
      { [DELAY]: 5 },
    ]);
    expect(history.values).toEqual({ [DELAY]: 5 });
    expect(traced(history).map(({ changes }) => changes)).toEqual([
      [{ name: TIMEOUT, from: null, to: 10 }],
      [
        { name: TIMEOUT, from: 10, to: 20 },
        { name: DELAY, from: null, to: 5 },
      ],
      [{ name: TIMEOUT, from: 20, to: null }],
    ]);
  });

  test('stores the last thousand checkpoints, and the combined values of earlier ones', () => {
    let history: History = historyWith({ [DELAY]: 7 });
    for (let value = 2; value <= 1200; value++) history = made(history, { [TIMEOUT]: value });
    expect([history.base.number, history.checkpoints.length, lastNumber(history)]).toEqual([200, 1000, 1200]);
    expect(history.base.values).toEqual({ [DELAY]: 7, [TIMEOUT]: 200 });
    expect([valuesAt(history, 199), valuesAt(history, 1000)]).toEqual([null, { [DELAY]: 7, [TIMEOUT]: 1000 }]);
  });

  test('stores fewer if they are large, but always the last one', () => {
    let history = EMPTY;
    for (let value = 0; value < 60; value++)
      history = made(history, { CustomMirrorDir: 'C:\\'.padEnd(60_000, `${value}`) });
    expect(history.checkpoints.length).toBeGreaterThan(20);
    expect(JSON.stringify(history.checkpoints).length).toBeLessThan(3 * 1024 * 1024);
    const huge = made(history, { CustomMirrorDir: 'C:\\'.padEnd(5_000_000, 'x') });
    expect(huge.checkpoints).toHaveLength(1);
  });

  test('handles names such as __proto__ like any other name', () => {
    const history = historyWith({ constructor: 1 }, { constructor: null, valueOf: 2 });
    expect(traced(history).map(({ changes }) => changes[0])).toEqual([
      { name: 'constructor', from: null, to: 1 },
      { name: 'constructor', from: 1, to: null },
    ]);
  });
});

test('any sequence of changes gives the values that were set at every checkpoint', () => {
  const value = fc.option(fc.oneof(fc.nat(), fc.boolean(), fc.string()));
  const change = fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__'), value);
  fc.assert(
    fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
      const history = historyWith(...changes);
      const expected = new Map<string, unknown>();
      for (const [index, each] of changes.entries()) {
        for (const [name, to] of Object.entries(each)) to === null ? expected.delete(name) : expected.set(name, to);
        expect(new Map(Object.entries(valuesAt(history, index + 1)!))).toEqual(expected);
      }
      expect(extended(history, { ...history.checkpoints[0]!, to: {} }).checkpoints.at(-1)).toMatchObject({
        number: changes.length + 1,
      });
    }),
  );
});
