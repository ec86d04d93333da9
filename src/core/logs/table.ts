/**
 * Rows of a log: a table of Time, [Topic,] Message, tab separated, whose header names the columns in any order.
 * Without a header the row's own shape is taken: a time first, the message last.
 */
import { readTime, type WrittenTime } from './moment.ts';

export interface Columns {
  readonly time: number;
  readonly message: number;
  /** Null where the table has no such column. */
  readonly topic: number | null;
}

export interface Row {
  readonly time: WrittenTime;
  readonly topic: string | null;
  readonly message: string;
}

const TIME_NAMES: ReadonlySet<string> = new Set(['time', 'timestamp', 'date/time', 'datetime']);

/** The columns a header line names, or null where the line is no header. */
export function readHeader(line: string): Columns | null {
  if (line.length > 400 || !line.includes('\t')) return null;
  const names = line.split('\t').map((name) => name.trim().toLowerCase());
  const time = names.findIndex((name) => TIME_NAMES.has(name));
  const message = names.indexOf('message');
  if (time < 0 || message < 0) return null;
  const topic = names.indexOf('topic');
  return { time, message, topic: topic < 0 ? null : topic };
}

/** One row by its header's columns, or by its own shape where `columns` is null. Null where it is no row. */
export function readRow(line: string, columns: Columns | null): Row | null {
  return columns === null || columns.time === 0 ? readTimeFirst(line, columns) : readByColumns(line, columns);
}

/** The usual case, without splitting the message: it may hold tabs of its own where it is the last column. */
function readTimeFirst(line: string, columns: Columns | null): Row | null {
  const first = line.indexOf('\t');
  if (first < 0) return null;
  const time = readTime(line.slice(0, first).trim());
  if (time === null) return null;
  if (columns !== null && columns.message !== (columns.topic === null ? 1 : 2)) return fromCells(time, line, columns);
  const second = line.indexOf('\t', first + 1);
  const hasTopic = columns === null ? second >= 0 : columns.topic !== null;
  if (!hasTopic) return { time, topic: null, message: line.slice(first + 1).trim() };
  if (second < 0) return null;
  return { time, topic: line.slice(first + 1, second).trim(), message: line.slice(second + 1).trim() };
}

function readByColumns(line: string, columns: Columns): Row | null {
  const cells = line.split('\t', columns.time + 1);
  const time = readTime((cells[columns.time] ?? '').trim());
  return time === null ? null : fromCells(time, line, columns);
}

function fromCells(time: WrittenTime, line: string, columns: Columns): Row | null {
  const cells = line.split('\t');
  const message = cells[columns.message];
  if (message === undefined) return null;
  const topic = columns.topic === null ? null : (cells[columns.topic]?.trim() ?? null);
  return { time, topic, message: message.trim() };
}
