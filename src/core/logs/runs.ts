/**
 * How one of our own servers fared at some time, as its log shows it: it writes down that it stops, that it starts anew,
 * that it loses its connections, and how long it stood still. A process that dies writes nothing.
 */
import { CONNECTION_SYMPTOMS, keepNewest, nothingKept } from './belonging.ts';
import type { Moment } from './moment.ts';
import { isSeen, type Seen, type Sighting } from './observation.ts';

/** A run that ended without a word of stopping: the process was killed, it crashed, or its machine went down. */
export interface BreakOff {
  /** Its last row; it may have lived on for as long as it had nothing to say. */
  readonly last: Moment;
  /** The next run. */
  readonly again: Seen<'started'>;
}

/** The newest of each. */
export interface Runs {
  readonly starts: readonly Seen<'started'>[];
  readonly breakOffs: readonly BreakOff[];
  /** Each at its end. */
  readonly standstills: readonly Seen<'stood-still'>[];
  /** Connections that it lost itself, and pings to the other server that failed. */
  readonly losses: readonly Seen<(typeof CONNECTION_SYMPTOMS)[number]>[];
}

export interface RunsFollower {
  /** `before` is the moment of the row before, known or not. */
  readonly see: (sighting: Sighting, before: Moment | null) => void;
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
    // Each file of a log begins with the line of the run that goes on in it.
    if (again.saw.boot === boot) return;
    if (boot !== null && last !== null && !isStopping) keepNewest(breakOffs, { last, again });
    keepNewest(starts, again);
    boot = again.saw.boot;
    isStopping = false;
  };
  return {
    see: (sighting, before) => {
      if (isSeen(sighting, 'started')) start(sighting, before);
      else if (isSeen(sighting, ...CONNECTION_SYMPTOMS)) keepNewest(losses, sighting);
      else if (isSeen(sighting, 'stood-still')) keepNewest(standstills, sighting);
      else if (isSeen(sighting, 'decision') && sighting.saw.to.startsWith('stopping.')) isStopping = true;
    },
    end: () => ({
      starts: starts.newest,
      breakOffs: breakOffs.newest,
      standstills: standstills.newest,
      losses: losses.newest,
    }),
  };
}
