/** Which of two servers becomes active when neither is, and under which term. */
import { describe, expect, it } from 'vitest';
import {
  freshTerm,
  highestSeen,
  mayBecomeActive,
  mustLetCompanionGoFirst,
  startTerm,
  winsContest,
} from '../../../src/core/engine/contest.ts';
import type { Durable, State, View } from '../../../src/core/engine/state.ts';
import { NEVER_RAN, viewOf } from '../../../src/core/engine/state.ts';
import { initialState } from '../../../src/core/engine/step.ts';
import { selfOf } from '../../support/engine-server.ts';

const STARTING: State = { ...initialState(selfOf('A'), NEVER_RAN, 'automatic', 0), place: 'init.asking' };
const OTHER: View = viewOf({ ...initialState(selfOf('B'), NEVER_RAN, 'automatic', 0), place: 'init.asking' });
const EARLY = { term: 3, number: 7 };
const LATER = { term: 3, number: 8 };

type Special = Partial<Omit<State, 'self' | 'durable'>> & {
  readonly self?: Partial<State['self']>;
  readonly durable?: Partial<Durable>;
};

/** A server that starts, beside a companion that starts as well. */
function beside(companion: Partial<View> | null, { self, durable, ...special }: Special = {}): State {
  return {
    ...STARTING,
    self: { ...STARTING.self, ...self },
    durable: { ...STARTING.durable, ...durable },
    companion: companion === null ? null : { ...OTHER, ...companion },
    ...special,
  };
}

describe('of two servers that start', () => {
  it.each<[what: string, state: State, wins: boolean]>([
    ['A wins if nothing else decides', beside({}), true],
    ['B does not', beside({ letter: 'A' }, { self: { letter: 'B' } }), false],
    ['the one that is alone wins', beside(null, { self: { letter: 'B' } }), true],
    [
      'the one that was active under the higher term wins',
      beside({ lastPrimaryTerm: 4 }, { durable: { lastPrimaryTerm: 3 } }),
      false,
    ],
    [
      'the one that was active under the higher term wins, also B',
      beside({ letter: 'A', lastPrimaryTerm: 3 }, { self: { letter: 'B' }, durable: { lastPrimaryTerm: 4 } }),
      true,
    ],
    ['the later history wins', beside({ history: LATER }, { history: EARLY }), false],
    [
      'the later history wins, also of B',
      beside({ letter: 'A', history: EARLY }, { self: { letter: 'B' }, history: LATER }),
      true,
    ],
    [
      'the history of the higher term is the later one',
      beside({ history: { term: 4, number: 1 } }, { history: LATER }),
      false,
    ],
    ['equal histories decide nothing', beside({ history: EARLY }, { history: EARLY }), true],
    ['a history that is not known decides nothing', beside({ history: 'unknown' }, { history: EARLY }), true],
    ['the one without a history loses', beside({ history: EARLY }, { history: 'none' }), false],
    [
      'the one without a history loses, whatever its term',
      beside({ history: EARLY, lastPrimaryTerm: 1 }, { history: 'none', durable: { lastPrimaryTerm: 5 } }),
      false,
    ],
    [
      'the one with a history wins, whatever the term of the other',
      beside({ history: 'none', lastPrimaryTerm: 5 }, { history: EARLY, durable: { lastPrimaryTerm: 1 } }),
      true,
    ],
    ['a stale one does not stand', beside({}, { durable: { role: 'stale' } }), false],
    ['the companion of a stale one wins', beside({ stale: true, lastPrimaryTerm: 9 }), true],
    ['one that was told to be the backup does not stand', beside({}, { self: { forceBackup: true } }), false],
    ['the companion of one that was told so wins', beside({ forceBackup: true, lastPrimaryTerm: 9 }), true],
    ['one in an error does not stand', beside({ place: 'error.unverified', lastPrimaryTerm: 9 }), true],
    ['one that stops does not stand', beside({ place: 'stopping.stopped', lastPrimaryTerm: 9 }), true],
    ['one that is inactive does not stand', beside({ place: 'inactive.stale', lastPrimaryTerm: 9 }), true],
    [
      'a forced one stands although it is stale',
      beside(null, { self: { forcePrimary: true }, durable: { role: 'stale' } }),
      true,
    ],
    [
      'a forced one need not wait for a history',
      beside({ history: EARLY }, { self: { forcePrimary: true }, history: 'none' }),
      true,
    ],
  ])('%s', (_what, state, wins) => {
    expect(winsContest(state)).toBe(wins);
  });

  it('the one without data must let the other go first, unless it is forced or alone', () => {
    const empty = { history: 'none' } as const;
    expect(mustLetCompanionGoFirst(beside({ history: EARLY }, empty))).toBe(true);
    expect(mustLetCompanionGoFirst(beside({ history: 'unknown' }, empty))).toBe(false);
    expect(mustLetCompanionGoFirst(beside({ history: EARLY }, { history: 'unknown' }))).toBe(false);
    expect(mustLetCompanionGoFirst(beside(null, empty))).toBe(false);
    expect(mustLetCompanionGoFirst(beside({ history: EARLY }, { ...empty, self: { forcePrimary: true } }))).toBe(false);
  });

  it('one may be active unless it is stale, told to be the backup, or leaving', () => {
    expect(mayBecomeActive(beside(null))).toBe(true);
    expect(mayBecomeActive(beside(null, { place: 'error.unverified' }))).toBe(false);
    expect(mayBecomeActive(beside(null, { place: 'error.unverified', self: { forcePrimary: true } }))).toBe(true);
  });
});

describe('the term of a server that becomes active', () => {
  it.each<
    [
      what: string,
      companion: Partial<View> | null,
      durable: Partial<Durable>,
      seen: number,
      fresh: number,
      start: number,
    ]
  >([
    ['is 1 for A if there was none', null, {}, 0, 1, 1],
    ['is above every one that it has heard of', null, { highestTerm: 6 }, 6, 7, 7],
    ['is above those of its companion', { term: 4 }, { highestTerm: 3 }, 4, 5, 5],
    ['is above those that its companion has heard of', { term: 2, highestTerm: 8 }, { highestTerm: 3 }, 8, 9, 9],
    ['goes on if it was the last', null, { role: 'primary', lastPrimaryTerm: 3, highestTerm: 3 }, 3, 5, 3],
    [
      'does not go on if there was a higher one',
      { highestTerm: 4 },
      { role: 'primary', lastPrimaryTerm: 3, highestTerm: 3 },
      4,
      5,
      5,
    ],
    ['does not go on for a backup', null, { role: 'backup', lastPrimaryTerm: 3, highestTerm: 3 }, 3, 5, 5],
    ['does not go on from nothing', null, { role: 'primary', lastPrimaryTerm: 0, highestTerm: 0 }, 0, 1, 1],
  ])('%s', (_what, companion, durable, seen, fresh, start) => {
    const state = beside(companion, { durable });
    expect([highestSeen(state), freshTerm(state), startTerm(state)]).toEqual([seen, fresh, start]);
  });

  it('takes a new one if it has lost its data, so that no change gets the number of a lost one', () => {
    const durable = { role: 'primary', lastPrimaryTerm: 3, highestTerm: 3 } as const;
    expect(startTerm(beside(null, { durable, history: LATER }))).toBe(3);
    expect(startTerm(beside(null, { durable, history: 'none' }))).toBe(5);
  });
});
