import type { Letter } from '../letter.ts';
import type { HistoryEvent } from '../protocol/history-answers.ts';

/** What one server reports, newest first. */
export interface ReportedBy {
  readonly letter: Letter;
  readonly events: readonly HistoryEvent[];
}

/** The clocks of two servers may differ by less than this, in ms. */
const CLOCKS_MAY_DIFFER_MS = 3_600_000;

/**
 * The events of both servers, newest first, each once. Each server's own order is kept, whatever its clock did meanwhile.
 * Between the two, the time decides, or, if that is close, the term.
 */
export function mergedHistory(reports: readonly ReportedBy[]): readonly HistoryEvent[] {
  const [one = [], other = []] = reports.map((report) => withoutTwins(report, reports));
  const merged: HistoryEvent[] = [];
  for (let [at, otherAt] = [0, 0]; at < one.length || otherAt < other.length; ) {
    const next = one[at];
    const otherNext = other[otherAt];
    const isFirst = otherNext === undefined || (next !== undefined && isNewer(next, otherNext));
    merged.push(isFirst ? next! : otherNext);
    if (isFirst) at += 1;
    else otherAt += 1;
  }
  return merged;
}

function isNewer(one: HistoryEvent, other: HistoryEvent): boolean {
  const ms = Date.parse(one.at) - Date.parse(other.at);
  // The term of a switch that was given up may be used again.
  const isOrdered = one.kind !== 'given-up' && other.kind !== 'given-up' && one.term !== other.term;
  return isOrdered && Math.abs(ms) < CLOCKS_MAY_DIFFER_MS ? one.term > other.term : ms >= 0;
}

/**
 * Without the switches that the other server knows better: those that it completed, or that were requested there and given
 * up.
 */
function withoutTwins({ letter, events }: ReportedBy, reports: readonly ReportedBy[]): readonly HistoryEvent[] {
  const others = reports.filter((each) => each.letter !== letter).flatMap((each) => each.events);
  const better = new Set(others.flatMap((each) => (each.id !== null && each.to !== letter ? [each.id] : [])));
  return events.filter(({ kind, id }) => kind !== 'given-up' || id === null || !better.has(id));
}
