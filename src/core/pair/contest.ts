import type { State, View } from './state.ts';
import { stateOf, viewOf } from './state.ts';
import type { Term } from './term.ts';
import { nextOwnTerm } from './term.ts';

/**
 * Two servers that both are not active decide who becomes it (reading R11). Each works it out for itself from the
 * same facts, and both come to the same answer: the higher last primary term, then A.
 */
export function winsContest(state: State): boolean {
  const mine = viewOf(state);
  const theirs = state.companion;
  if (!mayBecomeActive(state)) return false;
  if (theirs === null || !mayStand(theirs, false)) return true;
  if (mine.lastPrimaryTerm !== theirs.lastPrimaryTerm) return mine.lastPrimaryTerm > theirs.lastPrimaryTerm;
  return mine.letter === 'A';
}

/** Whether this server may be the active one at all, whatever its companion is. */
export function mayBecomeActive(state: State): boolean {
  return mayStand(viewOf(state), state.self.forcePrimary);
}

/** A stale server takes no part, nor one that was told to be the backup, nor one that is out of order. */
function mayStand(view: View, forced: boolean): boolean {
  if (forced) return true;
  if (view.stale || view.forceBackup) return false;
  return !['inactive', 'error', 'stopping'].includes(stateOf(view.place));
}

/** The highest term either server is known to have seen. */
export function highestSeen(state: State): Term {
  return Math.max(state.durable.highestTerm, state.companion?.highestTerm ?? 0, state.companion?.term ?? 0);
}

export function freshTerm(state: State): Term {
  return nextOwnTerm(state.self.letter, highestSeen(state));
}

/** Whoever was last primary goes on in its term; everybody else takes a new one (reading R11). */
export function startTerm(state: State): Term {
  const { role, lastPrimaryTerm } = state.durable;
  const resumes = role === 'primary' && lastPrimaryTerm > 0 && lastPrimaryTerm === highestSeen(state);
  return resumes ? lastPrimaryTerm : freshTerm(state);
}
