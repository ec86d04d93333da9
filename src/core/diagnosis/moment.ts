/**
 * Times as logs write them. A row may carry a date and a zone (our own log), a date alone, or only a time of day (the
 * reference's logs); nothing is invented for what is missing. Times of day are followed over midnight by the reader,
 * so that differences between moments of one log always hold.
 */

import { readDate } from './dates.ts';

/** What is known about a moment besides its time of day. */
export type Calendar = 'zoned' | 'dated' | 'clock';

/** A moment on one log's own time axis. */
export interface Moment {
  /** Milliseconds: since 1970 if the date is known, otherwise since the midnight before the log's first row. */
  readonly ms: number;
  readonly calendar: Calendar;
}

/** The time cell of one row, before midnights are taken into account. */
export interface WrittenTime {
  readonly calendar: Calendar;
  /** Since 1970 if dated (with the time zone applied, if any), otherwise since midnight. */
  readonly ms: number;
  /** Milliseconds between two values this notation can express: 1 with milliseconds, 1000 without. */
  readonly unitMs: number;
}

export const DAY_MS = 86_400_000;

/** Hours, minutes, seconds, what follows the second, the series number, AM or PM, the zone. */
const CLOCK = String.raw`(\d{1,2}):(\d\d):(\d\d)(?:[.,:](\d{1,9}))?(?:_\d{1,9})?(?: ?([AP])M)?(?: ?(Z|[+-]\d\d:?\d\d))?`;
const TIME = new RegExp(`^(?:(.{6,20}?)(?:T|,? +))?${CLOCK}$`, 'i');
/** A time at the beginning of a line, to be read by `readTime`. */
export const LEADING_TIME =
  /^((?:\d{4}-\d\d-\d\d[T ]|\d{1,2}\/\d{1,2}\/\d{4},? )?\d{1,2}:\d\d:\d\d(?:[.,:]\d{1,9})?(?:_\d{1,9})?(?: ?[AP]M\b)?(?:Z|[+-]\d\d:?\d\d)?)(?=\s|$)/i;

/**
 * Reads one time cell: `14:17:55.667`, `08:59:20.000_0004` (the series number gives order only and is dropped),
 * `2026-11-23T00:22:28.123Z`, `11/23/2026 2:17:55 PM`. Null if the cell is not a time.
 */
export function readTime(cell: string): WrittenTime | null {
  if (cell.length > 48) return null;
  const match = TIME.exec(cell);
  if (match === null) return null;
  const [, date, hour = '', minute = '', second = '', fraction = '', half, zone] = match;
  const h = hourOfDay(Number(hour), half);
  const [m, s] = [Number(minute), Number(second)];
  if (h === null || m > 59 || s > 60) return null;
  const ofDay = ((h * 60 + m) * 60 + s) * 1000 + Number(fraction.slice(0, 3).padEnd(3, '0'));
  const unitMs = 10 ** (3 - Math.min(3, fraction.length));
  if (date === undefined) return zone === undefined ? { calendar: 'clock', ms: ofDay, unitMs } : null;
  const midnight = readDate(date.trim());
  if (midnight === null) return looksLikeDate(date) ? { calendar: 'clock', ms: ofDay, unitMs } : null;
  if (zone === undefined) return { calendar: 'dated', ms: midnight + ofDay, unitMs };
  return { calendar: 'zoned', ms: midnight + ofDay - zoneMs(zone), unitMs };
}

function hourOfDay(hour: number, half: string | undefined): number | null {
  if (half === undefined) return hour > 23 ? null : hour;
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (half.toUpperCase() === 'P' ? 12 : 0);
}

/** An ambiguous date: the time of day beside it is still valid. */
function looksLikeDate(text: string): boolean {
  const parts = /^(\d{1,2})[/-](\d{1,2})[/-]\d{4}$/.exec(text.trim());
  return parts !== null && Number(parts[1]) <= 12 && Number(parts[2]) <= 12;
}

function zoneMs(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const digits = zone.replace(':', '');
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5));
  return (digits.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** A step back of more than this is midnight; a smaller one is a clock set back or threads writing out of order. */
const MIDNIGHT_STEP_MS = 2 * 3_600_000;

/** Places a written time after the previous moment of the same log (null for the first row). */
export function follow(before: Moment | null, written: WrittenTime): Moment {
  if (written.calendar !== 'clock') return { ms: written.ms, calendar: written.calendar };
  if (before === null) return { ms: written.ms, calendar: 'clock' };
  const sameDay = Math.floor(before.ms / DAY_MS) * DAY_MS + written.ms;
  const back = before.ms - sameDay;
  // Without a time zone, a time of day is on the same day, whatever zone the previous row had.
  const calendar = before.calendar === 'clock' ? 'clock' : 'dated';
  // Just after midnight a late thread may still write the day before.
  if (back < MIDNIGHT_STEP_MS - DAY_MS) return { ms: sameDay - DAY_MS, calendar };
  return { ms: back > MIDNIGHT_STEP_MS ? sameDay + DAY_MS : sameDay, calendar };
}

/** As `follow`, where the row before is the later one. */
export function followBack(after: Moment, written: WrittenTime): Moment {
  if (written.calendar !== 'clock') return { ms: written.ms, calendar: written.calendar };
  const sameDay = Math.floor(after.ms / DAY_MS) * DAY_MS + written.ms;
  const ahead = sameDay - after.ms;
  const calendar = after.calendar === 'clock' ? 'clock' : 'dated';
  if (ahead < MIDNIGHT_STEP_MS - DAY_MS) return { ms: sameDay + DAY_MS, calendar };
  return { ms: ahead > MIDNIGHT_STEP_MS ? sameDay - DAY_MS : sameDay, calendar };
}

/** The moment before the first row of a log that begins on the day of that midnight. */
export function onDay(midnightMs: number, first: WrittenTime): Moment {
  return { ms: midnightMs + (first.ms % DAY_MS), calendar: 'dated' };
}

/**
 * `2026-11-23T00:22:28.123Z` if date and time zone are known, without the Z if only the date is, otherwise
 * `HH:MM:SS.mmm`.
 */
export function writeMoment(moment: Moment): string {
  if (moment.calendar === 'zoned') return new Date(moment.ms).toISOString();
  if (moment.calendar === 'dated') return new Date(moment.ms).toISOString().slice(0, -1);
  return timeOfDay(moment);
}

/** `HH:MM:SS.mmm`, whatever else is known. */
export function timeOfDay(moment: Moment): string {
  const ofDay = ((moment.ms % DAY_MS) + DAY_MS) % DAY_MS;
  return new Date(ofDay).toISOString().slice(11, 23);
}
