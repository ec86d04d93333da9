import type { State, View } from './state.ts';
import { stateOf, viewOf } from './state.ts';
import type { Term } from './term.ts';
import { nextOwnTerm } from './term.ts';

/**
 * When neither server is active, they decide which one becomes active (reading R11). Each works it out for itself from
 * the same facts, and both reach the same answer: the only one with a history, the higher last primary term, the later
 * history, then A.
 */
export function winsContest(state: State): boolean {
  const mine = viewOf(state);
  const theirs = state.companion;
  if (!mayBecomeActive(state) || mustLetCompanionGoFirst(state)) return false;
  if (theirs === null || !mayStand(theirs, false)) return true;
  if (isEmptyBeside(theirs, mine)) return true;
  if (mine.lastPrimaryTerm !== theirs.lastPrimaryTerm) return mine.lastPrimaryTerm > theirs.lastPrimaryTerm;
  const later = laterHistory(mine, theirs);
  return later === 0 ? mine.letter === 'A' : later > 0;
}

/** A server with no data would make the companion discard its own, even if the companion may not be active. */
export function mustLetCompanionGoFirst(state: State): boolean {
  const { companion, self } = state;
  return companion !== null && !self.forcePrimary && isEmptyBeside(viewOf(state), companion);
}

function isEmptyBeside(one: View, other: View): boolean {
  return one.history === 'none' && typeof other.history === 'object';
}

/** Above 0 if the first history is the later one; 0 if they are equal, or not both known. */
function laterHistory({ history: one }: View, { history: other }: View): number {
  if (typeof one !== 'object' || typeof other !== 'object') return 0;
  return one.term === other.term ? one.number - other.number : one.term - other.term;
}

/** Whether this server may be active at all, whatever its companion is. */
export function mayBecomeActive(state: State): boolean {
  return mayStand(viewOf(state), state.self.forcePrimary);
}

/** Stale servers, servers told to be the backup, and servers that are stopping or in error take no part. */
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

/**
 * The last primary continues in its term; any other server takes a new one (reading R11), and so does one that has lost
 * its data: under the old term it would number its changes as those it has lost.
 */
export function startTerm(state: State): Term {
  const { role, lastPrimaryTerm } = state.durable;
  const isLast = role === 'primary' && lastPrimaryTerm > 0 && lastPrimaryTerm === highestSeen(state);
  const resumes = isLast && state.history !== 'none';
  return resumes ? lastPrimaryTerm : freshTerm(state);
}
