import type { Medium } from './palette.ts';

/** Times from reports (ISO 8601, or only a time of day), split up for display. */
export interface Instant {
  /** `14:18:25.682` */
  readonly time: string;
  /** `2026-11-23`, or null if only the time of day is known. */
  readonly date: string | null;
  /** `UTC`, or empty if the zone is unknown. */
  readonly zone: string;
  /** All known parts, for use in a sentence. */
  readonly full: string;
  /** For differences between instants in one report. */
  readonly ms: number;
}

export function readInstant(text: string): Instant {
  const dated = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d\.\d{3})(Z?)$/.exec(text);
  if (dated === null)
    return { time: text, date: null, zone: '', full: text, ms: Date.parse(`1970-01-01T${text}Z`) || 0 };
  const [, date = '', time = '', z] = dated;
  const zone = z === 'Z' ? 'UTC' : '';
  return { time, date, zone, full: `${date} ${time} ${zone}`.trimEnd(), ms: Date.parse(`${date}T${time}Z`) };
}

/** An instant of a running pair, to the second: in UTC, as in the logs, and beside it as the reader's clock shows it. */
export function toTheSecond(iso: string, { localTime }: Pick<Medium, 'localTime'>): string {
  const { full, date, ms } = readInstant(iso);
  const utc = full.replace(/\.\d+/, '');
  return localTime === undefined ? utc : `${utc} (${localTime(ms).replace(`${date} `, '')} local time)`;
}

/** A duration to the millisecond, as measured from a log: `0.012 s`, `30.015 s`, `2 min 5.250 s`. */
export function sayExactly(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const seconds = `${((ms - minutes * 60_000) / 1000).toFixed(3)} s`;
  return minutes === 0 ? seconds : `${minutes} min ${seconds}`;
}

/** The time of day on the axis that all logs of one answer share: that of the first log's clock. */
export function sharedTime(sharedMs: number): string {
  const DAY_MS = 86_400_000;
  const ofDay = ((Math.round(sharedMs) % DAY_MS) + DAY_MS) % DAY_MS;
  return new Date(ofDay).toISOString().slice(11, 23);
}
