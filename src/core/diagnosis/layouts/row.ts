/**
 * Rows of a table, by the columns of the header or by their own shape: a time first, the message last. If a line can be
 * split in several ways (is the first word a topic, or the beginning of the message?), the row has several choices, the
 * most likely first, and the message formats decide.
 */
import { readDate } from '../dates.ts';
import { LEADING_TIME, readTime, type WrittenTime } from '../moment.ts';
import { cutCells } from './cells.ts';
import type { Columns, Separator } from './columns.ts';

export interface Choice {
  readonly topic: string | null;
  readonly message: string;
  /** How many of the lines after the row's first belong to it. */
  readonly used: number;
}

export interface Row {
  readonly time: WrittenTime;
  /** At least one. */
  readonly choices: readonly Choice[];
}

/** One row by the columns of the header, or by its own shape if they do not fit. Null if it is not a row. */
export function readRow(line: string, columns: Columns | null): Row | null {
  if (columns === null) return byShape(line);
  return byColumns(line, columns) ?? byShape(line);
}

function byColumns(line: string, columns: Columns): Row | null {
  if (columns.separator === 'spaces') return paddedRow(line, columns);
  if (columns.separator === 'tab' && columns.time === 0 && columns.date === null) return tabsTimeFirst(line, columns);
  const cells = cutCells(line, columns.separator);
  const time = cells.length <= 1 ? null : timeOf(cells, columns);
  return time === null ? null : fromCells(time, cells, columns);
}

const SHAPES: readonly Exclude<Separator, 'spaces'>[] = ['tab', 'comma', 'semicolon'];

function byShape(line: string): Row | null {
  for (const separator of SHAPES) {
    const row = separator === 'tab' ? tabsTimeFirst(line, null) : markedRow(line, separator);
    if (row !== null) return row;
  }
  return paddedRow(line, null);
}

/** The usual case, without splitting the message: in the last column it may contain tabs. */
function tabsTimeFirst(line: string, columns: Columns | null): Row | null {
  const first = line.indexOf('\t');
  if (first < 0) return null;
  const time = readTime(line.slice(0, first).trim());
  if (time === null) return null;
  if (columns !== null && columns.message !== (columns.topic === null ? 1 : 2)) {
    return fromCells(time, line.split('\t'), columns);
  }
  const second = line.indexOf('\t', first + 1);
  const hasTopic = columns === null ? second >= 0 : columns.topic !== null;
  if (!hasTopic) return one(time, null, line.slice(first + 1));
  if (second < 0) return columns === null ? null : one(time, null, line.slice(first + 1));
  const row = one(time, line.slice(first + 1, second), line.slice(second + 1));
  return columns === null ? withLaterMessage(row, line.slice(first + 1).split('\t')) : row;
}

/** Without a header, a level or a thread may come before or after the topic. */
function withLaterMessage(row: Row, cells: readonly string[]): Row {
  const later = cells
    .slice(2, 6)
    .map((_, index) => choice(cells.slice(0, index + 2).join(' '), cells.slice(index + 2).join('\t')));
  return later.length === 0 ? row : { ...row, choices: [...row.choices, ...later] };
}

function markedRow(line: string, separator: 'comma' | 'semicolon'): Row | null {
  const cells = cutCells(line, separator);
  const time = cells.length <= 1 ? null : readTime((cells[0] ?? '').trim());
  if (time === null) return null;
  const letter = separator === 'comma' ? ',' : ';';
  if (cells.length === 2) return one(time, null, cells[1] ?? '');
  const row = one(time, cells[1] ?? null, cells.slice(2).join(letter));
  return { ...row, choices: [...row.choices, choice(null, cells.slice(1).join(letter))] };
}

function timeOf(cells: readonly string[], { time, date }: Columns): WrittenTime | null {
  const written = readTime((cells[time] ?? '').trim());
  const midnight = date === null ? null : readDate((cells[date] ?? '').trim());
  if (written === null || written.calendar !== 'clock' || midnight === null) return written;
  return { ...written, calendar: 'dated', ms: midnight + written.ms };
}

function fromCells(time: WrittenTime, cells: readonly string[], columns: Columns): Row | null {
  const { message, topic, count, separator } = columns;
  const letter = separator === 'tab' ? '\t' : separator === 'comma' ? ',' : ';';
  // A message in the last column may contain the separator unquoted.
  const text = message === count - 1 ? cells.slice(message).join(letter) : cells[message];
  return text === undefined ? null : one(time, topic === null ? null : (cells[topic] ?? null), text);
}

// --- spaces ----------------------------------------------------------------------------------------------------

/** Padded to the header's offsets, otherwise by words: a fixed number of single words before and after the message. */
function paddedRow(line: string, columns: Columns | null): Row | null {
  if (columns?.offsets != null) {
    const row = byOffsets(line, columns, columns.offsets);
    if (row !== null) return row;
  }
  const leading = LEADING_TIME.exec(line.trimStart());
  if (leading === null) return null;
  const time = readTime(leading[1] ?? '');
  const rest = line.trimStart().slice(leading[0].length).trim();
  if (time === null || rest === '') return null;
  return { time, choices: choicesOf(rest, columns) };
}

function byOffsets(line: string, columns: Columns, offsets: readonly number[]): Row | null {
  const cells = offsets.map((from, index) => line.slice(from, offsets[index + 1]));
  const time = timeOf(cells, columns);
  // A cell wider than its column shifts the others: the character before the start of a column must be blank.
  const pushed = offsets.some((from) => from > 0 && from < line.length && !/\s/.test(line.charAt(from - 1)));
  return time === null || pushed ? null : fromCells(time, cells, columns);
}

/** The ways to read what follows a time. */
export function choicesOf(rest: string, columns: Columns | null): readonly Choice[] {
  const gap = /^(\S+(?: \S+){0,3})(?:\t| {2,})\s*(\S.*)$/.exec(rest);
  const word = /^(\S{1,60})\s+(\S.*)$/.exec(rest);
  const found: Choice[] = [];
  const skipped = columns === null ? 0 : columns.message - columns.time - 1;
  if (columns !== null && skipped > 1) {
    const words = rest.split(/\s+/);
    const topic = columns.topic === null ? null : (words[columns.topic - columns.time - 1] ?? null);
    found.push(choice(topic, new RegExp(`^(?:\\S+\\s+){${Math.min(skipped, 9)}}(.*)$`).exec(rest)?.[1] ?? ''));
  }
  if (columns !== null && columns.topic === null) found.push(choice(null, rest));
  if (gap !== null) found.push(choice(gap[1] ?? null, gap[2] ?? ''));
  if (columns === null || columns.topic === null) found.push(choice(null, rest));
  if (word !== null) found.push(choice(word[1] ?? null, word[2] ?? ''));
  found.push(choice(null, rest));
  return found;
}

function one(time: WrittenTime, topic: string | null, message: string): Row {
  return { time, choices: [choice(topic, message)] };
}

export function choice(topic: string | null, message: string): Choice {
  const name = topic?.trim() ?? '';
  return { topic: name === '' ? null : name, message: message.trim(), used: 0 };
}
