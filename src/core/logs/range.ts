/** A question about a part of the time that the logs cover: what happened outside of it is left out of the answer. */
import type { Problem } from '../problem.ts';
import { type AskedTime, distanceFrom, type Misfit, placeIn, type Span, saySpan } from './asked-time.ts';
import type { Incidents } from './incidents.ts';
import type { Moment } from './moment.ts';
import type { LogReading } from './reading.ts';

export interface Range {
  readonly since: AskedTime | null;
  readonly until: AskedTime | null;
  /** The switch at, or nearest to, this time. */
  readonly at: AskedTime | null;
}

export interface Narrowed {
  readonly readings: readonly LogReading[];
  /** Logs that could tell of switches and have no rows of that time, each in a sentence. */
  readonly outside: readonly string[];
}

/** People round times, and clocks differ: a switch this near is the one that was asked for. */
export const NEAR_MS = 15 * 60_000;

type Part = { readonly from: number; readonly to: number };
type Refusal = Omit<Problem, 'severity'>;

/** The logs with what happened in that time alone; a problem where the question does not fit a log's times. */
export function narrow(readings: readonly LogReading[], range: Range): Narrowed | Refusal {
  const outside: string[] = [];
  const narrowed: LogReading[] = [];
  for (const reading of readings) {
    const span = spanOf(reading);
    if (span === null) {
      narrowed.push(reading);
      continue;
    }
    const part = range.at === null ? partOf(span, range) : around(range.at, span);
    if (typeof part === 'string') {
      // A log in which nothing happened has nothing to be left out.
      if (isQuiet(reading.incidents)) narrowed.push(reading);
      else return misfit(part, range, reading.file, span);
      continue;
    }
    const couldTell = reading.kind === 'switchover' || reading.kind === 'node';
    if (couldTell && (part.to < span.first.ms || part.from > span.last.ms)) {
      outside.push(`${reading.file} runs ${saySpan(span)}, which is not the time that was asked for`);
    }
    narrowed.push({ ...reading, incidents: within(reading.incidents, part) });
  }
  return { readings: range.at === null ? narrowed : nearest(narrowed, range.at), outside };
}

function spanOf({ first, last }: LogReading): Span | null {
  return first === null || last === null ? null : { first, last };
}

function partOf(span: Span, { since, until }: Range): Part | Misfit {
  const from = since === null ? null : placeIn(since, span);
  if (typeof from === 'string') return from;
  const to = until === null ? null : placeIn(until, span, until.calendar === 'clock' ? from : null);
  if (typeof to === 'string') return to;
  return {
    from: from ?? Number.NEGATIVE_INFINITY,
    to: to === null ? Number.POSITIVE_INFINITY : to + (until?.lastsMs ?? 1) - 1,
  };
}

/** A time of day may be meant of any day; which one, the switches near it tell. */
function around(at: AskedTime, span: Span): Part | Misfit {
  const place = placeIn(at, span);
  if (place === 'needs-date') return { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  return typeof place === 'string' ? place : { from: place - NEAR_MS, to: place + at.lastsMs + NEAR_MS };
}

function within(incidents: Incidents, { from, to }: Part): Incidents {
  const has = ({ at }: { readonly at: Moment }): boolean => from <= at.ms && at.ms <= to;
  return {
    ...incidents,
    switches: incidents.switches.filter(({ marker }) => has(marker)),
    averted: incidents.averted.filter(({ by }) => has(by)),
    givenUp: incidents.givenUp.filter(({ by }) => has(by)),
    open: incidents.open.some(has) ? incidents.open : [],
  };
}

function isQuiet({ switches, averted, givenUp, open }: Incidents): boolean {
  return switches.length + averted.length + givenUp.length + open.length === 0;
}

/** Only the switch that is nearest, and only what else is as near as a switch might be. */
function nearest(readings: readonly LogReading[], at: AskedTime): readonly LogReading[] {
  const away = (moment: Moment): number => {
    const distance = distanceFrom(at, moment);
    return typeof distance === 'string' ? Number.POSITIVE_INFINITY : distance;
  };
  const all = readings.flatMap(({ incidents }) => incidents.switches.map(({ marker }) => away(marker.at)));
  const least = Math.min(NEAR_MS, ...all);
  return readings.map((reading) => {
    const { switches, averted, givenUp, open } = reading.incidents;
    const isNear = ({ by }: { readonly by: { readonly at: Moment } }): boolean => away(by.at) <= NEAR_MS;
    return {
      ...reading,
      incidents: {
        ...reading.incidents,
        switches: switches.filter(({ marker }) => away(marker.at) <= least),
        averted: averted.filter(isNear),
        givenUp: givenUp.filter(isNear),
        open: open.some((each) => away(each.at) <= NEAR_MS) ? open : [],
      },
    };
  });
}

function misfit(why: Misfit, range: Range, file: string, span: Span): Refusal {
  const asked = [range.at, range.since, range.until].find((each) => each !== null)?.text ?? '';
  const where = `${file}, which runs ${saySpan(span)}`;
  switch (why) {
    case 'needs-date':
      return {
        code: 'time-needs-date',
        what: `"${asked}" could be any day's`,
        why: 'the log covers more than a day',
        where,
        do: 'give the day too, such as 2026-11-23T14:18',
      };
    case 'needs-date-in-log':
      return {
        code: 'time-has-date',
        what: `"${asked}" has a date, and the rows of the log have none`,
        why: 'neither its rows, its header, its name nor its folder tells the day',
        where,
        do: 'give the day of its first row with --date, or ask for a time of day alone',
      };
    case 'needs-zone-in-log':
      return {
        code: 'time-has-zone',
        what: `"${asked}" has a zone, and the rows of the log have none`,
        why: 'what zone the log was written in is not known',
        where,
        do: 'give the time as the log writes it',
      };
  }
}
