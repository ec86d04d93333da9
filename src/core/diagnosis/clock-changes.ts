/**
 * When daylight saving time begins or ends, the clock of a log jumps by an hour. A jump is taken for that only where
 * nothing else is likely: at an hour when it happens, with rows close before and after it.
 */

const HOUR_MS = 3_600_000;
/** Rows further apart than this before and after a jump forward may as well be an hour of silence. */
const SILENCE_MS = 2 * 60_000;
/** Nothing else puts a clock back so far within the same hour: on a day when it happens, and on an unknown day. */
const GAP_MS = { dated: 58 * 60_000, undated: 20 * 60_000 } as const;
/** The hours whose end may be one: with midnight, every rule in use is covered. */
const HOURS: readonly number[] = [23, 0, 1, 2];
const MONTHS: readonly number[] = [2, 3, 8, 9, 10];
/** Friday, Saturday, Sunday. */
const DAYS: readonly number[] = [5, 6, 0];

/**
 * 1 if the clock was put forward by an hour between two rows, -1 if it was put back, 0 otherwise. Both times in ms as
 * their rows show them; `dated`: since 1970.
 */
export function isClockChange(beforeMs: number, afterMs: number, dated: boolean): -1 | 0 | 1 {
  const step = afterMs - beforeMs;
  const isForward = step >= HOUR_MS && step <= HOUR_MS + SILENCE_MS;
  if (!isForward && (step > GAP_MS[dated ? 'dated' : 'undated'] - HOUR_MS || step < -HOUR_MS)) return 0;
  const before = new Date(beforeMs);
  if (!HOURS.includes(before.getUTCHours())) return 0;
  if (dated && !(MONTHS.includes(before.getUTCMonth()) && DAYS.includes(before.getUTCDay()))) return 0;
  const hours = Math.floor(afterMs / HOUR_MS) - Math.floor(beforeMs / HOUR_MS);
  // Forward, an hour is missing between them; back, it is the same one again.
  if (isForward) return hours === 2 ? 1 : 0;
  return hours === 0 ? -1 : 0;
}
