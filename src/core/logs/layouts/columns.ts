/** The header of a table: which columns it has, in which order, and what stands between their cells. */
import { cutCells } from './cells.ts';

/** What parts the cells of one row. `spaces`: padded to columns, or copied from a page as words. */
export type Separator = 'tab' | 'comma' | 'semicolon' | 'spaces';

export interface Columns {
  readonly separator: Separator;
  /** Index of each column; `date` and `topic` null where the table has none. */
  readonly time: number;
  readonly message: number;
  readonly topic: number | null;
  readonly date: number | null;
  readonly count: number;
  /** Where each column begins in a padded line; null where the header does not tell. */
  readonly offsets: readonly number[] | null;
}

const TIME_NAMES: ReadonlySet<string> = new Set([
  'time',
  'timestamp',
  'time stamp',
  'date/time',
  'datetime',
  'date time',
]);
const MESSAGE_NAMES: ReadonlySet<string> = new Set(['message', 'msg', 'message text', 'text']);
const TOPIC_NAMES: ReadonlySet<string> = new Set(['topic', 'subtopic', 'component', 'subsystem']);
/** Columns that tell nothing here, but show that a line of single words is a header. */
const OTHER_NAMES: ReadonlySet<string> = new Set([
  'level',
  'thread',
  'thread id',
  'severity',
  'series',
  'sequence',
  'line',
  'context',
  'file',
]);

const LONGEST_HEADER = 400;
/** Letters that every name of the column of times has: most lines are no header, and this is the quickest way to say so. */
const OF_TIME = /time/i;
const SEPARATORS: readonly Separator[] = ['tab', 'comma', 'semicolon', 'spaces'];

/** The columns that a header line names, or null where the line is no header. */
export function readHeader(line: string): Columns | null {
  if (line.length > LONGEST_HEADER || !OF_TIME.test(line)) return null;
  for (const separator of SEPARATORS) {
    const columns = separator === 'spaces' ? paddedHeader(line) : headerOf(cutCells(line, separator), separator);
    if (columns !== null) return columns;
  }
  return null;
}

/** The columns of a list of names, or null where time or message is not among them. */
export function headerOf(
  cells: readonly string[],
  separator: Separator,
  offsets: readonly number[] | null = null,
): Columns | null {
  // A unit, a zone or the date may stand behind a name: `Time (2026-11-23)`.
  const names = cells.map((cell) =>
    cell
      .replace(/\([^()]*\)\s*$/, '')
      .trim()
      .toLowerCase(),
  );
  const find = (known: ReadonlySet<string>): number | null => {
    const index = names.findIndex((name) => known.has(name));
    return index < 0 ? null : index;
  };
  const [time, message] = [find(TIME_NAMES), find(MESSAGE_NAMES)];
  if (time === null || message === null) return null;
  const date = names.indexOf('date');
  return {
    separator,
    time,
    message,
    topic: find(TOPIC_NAMES),
    date: date < 0 ? null : date,
    count: names.length,
    offsets,
  };
}

/** A single word that names a column, as a header has it where every cell has a line of its own. */
export function isColumnName(text: string): boolean {
  const name = text.trim().toLowerCase();
  return name === 'date' || [TIME_NAMES, MESSAGE_NAMES, TOPIC_NAMES, OTHER_NAMES].some((known) => known.has(name));
}

/** `Time   Topic   Message`, or the same with single spaces: then every word must be a column's name. */
function paddedHeader(line: string): Columns | null {
  const wide = [...line.matchAll(/\S+(?: \S+)*/g)];
  if (wide.length > 1 && wide.every(([name]) => isColumnName(name))) {
    return headerOf(
      wide.map(([name]) => name),
      'spaces',
      wide.map(({ index }) => index),
    );
  }
  const words = line.trim().split(/\s+/);
  return words.length > 1 && words.every(isColumnName) ? headerOf(words, 'spaces') : null;
}
