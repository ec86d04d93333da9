/**
 * Times as logs write them. A row may carry a date and a zone (our own log), a date alone, or only a time of day (the
 * reference's logs); nothing is invented for what is missing. Times of day are followed over midnight by the reader,
 * so that differences between moments of one log always hold.
 */

/** What is known of a moment besides its time of day. */
export type Calendar = 'zoned' | 'dated' | 'clock';

/** A moment on one log's own time axis. */
export interface Moment {
  /** Milliseconds: since 1970 where a date is known, else since the midnight before the log's first row. */
  readonly ms: number;
  readonly calendar: Calendar;
}

/** The time cell of one row, before midnight is followed. */
export interface WrittenTime {
  readonly calendar: Calendar;
  /** Since 1970 where dated (the zone applied where there is one), else since midnight. */
  readonly ms: number;
  /** Milliseconds between two values this notation can express: 1 where milliseconds are written, 1000 where none. */
  readonly unitMs: number;
}

export const DAY_MS = 86_400_000;

const TIME =
  /^(?:(\d{4})-(\d\d)-(\d\d)[T ])?(\d{1,2}):(\d\d):(\d\d)(?:[.,:](\d{1,9}))?(?:_\d{1,9})?(?: ?(Z|[+-]\d\d:?\d\d))?$/;

/**
 * Reads one time cell: `14:17:55.667`, `08:59:20.000_0004` (the series number gives order only and is dropped),
 * `2026-11-23T00:22:28.123Z`. Null where the cell is no time.
 */
export function readTime(cell: string): WrittenTime | null {
  if (cell.length > 48) return null;
  const match = TIME.exec(cell);
  if (match === null) return null;
  const [, year, month, day, hour = '', minute = '', second = '', fraction = '', zone] = match;
  const [h, m, s] = [Number(hour), Number(minute), Number(second)];
  if (h > 23 || m > 59 || s > 60) return null;
  const ofDay = ((h * 60 + m) * 60 + s) * 1000 + Number(fraction.slice(0, 3).padEnd(3, '0'));
  const unitMs = 10 ** (3 - Math.min(3, fraction.length));
  if (year === undefined) return zone === undefined ? { calendar: 'clock', ms: ofDay, unitMs } : null;
  const midnight = midnightOf(Number(year), Number(month), Number(day));
  if (midnight === null) return null;
  if (zone === undefined) return { calendar: 'dated', ms: midnight + ofDay, unitMs };
  return { calendar: 'zoned', ms: midnight + ofDay - zoneMs(zone), unitMs };
}

function midnightOf(year: number, month: number, day: number): number | null {
  const ms = Date.UTC(year, month - 1, day);
  const back = new Date(ms);
  return back.getUTCMonth() === month - 1 && back.getUTCDate() === day ? ms : null;
}

function zoneMs(zone: string): number {
  if (zone === 'Z') return 0;
  const digits = zone.replace(':', '');
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5));
  return (digits.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** A step back of more than this is midnight; a smaller one is a clock set back, or threads writing out of order. */
const MIDNIGHT_STEP_MS = 2 * 3_600_000;

/** Places a written time after the moment before it in the same log (null for the first row). */
export function follow(before: Moment | null, written: WrittenTime): Moment {
  if (written.calendar !== 'clock') return { ms: written.ms, calendar: written.calendar };
  if (before === null) return { ms: written.ms, calendar: 'clock' };
  const sameDay = Math.floor(before.ms / DAY_MS) * DAY_MS + written.ms;
  const back = before.ms - sameDay;
  // Just after midnight a late thread may still write the day before.
  if (back < MIDNIGHT_STEP_MS - DAY_MS) return { ms: sameDay - DAY_MS, calendar: before.calendar };
  return { ms: back > MIDNIGHT_STEP_MS ? sameDay + DAY_MS : sameDay, calendar: before.calendar };
}

/** `2026-11-23T00:22:28.123Z` where date and zone are known, without the Z where only the date is, else `HH:MM:SS.mmm`. */
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
