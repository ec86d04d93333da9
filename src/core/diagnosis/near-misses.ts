/**
 * Near misses: failures that ended by themselves, counted by the minute, so that weeks of a log need little memory and
 * part of its time can be selected.
 */
import type { Moment } from './moment.ts';
import { isSeen, type LogEvent, PING_FAILURES } from './observation.ts';

export interface NearMissCounts {
  /** Failed pings to the module or the Notifier. */
  readonly failedPings: number;
  /** Rounds of pings to the module of which none was answered. */
  readonly rounds: number;
  /** Times that connections were lost and came back. */
  readonly reconnects: number;
}

/** Those that began in one minute. */
export interface NearMissMinute extends NearMissCounts {
  /** Its start, on the log's own axis. */
  readonly at: Moment;
  /** From the first logged failure to the line that shows its end, in ms; null if no line shows the end. */
  readonly longestOutage: { readonly at: Moment; readonly ms: number } | null;
}

export interface NearMisses {
  readonly minutes: readonly NearMissMinute[];
  /** Minutes, the oldest, that were not kept. */
  readonly left: number;
}

const MINUTE_MS = 60_000;
/** More than a month in which something fails every minute. */
const KEPT_MINUTES = 50_000;
/** Two lines of one failed ping are closer together. */
const ONE_PING_MS = 2_000;

/** What one failure consists of, counted while its lines are read: not all of them are kept. */
export interface FailureTally extends NearMissCounts {
  /** Null while nothing has failed. */
  readonly first: Moment | null;
  readonly lastPing: Moment | null;
}

export const NOTHING_FAILED: FailureTally = { first: null, lastPing: null, failedPings: 0, rounds: 0, reconnects: 0 };

const PINGS = [...PING_FAILURES, 'notifier-ping-failed'] as const;
const LOST = ['socket-failed', 'connection-lost', 'reconnect-started'] as const;

export function tallied(before: FailureTally, logEvent: LogEvent): FailureTally {
  const { at } = logEvent;
  if (isSeen(logEvent, ...LOST)) return { ...before, first: before.first ?? at, reconnects: 1 };
  if (isSeen(logEvent, 'module-reported-down')) return { ...before, first: before.first ?? at };
  if (!isSeen(logEvent, ...PINGS)) return before;
  const isRound = isSeen(logEvent, 'module-round-lost', 'module-given-up');
  // The line about a lost round follows that of its last ping in some releases, and replaces it in others.
  const isSamePing = isRound && before.lastPing !== null && at.ms - before.lastPing.ms <= ONE_PING_MS;
  return {
    ...before,
    first: before.first ?? at,
    lastPing: at,
    failedPings: before.failedPings + (isSamePing ? 0 : 1),
    rounds: before.rounds + (isRound ? 1 : 0),
  };
}

export interface NearMissCounter {
  /** One failure; `by` shows that it is over, null if that shows only in nothing having followed. */
  readonly recovered: (failure: FailureTally, by: LogEvent | null) => void;
  readonly all: () => NearMisses;
}

export function countNearMisses(): NearMissCounter {
  const minutes = new Map<number, NearMissMinute>();
  let left = 0;
  const recovered = ({ first, lastPing: _, ...counts }: FailureTally, by: LogEvent | null): void => {
    if (first === null) return;
    const start = Math.floor(first.ms / MINUTE_MS) * MINUTE_MS;
    const next: NearMissMinute = {
      ...counts,
      at: { ...first, ms: start },
      longestOutage: by === null || by.at.ms < first.ms ? null : { at: first, ms: by.at.ms - first.ms },
    };
    const before = minutes.get(start);
    minutes.set(start, before === undefined ? next : { ...next, ...sumOf([before, next]) });
    if (minutes.size <= KEPT_MINUTES) return;
    minutes.delete(minutes.keys().next().value ?? 0);
    left += 1;
  };
  return { recovered, all: () => ({ minutes: [...minutes.values()], left }) };
}

export type NearMissSum = NearMissCounts & Pick<NearMissMinute, 'longestOutage'>;

export function sumOf(all: readonly NearMissSum[]): NearMissSum {
  return all.reduce(
    (sum, { failedPings, rounds, reconnects, longestOutage }) => ({
      failedPings: sum.failedPings + failedPings,
      rounds: sum.rounds + rounds,
      reconnects: sum.reconnects + reconnects,
      longestOutage: (longestOutage?.ms ?? -1) > (sum.longestOutage?.ms ?? -1) ? longestOutage : sum.longestOutage,
    }),
    { failedPings: 0, rounds: 0, reconnects: 0, longestOutage: null } as NearMissSum,
  );
}
