/** The header of a table: its columns, their order, and their separator. */
import { cutCells } from './cells.ts';

/** What separates the cells of one row. `spaces`: padded to columns, or copied from a page as words. */
export type Separator = 'tab' | 'comma' | 'semicolon' | 'spaces';

export interface Columns {
  readonly separator: Separator;
  /** Index of each column; `date` and `topic` are null if the table has none. */
  readonly time: number;
  readonly message: number;
  readonly topic: number | null;
  readonly date: number | null;
  readonly count: number;
  /** Where each column begins in a padded line; null if the header does not show it. */
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
/** Columns that are ignored, but show that a line of single words is a header. */
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
/**
 * Text that every name of the time column contains: most lines are not headers, and this is the fastest way to tell.
 */
const OF_TIME = /time/i;
const SEPARATORS: readonly Separator[] = ['tab', 'comma', 'semicolon', 'spaces'];

/** The columns named by a header line, or null if the line is not a header. */
export function readHeader(line: string): Columns | null {
  if (line.length > LONGEST_HEADER || !OF_TIME.test(line)) return null;
  for (const separator of SEPARATORS) {
    const columns = separator === 'spaces' ? paddedHeader(line) : headerOf(cutCells(line, separator), separator);
    if (columns !== null) return columns;
  }
  return null;
}

/** The columns of a list of names, or null if time or message is not among them. */
export function headerOf(
  cells: readonly string[],
  separator: Separator,
  offsets: readonly number[] | null = null,
): Columns | null {
  // A unit, a time zone or the date may follow a name: `Time (2026-11-23)`.
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

/** A single word that names a column, as in a header with every cell on a line of its own. */
export function isColumnName(text: string): boolean {
  const name = text.trim().toLowerCase();
  return name === 'date' || [TIME_NAMES, MESSAGE_NAMES, TOPIC_NAMES, OTHER_NAMES].some((known) => known.has(name));
}

/** `Time   Topic   Message`, or the same with single spaces: then every word must be a column name. */
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
