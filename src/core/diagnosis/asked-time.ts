/**
 * Times given by an operator, and their position on a log's own axis. A time must have the form used by the log: what
 * the log's rows do not have (a date, a time zone) cannot be asked for.
 */
import { readDate } from './dates.ts';
import { type Calendar, DAY_MS, type Moment, readTime, writeMoment } from './moment.ts';

export interface AskedTime {
  readonly text: string;
  readonly calendar: Calendar;
  /** As in `WrittenTime`. */
  readonly ms: number;
  /** How long the given time lasts: `14:18` a minute, `14:18:05` a second, `2026-11-23` a day. In ms. */
  readonly lastsMs: number;
}

/** Reads `14:18`, `14:18:05.500`, `2026-11-23`, `2026-11-23T14:18:05Z`; null if the text is none of these. */
export function readAskedTime(given: string): AskedTime | null {
  const text = given.trim();
  const day = readDate(text);
  if (day !== null) return { text, calendar: 'dated', ms: day, lastsMs: DAY_MS };
  // Without seconds: a full minute.
  const minutes = /^((?:[^:]{6,20}[T ])?\d{1,2}:\d\d)( ?[ap]m)?( ?(?:z|[+-]\d\d:?\d\d))?$/i.exec(text);
  const time = readTime(minutes === null ? text : `${minutes[1]}:00${minutes[2] ?? ''}${minutes[3] ?? ''}`);
  if (time === null) return null;
  return { text, calendar: time.calendar, ms: time.ms, lastsMs: minutes === null ? time.unitMs : 60_000 };
}

export type Misfit = 'needs-date-in-log' | 'needs-zone-in-log' | 'needs-date';

/** The first and the last moment of a log. */
export interface Span {
  readonly first: Moment;
  readonly last: Moment;
}

/**
 * The position of a given time in a log, in ms on its axis. A time of day without a date is the one that the log
 * covers; in a log of more than a day it is ambiguous. `after`: not before this, if a start was given.
 */
export function placeIn(asked: AskedTime, { first, last }: Span, after: number | null = null): number | Misfit {
  const log = last.calendar;
  if (asked.calendar === 'zoned') return log === 'zoned' ? asked.ms : 'needs-zone-in-log';
  if (asked.calendar === 'dated') return log === 'clock' ? 'needs-date-in-log' : asked.ms;
  if (last.ms - first.ms > DAY_MS && after === null) return 'needs-date';
  const sameDay = Math.floor((after ?? first.ms) / DAY_MS) * DAY_MS + asked.ms;
  if (after !== null) return sameDay + asked.lastsMs > after ? sameDay : sameDay + DAY_MS;
  // Outside the log, it is on the nearer day.
  const away = (ms: number): number => Math.max(first.ms - ms - asked.lastsMs, ms - last.ms, 0);
  return away(sameDay) <= away(sameDay + DAY_MS) ? sameDay : sameDay + DAY_MS;
}

/** The distance of a moment from a given time, in ms; for a time of day, from the nearest one. */
export function distanceFrom(asked: AskedTime, moment: Moment): number | Misfit {
  if (asked.calendar !== 'clock') {
    const at = placeIn(asked, { first: moment, last: moment });
    return typeof at === 'string' ? at : beside(moment.ms - at, asked.lastsMs);
  }
  const ofDay = ((moment.ms % DAY_MS) + DAY_MS) % DAY_MS;
  const away = [-DAY_MS, 0, DAY_MS].map((shift) => beside(ofDay + shift - asked.ms, asked.lastsMs));
  return Math.min(...away);
}

/** 0 within the given time; otherwise the distance before or after it. */
function beside(difference: number, lastsMs: number): number {
  if (difference < 0) return -difference;
  return Math.max(0, difference - lastsMs + 1);
}

/** `10:00:00.000 to 18:00:00.000`. */
export function saySpan({ first, last }: Span): string {
  return `${writeMoment(first)} to ${writeMoment(last)}`;
}
