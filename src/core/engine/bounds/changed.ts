/** What a change of parameters does to the takeover times: the kinds of failure whose times change. */

import type { ParameterValues } from '../../config/parameters/catalogue.ts';
import { settingsOf } from '../../config/parameters/settings.ts';
import { LETTERS, type Letter } from '../../letter.ts';
import { type Failure, type TakeoverBound, takeoverBounds } from './takeover.ts';

/** Times in ms; null if there is never a takeover, and `never` says why. */
export type BoundTimes = Pick<TakeoverBound, 'shortestMs' | 'typicalMs' | 'longestMs' | 'never' | 'note'>;

export interface ChangedBound {
  readonly failure: Failure;
  /** The servers to which this applies when they are the backup: each has its own NetTest address. */
  readonly backup: readonly Letter[];
  readonly before: BoundTimes;
  readonly after: BoundTimes;
}

/**
 * The takeover times that differ between two sets of values, in the order of `FAILURES`, with a watched module and in
 * automatic mode. Parameters without a value have their default.
 */
export function changedBounds(before: ParameterValues, after: ParameterValues): readonly ChangedBound[] {
  const [ofA, ofB] = [changesFor('A', before, after), changesFor('B', before, after)];
  return ofA
    .flatMap((one, index): ChangedBound[] => {
      const other = ofB[index]!;
      const same = areSame(one.before, other.before) && areSame(one.after, other.after);
      return same ? [{ ...one, backup: LETTERS }] : [one, other];
    })
    .filter((each) => !areSame(each.before, each.after));
}

function changesFor(letter: Letter, before: ParameterValues, after: ParameterValues): readonly ChangedBound[] {
  const compute = (values: ParameterValues): readonly TakeoverBound[] =>
    takeoverBounds({ settings: settingsOf(values, letter), hasModule: true, mode: 'automatic' });
  const then = compute(after);
  return compute(before).map((bound, index) => ({
    failure: bound.failure,
    backup: [letter],
    before: timesOf(bound),
    after: timesOf(then[index]!),
  }));
}

function timesOf({ shortestMs, typicalMs, longestMs, never, note }: TakeoverBound): BoundTimes {
  return { shortestMs, typicalMs, longestMs, never, note };
}

function areSame(one: BoundTimes, other: BoundTimes): boolean {
  return one.shortestMs === other.shortestMs && one.typicalMs === other.typicalMs && one.longestMs === other.longestMs;
}
