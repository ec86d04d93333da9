import type { InvariantContext } from '../../src/core/simulation/invariant.ts';

/** What invariants can ask about a pair in which nothing has happened yet, at this time in ms. */
export function quietContext(now: number): InvariantContext {
  return {
    now: () => now,
    pair: () => [],
    hookLimitMs: 0,
    states: () => ({ A: null, B: null }),
    disk: () => ({ role: 'none', lastPrimaryTerm: 0, highestTerm: 0, switched: [] }),
    talkingSince: () => null,
    wellSince: () => null,
    isSound: () => true,
    onTimed: () => undefined,
  };
}
