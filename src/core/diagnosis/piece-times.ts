/** The first and the last time in one file of a log, from its beginning and its end. */
import { assembleRows } from './layouts/assemble.ts';
import { follow, type Moment } from './moment.ts';
import type { PieceTimes } from './rotated-files.ts';

/** `end`: null if `head` is everything. */
export function timesIn(head: string, end: string | null): PieceTimes {
  let first: Moment | null = null;
  let last: Moment | null = null;
  const ignore = (): void => undefined;
  const rows = assembleRows({
    row: ({ time }) => {
      last = follow(last, time);
      first ??= last;
    },
    header: ignore,
    strange: ignore,
  });
  // The first line of the end may be half a line, which no row is.
  const lines = [...head.split('\n'), ...(end?.split('\n').slice(1) ?? [])];
  for (const [index, line] of lines.entries()) rows.take(line.replaceAll('\0', ''), index + 1);
  rows.flush();
  return first === null || last === null ? null : { first, last };
}
