/**
 * The day on which a log begins whose rows carry no date: told by its operator, by lines before its first row, or by the
 * name of its file or folder.
 */
import { findDate, readDate } from './dates.ts';

export type DateSource = 'flag' | 'header' | 'file-name' | 'folder';

export interface KnownDay {
  /** Its midnight, in ms since 1970, without a zone. */
  readonly midnightMs: number;
  readonly from: DateSource;
}

/** The day in the name of a log's file, or that is its folder's name, the path's parts given; null where neither has one. */
export function dayOfPath(parts: readonly string[]): KnownDay | null {
  const inName = findDate(parts.at(-1) ?? '');
  if (inName !== null) return { midnightMs: inName, from: 'file-name' };
  // `2026-11-23/`, or `2026/11/23/`. A date beside other words is a case's, or a delivery's, and not a log's.
  const ofFolder = readDate(parts.at(-2) ?? '') ?? readDate(parts.slice(-4, -1).join('/'));
  return ofFolder === null ? null : { midnightMs: ofFolder, from: 'folder' };
}

/** Lines that hold dates of other things. */
const OF_OTHER_THINGS = /version|build|built|copyright|licen[cs]e|expire|install|export|print|copied/i;

export interface HeaderDay {
  readonly see: (line: string) => void;
  /** The one date that the lines before the first row name; null where they name none, or several. */
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
