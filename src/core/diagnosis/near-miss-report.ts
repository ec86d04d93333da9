/** The near misses of all logs, in total and by hour of day. */
import { type Moment, writeMoment } from './moment.ts';
import { type NearMissCounts, type NearMissSum, sumOf } from './near-misses.ts';
import type { LogReading } from './reading.ts';

export interface NearMissTotals extends NearMissCounts {
  /** From the first logged failure to the line that shows that it was over; null if no line shows that. */
  readonly longestOutageMs: number | null;
  readonly longestOutageAt: string | null;
}

export interface NearMissReport extends NearMissTotals {
  /** The time that the logs cover; null if they have no times. */
  readonly from: string | null;
  readonly to: string | null;
  /** Hours of the day by the log's own clock, only those in which there were any. */
  readonly byHour: readonly ({ readonly hour: number } & NearMissTotals)[];
  /** Minutes with near misses that are too many to be counted, the oldest. */
  readonly minutesLeft: number;
}

const HOUR_MS = 3_600_000;

export function reportNearMisses(readings: readonly LogReading[]): NearMissReport {
  const minutes = readings.flatMap(({ incidents }) => incidents.nearMisses.minutes);
  const hourOf = ({ at }: { readonly at: Moment }): number => ((Math.floor(at.ms / HOUR_MS) % 24) + 24) % 24;
  const hours = [...Map.groupBy(minutes, hourOf)].toSorted(([a], [b]) => a - b);
  const spans = readings.flatMap(({ first, last }) => (first === null || last === null ? [] : [{ first, last }]));
  const from = spans.map(({ first }) => first).toSorted((a, b) => a.ms - b.ms)[0];
  const to = spans.map(({ last }) => last).toSorted((a, b) => b.ms - a.ms)[0];
  return {
    ...totals(sumOf(minutes)),
    from: from === undefined ? null : writeMoment(from),
    to: to === undefined ? null : writeMoment(to),
    byHour: hours.map(([hour, of]) => ({ hour, ...totals(sumOf(of)) })),
    minutesLeft: readings.reduce((sum, { incidents }) => sum + incidents.nearMisses.left, 0),
  };
}

function totals({ longestOutage, ...counts }: NearMissSum): NearMissTotals {
  return {
    ...counts,
    longestOutageMs: longestOutage?.ms ?? null,
    longestOutageAt: longestOutage === null ? null : writeMoment(longestOutage.at),
  };
}
