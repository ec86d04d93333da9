/** Restricts the answer to part of the time that the logs cover. */
import type { Problem } from '../problem.ts';
import { type AskedTime, distanceFrom, type Misfit, placeIn, type Span, saySpan } from './asked-time.ts';
import type { Incidents } from './incidents.ts';
import { asShown, type Moment } from './moment.ts';
import type { NearMissMinute } from './near-misses.ts';
import type { LogEvent } from './observation.ts';
import type { LogReading } from './reading.ts';

export interface Range {
  readonly since: AskedTime | null;
  readonly until: AskedTime | null;
  /** The switch at, or nearest to, this time. */
  readonly at: AskedTime | null;
}

export interface Narrowed {
  readonly readings: readonly LogReading[];
  /** Logs that could show switches but have no rows from that time, one sentence each. */
  readonly outside: readonly string[];
}

/** People round times, and clocks differ: a switch this close is the one that was meant. */
export const NEAR_MS = 15 * 60_000;

type Part = { readonly from: number; readonly to: number };
type Refusal = Omit<Problem, 'severity'>;

/** The logs reduced to what happened in that time; a problem if the given time does not fit a log's times. */
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
      // A log in which nothing happened has nothing to leave out.
      if (isQuiet(reading.incidents)) narrowed.push(reading);
      else return misfit(part, range, reading.file, span);
      continue;
    }
    const couldTell = reading.kind === 'switchover' || reading.kind === 'node';
    if (couldTell && (part.to < span.first.ms || part.from > span.last.ms)) {
      outside.push(`${reading.file} covers ${saySpan(span)}, which does not include the requested time`);
    }
    narrowed.push({ ...reading, incidents: within(reading.incidents, part) });
  }
  return { readings: range.at === null ? narrowed : nearest(narrowed, range.at), outside };
}

/** A log of which one piece was asked about, reduced to what happened in that piece, at least in part. */
export function narrowToPiece(reading: LogReading): LogReading {
  const { about, pieces, incidents } = reading;
  // Who names the newest piece names the log.
  if (about === null || about.file === reading.file) return reading;
  const { switches, averted, unhandled, givenUp } = incidents;
  const all = [
    ...switches.map(({ marker, before, markers, after }) => ({ by: marker, lines: [...before, ...markers, ...after] })),
    ...[...averted, ...unhandled, ...givenUp].map(({ by, before }) => ({ by, lines: [...before, by] })),
  ];
  const isInPiece = ({ file }: LogEvent): boolean => file === about.file;
  const times = [about.first, about.last, ...all.filter(({ lines }) => lines.some(isInPiece)).map(({ by }) => by.at)];
  const shown = times.map((time) => asShown(time).ms);
  const part = { from: Math.min(...shown), to: Math.max(...shown) };
  const others = pieces.length === 2 ? 'the other file was' : `the other ${pieces.length - 1} files were`;
  return {
    ...reading,
    incidents: within(incidents, part),
    remarks: [
      ...reading.remarks,
      `only what happened in ${about.file} is explained; ${others} read for what began before it or ended after it`,
    ],
  };
}

function spanOf({ about, ...reading }: LogReading): Span | null {
  const { first, last } = about ?? reading;
  return first === null || last === null ? null : { first: asShown(first), last: asShown(last) };
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

/** A time of day could be on any day; the switches near it show which one. */
function around(at: AskedTime, span: Span): Part | Misfit {
  const place = placeIn(at, span);
  if (place === 'needs-date') return { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  return typeof place === 'string' ? place : { from: place - NEAR_MS, to: place + at.lastsMs + NEAR_MS };
}

function within(incidents: Incidents, { from, to }: Part): Incidents {
  const has = ({ at }: { readonly at: Moment }): boolean => from <= asShown(at).ms && asShown(at).ms <= to;
  const isWithin = ({ at }: NearMissMinute): boolean => from <= asShown(at).ms + 59_999 && asShown(at).ms <= to;
  const switches = incidents.switches.filter(({ marker }) => has(marker));
  return {
    ...incidents,
    switches,
    // After a switch, what the server became later matters; otherwise, what it was then.
    roles: switches.length > 0 ? incidents.roles : incidents.roles.filter(({ by }) => asShown(by.at).ms <= to),
    averted: incidents.averted.filter(({ by }) => has(by)),
    unhandled: incidents.unhandled.filter(({ by }) => has(by)),
    nearMisses: { ...incidents.nearMisses, minutes: incidents.nearMisses.minutes.filter(isWithin) },
    givenUp: incidents.givenUp.filter(({ by }) => has(by)),
    open: incidents.open.some(has) ? incidents.open : [],
  };
}

function isQuiet({ switches, averted, unhandled, givenUp, open }: Incidents): boolean {
  return switches.length + averted.length + unhandled.length + givenUp.length + open.length === 0;
}

/** Only the nearest switch, and whatever else is as near as a switch might be. */
function nearest(readings: readonly LogReading[], at: AskedTime): readonly LogReading[] {
  const away = (moment: Moment): number => {
    const distance = distanceFrom(at, asShown(moment));
    return typeof distance === 'string' ? Number.POSITIVE_INFINITY : distance;
  };
  const all = readings.flatMap(({ incidents }) => incidents.switches.map(({ marker }) => away(marker.at)));
  const least = Math.min(NEAR_MS, ...all);
  return readings.map((reading) => {
    const { switches, averted, unhandled, givenUp, open } = reading.incidents;
    const isNear = ({ by }: { readonly by: { readonly at: Moment } }): boolean => away(by.at) <= NEAR_MS;
    return {
      ...reading,
      incidents: {
        ...reading.incidents,
        switches: switches.filter(({ marker }) => away(marker.at) <= least),
        averted: averted.filter(isNear),
        unhandled: unhandled.filter(isNear),
        givenUp: givenUp.filter(isNear),
        open: open.some((each) => away(each.at) <= NEAR_MS) ? open : [],
      },
    };
  });
}

function misfit(why: Misfit, range: Range, file: string, span: Span): Refusal {
  const asked = [range.at, range.since, range.until].find((each) => each !== null)?.text ?? '';
  const where = `${file}, which covers ${saySpan(span)}`;
  switch (why) {
    case 'needs-date':
      return {
        code: 'time-needs-date',
        what: `"${asked}" could be on more than one day`,
        why: 'the log covers more than one day',
        where,
        do: 'include the date, as in 2026-11-23T14:18',
      };
    case 'needs-date-in-log':
      return {
        code: 'time-has-date',
        what: `"${asked}" has a date, but the rows of the log have none`,
        why: 'the date is not in the header, the name or the folder of the log either',
        where,
        do: 'give the date of its first row with --date, or use a time without a date',
      };
    case 'needs-zone-in-log':
      return {
        code: 'time-has-zone',
        what: `"${asked}" has a time zone, but the rows of the log have none`,
        why: 'the time zone of the log is unknown',
        where,
        do: 'write the time as it appears in the log',
      };
  }
}
