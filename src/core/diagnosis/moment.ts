/**
 * Times as logs write them. A row may carry a date and a zone (our own log), a date alone, or only a time of day (the
 * reference's logs); nothing is invented for what is missing. Times of day are followed over midnight by the reader,
 * so that differences between moments of one log always hold.
 */

import { isClockChange } from './clock-changes.ts';
import { readDate, readDayOfYear } from './dates.ts';

/** What is known about a moment besides its time of day. */
export type Calendar = 'zoned' | 'dated' | 'clock';

/** A moment on one log's own time axis. */
export interface Moment {
  /** Milliseconds: since 1970 if the date is known, otherwise since the midnight before the log's first row. */
  readonly ms: number;
  readonly calendar: Calendar;
  /**
   * How far the clock has been put forward since the first row, in ms: an hour when daylight saving time begins. It is
   * part of what the rows say, but not of `ms`, so that differences are durations. Absent: not at all.
   */
  readonly forwardMs?: number;
}

/** The time cell of one row, before midnights are taken into account. */
export interface WrittenTime {
  readonly calendar: Calendar;
  /** Since 1970 if dated (with the time zone applied, if any), otherwise since midnight. */
  readonly ms: number;
  /** Milliseconds between two values this notation can express: 1 with milliseconds, 1000 without. */
  readonly unitMs: number;
  /** For a date without a year: its day, as ms since the start of a year of 365 days. */
  readonly dayOfYearMs?: number;
}

export const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Hours, minutes, seconds, what follows the second, the series number, AM or PM, the zone. */
const CLOCK = String.raw`(\d{1,2}):(\d\d):(\d\d)(?:[.,:](\d{1,9}))?(?:_\d{1,9})?(?: ?([AP])(?:M|\.? ?M\.))?(?: ?(Z|[+-]\d\d:?\d\d))?`;
const TIME = new RegExp(`^(?:(.{6,20}?)(?:T|,? +))?${CLOCK}$`, 'i');
/** A time at the beginning of a line, to be read by `readTime`. */
export const LEADING_TIME =
  /^((?:\d{4}-\d\d-\d\d[T ]|\d{1,2}\/\d{1,2}\/\d{4},? |\p{L}{3,5}\.? {1,2}\d{1,2} )?\d{1,2}:\d\d:\d\d(?:[.,:]\d{1,9})?(?:_\d{1,9})?(?: ?[AP](?:M\b|\.? ?M\.))?(?:Z|[+-]\d\d:?\d\d)?)(?=\s|$)/iu;

const PLAIN_CLOCK = String.raw`(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:[.:]\d{1,9})?(?:_\d{1,9})?`;
/** Every month has a 28th; for later days a calendar is needed. */
const PLAIN_DATE = String.raw`20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])`;
/** The pattern of an unambiguous time cell and its tab, as loggers write it at the beginning of nearly every row. */
export const PLAIN_TIME = String.raw`(?:${PLAIN_CLOCK}|${PLAIN_DATE}[T ]${PLAIN_CLOCK}Z?)\t`;

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
  if (midnight === null) return withoutYear(date.trim(), ofDay, unitMs);
  if (zone === undefined) return { calendar: 'dated', ms: midnight + ofDay, unitMs };
  return { calendar: 'zoned', ms: midnight + ofDay - zoneMs(zone), unitMs };
}

function hourOfDay(hour: number, half: string | undefined): number | null {
  if (half === undefined) return hour > 23 ? null : hour;
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (half.toUpperCase() === 'P' ? 12 : 0);
}

/** An ambiguous date, or one without a year: the time of day beside it is still valid. */
function withoutYear(date: string, ms: number, unitMs: number): WrittenTime | null {
  const parts = /^(\d{1,2})[/-](\d{1,2})[/-]\d{4}$/.exec(date);
  if (parts !== null)
    return Number(parts[1]) <= 12 && Number(parts[2]) <= 12 ? { calendar: 'clock', ms, unitMs } : null;
  const dayOfYearMs = readDayOfYear(date);
  if (dayOfYearMs !== null) return { calendar: 'clock', ms, unitMs, dayOfYearMs };
  // The name of a month in another language.
  return /^\p{L}{3,5}\.? {1,2}\d{1,2}$/u.test(date) ? { calendar: 'clock', ms, unitMs } : null;
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
  if (before === null) {
    return { ms: (written.dayOfYearMs ?? 0) + written.ms, calendar: written.calendar };
  }
  const forwardMs = before.forwardMs ?? 0;
  const shown = { ms: before.ms + forwardMs, calendar: before.calendar };
  const next = nextShown(shown, written);
  if (next.calendar === 'zoned') return next;
  const moved = forwardMs + HOUR_MS * isClockChange(shown.ms, next.ms, next.calendar === 'dated');
  return moved === 0 ? next : { ...next, ms: next.ms - moved, forwardMs: moved };
}

/** As the rows show it. */
function nextShown(before: Moment, written: WrittenTime): Moment {
  if (written.calendar !== 'clock') return { ms: written.ms, calendar: written.calendar };
  // Without a time zone, a time of day is on the same day, whatever zone the previous row had.
  const calendar = before.calendar === 'clock' ? 'clock' : 'dated';
  if (written.dayOfYearMs !== undefined && before.ms >= DAY_MS) {
    const ms = nearestYear(before.ms, written.dayOfYearMs + written.ms);
    // The day after 28 February, where there is a 29th.
    const isLeapDay = before.ms - ms > MIDNIGHT_STEP_MS && before.ms - ms < DAY_MS + MIDNIGHT_STEP_MS;
    return { ms: isLeapDay ? ms + DAY_MS : ms, calendar };
  }
  const sameDay = Math.floor(before.ms / DAY_MS) * DAY_MS + written.ms;
  const back = before.ms - sameDay;
  // Just after midnight a late thread may still write the day before.
  if (back < MIDNIGHT_STEP_MS - DAY_MS) return { ms: sameDay - DAY_MS, calendar };
  return { ms: back > MIDNIGHT_STEP_MS ? sameDay + DAY_MS : sameDay, calendar };
}

/** That time of a year, in the year in which it is nearest to `beforeMs`. */
function nearestYear(beforeMs: number, ofYearMs: number): number {
  const year = new Date(beforeMs).getUTCFullYear();
  const in1970 = new Date(ofYearMs);
  const [month, day] = [in1970.getUTCMonth(), in1970.getUTCDate()];
  const places = [year - 1, year, year + 1].map((each) => Date.UTC(each, month, day) + (ofYearMs % DAY_MS));
  return places.toSorted((a, b) => Math.abs(a - beforeMs) - Math.abs(b - beforeMs))[0] ?? ofYearMs;
}

/** The moment as its row shows it, for comparison with what people write. */
export function asShown(moment: Moment): Moment {
  const { ms, calendar, forwardMs } = moment;
  return forwardMs === undefined ? moment : { ms: ms + forwardMs, calendar };
}

/** As `follow`, where the row before is the later one. */
export function followBack(after: Moment, written: WrittenTime): Moment {
  if (written.calendar !== 'clock') return { ms: written.ms, calendar: written.calendar };
  const sameDay = Math.floor(after.ms / DAY_MS) * DAY_MS + written.ms;
  const ahead = sameDay - after.ms;
  const calendar = after.calendar === 'clock' ? 'clock' : 'dated';
  if (written.dayOfYearMs !== undefined && after.ms >= DAY_MS) {
    return { ms: nearestYear(after.ms, written.dayOfYearMs + written.ms), calendar };
  }
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
  const { ms, calendar } = asShown(moment);
  if (calendar === 'zoned') return new Date(ms).toISOString();
  if (calendar === 'dated') return new Date(ms).toISOString().slice(0, -1);
  return timeOfDay(moment);
}

/** `HH:MM:SS.mmm`, whatever else is known. */
export function timeOfDay(moment: Moment): string {
  const ofDay = ((asShown(moment).ms % DAY_MS) + DAY_MS) % DAY_MS;
  return new Date(ofDay).toISOString().slice(11, 23);
}
