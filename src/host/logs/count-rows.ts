/** Passes over a part of a log that is not searched: its lines are counted, and midnight is followed. */
import type { LogReader } from '../../core/logs/reading.ts';
import type { RowPasser } from './pass-rows.ts';

const LINE_FEED = 10;
/** The time stands at a row's beginning. */
const GLANCED = 512;

/** For a table whose rows begin with a time of day: their first two letters are the hour. */
export function countRows(reader: LogReader): RowPasser {
  let hour = -1;
  /** Rows since the last that was glanced at, and the last of them. */
  let passed = 0;
  let lastFrom = 0;
  let lastTo = 0;

  const glance = (bytes: Buffer, from: number, to: number): void => {
    reader.glance(bytes.toString('utf8', from, Math.min(to, from + GLANCED)));
  };

  const endPassed = (bytes: Buffer): void => {
    if (passed === 0) return;
    reader.skip(passed - 1, 0);
    passed = 0;
    glance(bytes, lastFrom, lastTo);
  };

  const take = (bytes: Buffer, begin: number, limit: number): void => {
    for (let from = begin; from < limit; ) {
      let to = bytes.indexOf(LINE_FEED, from);
      if (to < 0 || to >= limit) to = limit;
      const its = (bytes[from]! << 8) | bytes[from + 1]!;
      if (its === hour) {
        passed += 1;
        lastFrom = from;
        lastTo = to;
      } else {
        // Both rows count, wherever the hour changes between two of them.
        endPassed(bytes);
        hour = its;
        glance(bytes, from, to);
      }
      from = to + 1;
    }
    endPassed(bytes);
  };

  return { take, overlong: () => reader.line('', false) };
}
