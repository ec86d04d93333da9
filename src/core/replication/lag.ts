/** How far a backup is behind: the one figure for status, guards, health checks and metrics (reading R15). */

export interface Lag {
  /** Changes that it lacks. */
  readonly changes: number;
  /** How long ago it had everything that there was at that time, in ms; null: not known to have had it. */
  readonly ageMs: number | null;
}

/** What is known of how it advances. Times are monotonic ms. */
export interface Progress {
  /** When it had everything that there was at that time; null: not known. */
  readonly currentAt: number | null;
  /** How far the active server's log went at a time, which it has not reached yet. */
  readonly awaited: { readonly last: number; readonly at: number } | null;
}

export const NO_PROGRESS: Progress = { currentAt: null, awaited: null };

/** It has reached a number, while the active server's log goes up to `last`. */
export function progressed({ currentAt, awaited }: Progress, reached: number, last: number, now: number): Progress {
  const aim = awaited ?? { last, at: now };
  if (reached < aim.last) return { currentAt, awaited: aim };
  return { currentAt: aim.at, awaited: reached < last ? { last, at: now } : null };
}

export function lagOf({ currentAt }: Progress, reached: number, last: number, now: number): Lag {
  return { changes: Math.max(0, last - reached), ageMs: currentAt === null ? null : now - currentAt };
}

/** A backup that had everything this long ago counts as current, in ms. */
const CURRENT_MS = 10_000;

/** Unknown is not current. */
export function isCurrent(ageMs: number | null): boolean {
  return ageMs !== null && ageMs < CURRENT_MS;
}

/** Whether what it lacks, if anything, is at most this old, in ms. */
export function isWithin(
  { items, ageMs }: { readonly items: number | null; readonly ageMs: number | null },
  limitMs: number,
): boolean {
  return items === 0 ? isCurrent(ageMs) : ageMs !== null && ageMs <= limitMs;
}

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };

/**
 * A limit such as `10s`, in ms; null if it is none. Changes are not counted in bytes: for a limit such as `5MB`, what is
 * current counts.
 */
export function parseLag(text: string): number | null {
  const [, number, unit] = /^(\d{1,9})(ms|s|m|B|kB|MB|GB)$/.exec(text) ?? [];
  if (number === undefined || unit === undefined) return null;
  const unitMs = UNITS_MS[unit];
  return unitMs === undefined ? CURRENT_MS : Number(number) * unitMs;
}
