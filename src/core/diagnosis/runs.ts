/**
 * When one of our own servers was running, as its log shows: it logs that it stops, that it starts again, that it loses
 * its connections, and how long it stalled. A process that dies logs nothing.
 */
import { CONNECTION_SYMPTOMS, keepNewest, nothingKept } from './incident-grouping.ts';
import type { Moment } from './moment.ts';
import { isSeen, type LogEvent, type Seen } from './observation.ts';

/** A run that ended without logging a shutdown: the process was killed, it crashed, or its machine went down. */
export interface BreakOff {
  /** Its last row; it may have kept running for as long as it had nothing to log. */
  readonly last: Moment;
  /** The next run. */
  readonly again: Seen<'started'>;
}

/** Only the newest of each. */
export interface Runs {
  readonly starts: readonly Seen<'started'>[];
  readonly breakOffs: readonly BreakOff[];
  /** Each by the line at its end. */
  readonly standstills: readonly Seen<'stood-still'>[];
  /** Connections that it lost, and failed pings to the other server. */
  readonly losses: readonly Seen<(typeof CONNECTION_SYMPTOMS)[number]>[];
}

export interface RunsFollower {
  /** `before` is the moment of the previous row, recognised or not. */
  readonly see: (logEvent: LogEvent, before: Moment | null) => void;
  readonly end: () => Runs;
}

export function followRuns(): RunsFollower {
  const starts = nothingKept<Runs['starts'][number]>();
  const breakOffs = nothingKept<BreakOff>();
  const standstills = nothingKept<Runs['standstills'][number]>();
  const losses = nothingKept<Runs['losses'][number]>();
  let boot: string | null = null;
  let isStopping = false;
  const start = (again: Seen<'started'>, last: Moment | null): void => {
    // Each file of a log begins with the start line of the run that continues in it.
    if (again.saw.boot === boot) return;
    if (boot !== null && last !== null && !isStopping) keepNewest(breakOffs, { last, again });
    keepNewest(starts, again);
    boot = again.saw.boot;
    isStopping = false;
  };
  return {
    see: (logEvent, before) => {
      if (isSeen(logEvent, 'started')) start(logEvent, before);
      else if (isSeen(logEvent, ...CONNECTION_SYMPTOMS)) keepNewest(losses, logEvent);
      else if (isSeen(logEvent, 'stood-still')) keepNewest(standstills, logEvent);
      else if (isSeen(logEvent, 'decision') && logEvent.saw.to.startsWith('stopping.')) isStopping = true;
    },
    end: () => ({
      starts: starts.newest,
      breakOffs: breakOffs.newest,
      standstills: standstills.newest,
      losses: losses.newest,
    }),
  };
}
