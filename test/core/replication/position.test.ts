import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogEnd } from '../../../src/core/replication/position.ts';
import {
  contains,
  EMPTY_LOG,
  endPosition,
  extendedBy,
  lastCommon,
  ORIGIN,
  termOfNumber,
} from '../../../src/core/replication/position.ts';

/** A log in which these terms added one change each. */
const logOf = (...terms: readonly number[]): LogEnd => terms.reduce(extendedBy, EMPTY_LOG);

describe('the position of a change', () => {
  it('has the term under which the number was added', () => {
    const log = logOf(1, 1, 4, 7);
    expect([0, 1, 2, 3, 4].map((number) => termOfNumber(log, number))).toEqual([0, 1, 1, 4, 7]);
    expect(endPosition(log)).toEqual({ term: 7, number: 4 });
    expect(endPosition(EMPTY_LOG)).toEqual(ORIGIN);
  });

  it.each([-1, 5, 1e9])('does not exist with the number %d, outside the log', (number) => {
    expect(termOfNumber(logOf(1, 1, 4, 7), number)).toBeNull();
  });

  it('cannot have a lower term than the one before', () => {
    expect(() => extendedBy(logOf(4), 3)).toThrow(RangeError);
  });
});

describe('the last common position of two logs', () => {
  it.each([
    ['of which one is empty', logOf(), logOf(1, 2), ORIGIN],
    ['that are equal', logOf(1, 2, 2), logOf(1, 2, 2), { term: 2, number: 3 }],
    ['of which one is longer', logOf(1, 2, 2, 2), logOf(1, 2), { term: 2, number: 2 }],
    ['of which one went on under another term', logOf(1, 1, 3), logOf(1, 1, 1, 1), { term: 1, number: 2 }],
    ['that went on under terms of their own', logOf(1, 2, 3), logOf(1, 2, 4), { term: 2, number: 2 }],
    ['that have nothing in common', logOf(1, 1), logOf(2, 2), ORIGIN],
    ['that claim the same term from different numbers on, which cannot be', logOf(1, 5), logOf(2, 2, 2, 5), ORIGIN],
  ])('%s', (_, one, other, common) => {
    expect(lastCommon(one, other)).toEqual(common);
    expect(lastCommon(other, one)).toEqual(common);
  });

  it('is the fork, whatever came before and after it', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 8 });
    /** Terms from here on, each as many steps above the one before. */
    const going = (from: number, by: readonly number[], width: number): number[] => {
      let term = from;
      return by.map((step) => {
        term += step * width;
        return term;
      });
    };
    fc.assert(
      fc.property(steps, steps, steps, (before, left, right) => {
        const common = going(1, before, 1);
        const own = (common.at(-1) ?? 0) + 2;
        // Each server has terms of its own: odd ones, or even ones.
        const one = logOf(...common, ...going(own, left, 2));
        const other = logOf(...common, ...going(own + 1, right, 2));
        const fork = lastCommon(one, other);
        expect(fork).toEqual(endPosition(logOf(...common)));
        expect(contains(one, fork) && contains(other, fork)).toBe(true);
      }),
    );
  });
});
