/**
 * The day on which a log without dates in its rows begins: given by the operator, by lines before the first row, or by
 * the name of the file or folder.
 */
import { findDate, readDate } from './dates.ts';

export type DateSource = 'flag' | 'header' | 'file-name' | 'folder';

export interface KnownDay {
  /** Its midnight, in ms since 1970, without a zone. */
  readonly midnightMs: number;
  readonly from: DateSource;
}

/** `NAME.log-20261124`: the day on which it was rotated, which may be the day after that of its rows. */
const OF_ROTATION = /\.[a-z]{3,5}-\d{8}/i;

/** The day in the name of a log's file or folder, from the parts of its path; null if neither has one. */
export function dayOfPath(parts: readonly string[]): KnownDay | null {
  const name = parts.at(-1) ?? '';
  const inName = OF_ROTATION.test(name) ? null : findDate(name);
  if (inName !== null) return { midnightMs: inName, from: 'file-name' };
  // `2026-11-23/`, or `2026/11/23/`. A date beside other words belongs to a case or a delivery, not to a log.
  const ofFolder = readDate(parts.at(-2) ?? '') ?? readDate(parts.slice(-4, -1).join('/'));
  return ofFolder === null ? null : { midnightMs: ofFolder, from: 'folder' };
}

/** Lines with dates of other things. */
const OF_OTHER_THINGS = /version|build|built|copyright|licen[cs]e|expire|install|export|print|copied/i;

export interface HeaderDay {
  readonly see: (line: string) => void;
  /** The only date in the lines before the first row; null if there is none, or more than one. */
  readonly day: () => KnownDay | null;
}

export function watchHeader(): HeaderDay {
  const days = new Set<number>();
  return {
    see: (line) => {
      if (line.length > 400 || OF_OTHER_THINGS.test(line)) return;
      const date = findDate(line);
      if (date !== null) days.add(date);
    },
    day: () => {
      const [midnightMs] = days;
      return days.size === 1 && midnightMs !== undefined ? { midnightMs, from: 'header' } : null;
    },
  };
}
