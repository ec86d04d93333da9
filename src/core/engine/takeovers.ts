/**
 * Takeovers that the two servers decided by themselves. They are limited, so that a failing module cannot bounce the role
 * back and forth for ever (reading R13).
 */
import type { KnownTakeover, State, View } from './state.ts';
import { TAKEOVERS_KEPT } from './state.ts';

/** How long a takeover counts, in ms. */
const COUNTED_MS = 3_600_000;
/** Allowed within that time; one more sets the pair to manual mode. */
const LIMIT = 3;

export function isOverLimit({ takeovers }: State): boolean {
  return takeovers.length > LIMIT;
}

export function recentTakeovers(takeovers: readonly KnownTakeover[], at: number): readonly KnownTakeover[] {
  if (takeovers.length === 0) return takeovers;
  const recent = takeovers.filter((each) => at - each.at < COUNTED_MS).slice(-TAKEOVERS_KEPT);
  return recent.length === takeovers.length ? takeovers : recent;
}

/** Adds those reported by the companion that no operator has cleared. Their times are not reported: they count from now. */
export function withTakeovers(state: State, view: View, at: number): readonly KnownTakeover[] {
  const news = view.takeovers.filter(
    (term) => term > state.resetTerm && !state.takeovers.some((each) => each.term === term),
  );
  if (news.length === 0) return state.takeovers;
  return recentTakeovers([...state.takeovers, ...news.map((term) => ({ term, at }))], at);
}
