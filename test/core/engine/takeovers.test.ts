/** Which takeovers count for the limit: those of the last hour, and how many are kept. */
import { describe, expect, it } from 'vitest';
import type { State, View } from '../../../src/core/engine/state.ts';
import { NEVER_RAN, TAKEOVERS_KEPT, viewOf } from '../../../src/core/engine/state.ts';
import { initialState } from '../../../src/core/engine/step.ts';
import { isOverLimit, recentTakeovers, withTakeovers } from '../../../src/core/engine/takeovers.ts';
import { selfOf } from '../../support/engine-server.ts';

const HOUR_MS = 3_600_000;
const STATE = initialState(selfOf('B'), NEVER_RAN, 'automatic', 0);

function stateWith(count: number): State {
  return { ...STATE, takeovers: Array.from({ length: count }, (_, index) => ({ term: index + 1, at: 0 })) };
}

/** What the companion says about the takeovers that it knows. */
function reports(...takeovers: readonly number[]): View {
  return { ...viewOf(STATE), takeovers };
}

it('three takeovers are allowed, and a fourth is over the limit', () => {
  expect([0, 3, 4].map((count) => isOverLimit(stateWith(count)))).toEqual([false, false, true]);
});

describe('a takeover', () => {
  it('counts for less than an hour', () => {
    const takeovers = [{ term: 2, at: 1_000 }];
    expect(recentTakeovers(takeovers, 1_000 + HOUR_MS - 1)).toBe(takeovers);
    expect(recentTakeovers(takeovers, 1_000 + HOUR_MS)).toEqual([]);
  });

  it('is forgotten alone: later ones still count', () => {
    const later = { term: 4, at: 5_000 };
    expect(recentTakeovers([{ term: 2, at: 1_000 }, later], 1_000 + HOUR_MS)).toEqual([later]);
  });

  it('is one of the newest that are kept', () => {
    const many = Array.from({ length: TAKEOVERS_KEPT + 2 }, (_, index) => ({ term: index, at: 0 }));
    expect(recentTakeovers(many, 1)).toEqual(many.slice(2));
  });
});

describe('a takeover that the companion reports', () => {
  it('counts from now on, once', () => {
    const known = { ...STATE, takeovers: [{ term: 2, at: 10 }] };
    expect(withTakeovers(known, reports(2, 4), 500)).toEqual([
      { term: 2, at: 10 },
      { term: 4, at: 500 },
    ]);
    expect(withTakeovers(known, reports(2), 500)).toBe(known.takeovers);
  });

  it('does not count if an operator has cleared it, by its term', () => {
    expect(withTakeovers({ ...STATE, resetTerm: 4 }, reports(2, 4, 5), 500)).toEqual([{ term: 5, at: 500 }]);
  });
});
