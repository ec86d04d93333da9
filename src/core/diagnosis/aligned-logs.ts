/** A log on the time axis shared by all logs of one answer. */
import type { ClockOffset } from './clocks.ts';
import type { Moment } from './moment.ts';
import type { LogReading } from './reading.ts';

export interface AlignedLog {
  readonly reading: LogReading;
  readonly clock: ClockOffset;
  /** Milliseconds on the shared axis: the first log's own. */
  readonly place: (moment: Moment) => number;
  /** Whether the log has rows around that time on the shared axis. */
  readonly covers: (ms: number) => boolean;
  /** Whether any part of the log is from that time on the shared axis. */
  readonly overlaps: (from: number, to: number) => boolean;
}

export function alignLogs(logs: readonly LogReading[], clocks: readonly ClockOffset[]): readonly AlignedLog[] {
  return logs.flatMap((reading, index) => {
    const clock = clocks[index];
    if (clock === undefined) return [];
    const place = (moment: Moment): number => moment.ms - clock.shiftMs;
    const overlaps = (from: number, to: number): boolean => {
      const { first, last } = reading;
      return first !== null && last !== null && place(first) <= to && from <= place(last);
    };
    return [{ reading, clock, place, covers: (ms) => overlaps(ms, ms), overlaps }];
  });
}
