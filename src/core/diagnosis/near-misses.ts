/**
 * Near misses: failures that ended by themselves, counted by the minute, so that weeks of a log need little memory and
 * part of its time can be selected.
 */
import { MODULE_SYMPTOMS } from './incident-grouping.ts';
import type { Moment } from './moment.ts';
import { isSeen, type LogEvent } from './observation.ts';

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

export interface NearMissCounter {
  /** One failure, with its lines; `by` shows that it is over, null if that shows only in nothing having followed. */
  readonly recovered: (logEvents: readonly LogEvent[], by: LogEvent | null) => void;
  readonly all: () => NearMisses;
}

export function countNearMisses(): NearMissCounter {
  const minutes = new Map<number, NearMissMinute>();
  let left = 0;
  const recovered = (logEvents: readonly LogEvent[], by: LogEvent | null): void => {
    const first = logEvents.find(isOfFailure);
    if (first === undefined) return;
    const start = Math.floor(first.at.ms / MINUTE_MS) * MINUTE_MS;
    const next: NearMissMinute = {
      ...countsOf(logEvents),
      at: { ...first.at, ms: start },
      longestOutage: by === null || by.at.ms < first.at.ms ? null : { at: first.at, ms: by.at.ms - first.at.ms },
    };
    const before = minutes.get(start);
    minutes.set(start, before === undefined ? next : { ...next, ...sumOf([before, next]) });
    if (minutes.size <= KEPT_MINUTES) return;
    minutes.delete(minutes.keys().next().value ?? 0);
    left += 1;
  };
  return { recovered, all: () => ({ minutes: [...minutes.values()], left }) };
}

const LOST = ['socket-failed', 'connection-lost', 'reconnect-started'] as const;

function isOfFailure(logEvent: LogEvent): boolean {
  return isSeen(logEvent, ...MODULE_SYMPTOMS, ...LOST, 'notifier-ping-failed');
}

function countsOf(logEvents: readonly LogEvent[]): NearMissCounts {
  let [failedPings, rounds] = [0, 0];
  let last: Moment | null = null;
  for (const each of logEvents) {
    if (!isSeen(each, 'module-ping-failed', 'module-round-lost', 'module-given-up', 'notifier-ping-failed')) continue;
    const isRound = isSeen(each, 'module-round-lost', 'module-given-up');
    if (isRound) rounds += 1;
    // The line about a lost round follows that of its last ping in some releases, and replaces it in others.
    if (!isRound || last === null || each.at.ms - last.ms > ONE_PING_MS) failedPings += 1;
    last = each.at;
  }
  return { failedPings, rounds, reconnects: logEvents.some((each) => isSeen(each, ...LOST)) ? 1 : 0 };
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
