/**
 * How one of our own servers fared at some time, as its log shows it: it writes down that it stops, that it starts anew,
 * that it loses its connections, and how long it stood still. A process that dies writes nothing.
 */
import { CONNECTION_SYMPTOMS } from './belonging.ts';
import type { Moment } from './moment.ts';
import { isSeen, type Seen, type Sighting } from './observation.ts';

/** A run that ended without a word of stopping: the process was killed, it crashed, or its machine went down. */
export interface BreakOff {
  /** Its last row; it may have lived on for as long as it had nothing to say. */
  readonly last: Moment;
  /** The next run. */
  readonly again: Seen<'started'>;
}

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

/** Newest kept of each. */
const KEPT = 500;

export function followRuns(): RunsFollower {
  const starts: Seen<'started'>[] = [];
  const breakOffs: BreakOff[] = [];
  const standstills: Seen<'stood-still'>[] = [];
  const losses: Seen<(typeof CONNECTION_SYMPTOMS)[number]>[] = [];
  let boot: string | null = null;
  let isStopping = false;
  const start = (again: Seen<'started'>, last: Moment | null): void => {
    // Each file of a log begins with the line of the run that goes on in it.
    if (again.saw.boot === boot) return;
    if (boot !== null && last !== null && !isStopping) keep(breakOffs, { last, again });
    keep(starts, again);
    boot = again.saw.boot;
    isStopping = false;
  };
  return {
    see: (sighting, before) => {
      if (isSeen(sighting, 'started')) start(sighting, before);
      else if (isSeen(sighting, ...CONNECTION_SYMPTOMS)) keep(losses, sighting);
      else if (isSeen(sighting, 'stood-still')) keep(standstills, sighting);
      else if (isSeen(sighting, 'decision') && sighting.saw.to.startsWith('stopping.')) isStopping = true;
    },
    end: () => ({ starts, breakOffs, standstills, losses }),
  };
}

function keep<T>(kept: T[], next: T): void {
  kept.push(next);
  if (kept.length > KEPT) kept.shift();
}
