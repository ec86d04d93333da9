/**
 * Turns lines into rows. Usually a line is a row, but a table copied from a browser has every cell on a line of its
 * own, a page wraps long messages, and a quoted cell may contain line ends. So a row is passed on when the next one
 * begins.
 */
import { PLAIN_TIME, readTime, type WrittenTime } from '../moment.ts';
import { cellHeader, readCells, takeLeading } from './cell-a-line.ts';
import { takeFromCollector } from './collected.ts';
import { type Columns, isColumnName, readHeader } from './columns.ts';
import { plainlySpaced, takeRowOut } from './copied.ts';
import { holdHtmlRows } from './html-rows.ts';
import { holdQuoted } from './quoted.ts';
import { type Choice, readRow } from './row.ts';
import { joinings } from './wrapped.ts';

export interface AssembledRow {
  /** The line it begins on, counted from 1. */
  readonly line: number;
  readonly time: WrittenTime;
  /** The ways to read it, the most likely first; at least one. */
  readonly ways: Iterable<Choice>;
  /** Lines after its first that may belong to it; each way says how many of them it takes. */
  readonly more: number;
  /** How many of those belong to it in any case. */
  readonly own: number;
}

export interface RowTaker {
  readonly row: (row: AssembledRow) => void;
  readonly header: (line: string) => void;
  /** A line that does not belong to a row. */
  readonly strange: (line: string) => void;
}

export interface RowAssembler {
  /** `text` without its line end, and not blank; `number` from 1. */
  readonly take: (text: string, number: number) => void;
  /** Passes on the pending row. */
  readonly flush: () => void;
  readonly columns: () => Columns | null;
}

/** Lines that follow a row and are not rows are held up to this number. */
const MOST_HELD_LINES = 12;
const MOST_HELD_LETTERS = 4_096;
/** No table has this many columns. */
const MOST_NAMES = 64;

interface Waiting {
  readonly line: number;
  readonly time: WrittenTime;
  /** Null if its cells come one per line. */
  readonly choices: readonly Choice[] | null;
  readonly leading: readonly string[];
  readonly following: string[];
  letters: number;
}

export function assembleRows(taker: RowTaker): RowAssembler {
  let columns: Columns | null = null;
  /** Set if the column names came one per line. */
  let cells: Columns | null = null;
  const names: string[] = [];
  /** Lines before the first time of a table whose time is not the first column. */
  const leading: string[] = [];
  let waiting: Waiting | null = null;

  const handOut = (): void => {
    const row = waiting;
    waiting = null;
    if (row !== null) handRow(row, cells, taker);
  };

  const begin = (line: number, time: WrittenTime, choices: readonly Choice[] | null): void => {
    endNames();
    const before = choices === null ? [...leading.splice(0), ...takeLeading(waiting?.following ?? [], cells)] : [];
    leading.splice(0).forEach(taker.strange);
    handOut();
    waiting = { line, time, choices, leading: before, following: [], letters: 0 };
  };

  /** Column names, one per line, are a header if time and message are among them; otherwise they are cells. */
  const endNames = (): void => {
    const held = names.splice(0);
    const header = cellHeader(held);
    if (header === null) held.forEach(follow);
    else {
      handOut();
      cells = header;
      columns = null;
    }
  };

  const follow = (line: string): void => {
    const held = waiting === null ? leading : waiting.following;
    if (waiting === null && (cells === null || cells.time === 0)) taker.strange(line);
    else if (held.length >= MOST_HELD_LINES || (waiting?.letters ?? 0) > MOST_HELD_LETTERS) taker.strange(line);
    else {
      held.push(line);
      if (waiting !== null) waiting.letters += line.length;
    }
  };

  const takeLine = (text: string, number: number): void => {
    const row = readRow(text, columns);
    if (row !== null) {
      begin(number, row.time, row.choices);
      return;
    }
    const header = readHeader(text);
    if (header !== null) {
      endNames();
      handOut();
      columns = header;
      cells = null;
      taker.header(text);
      return;
    }
    const time = readTime(text.trim());
    if (time !== null) begin(number, time, null);
    else if (isColumnName(text)) {
      names.push(text);
      if (names.length > MOST_NAMES) endNames();
    } else {
      endNames();
      follow(text);
    }
  };

  const quotes = holdQuoted(takeLine);
  const html = holdHtmlRows((text, number) => quotes.take(text, number, columns));
  const take = (text: string, number: number): void => {
    const row = undressed(text);
    if (row.trim() !== '') html.take(row, number);
  };
  const flush = (): void => {
    html.flush();
    quotes.flush();
    endNames();
    leading.splice(0).forEach(taker.strange);
    handOut();
  };
  return { take, flush, columns: () => columns };
}

/** A row as loggers write it, with its message or topic in the next cell: there is nothing around it. */
const BARE_ROW = new RegExp(String.raw`^${PLAIN_TIME}(?!\s*[|\u2502])`);

/** The row itself, without what collecting and copying put around it. Nearly all rows of a large log are bare. */
export function undressed(line: string): string {
  const text = plainlySpaced(line);
  return BARE_ROW.test(text) ? text : takeFromCollector(takeRowOut(text));
}

function handRow({ line, time, choices, leading, following }: Waiting, cells: Columns | null, taker: RowTaker): void {
  const more = leading.length + following.length;
  if (choices !== null) {
    taker.row({ line, time, ways: more === 0 ? choices : joinings(choices, following), more, own: 0 });
    return;
  }
  const ways = [...readCells(leading, following, cells)];
  if (ways.length > 0) taker.row({ line, time, ways, more, own: Math.min(more, cells === null ? 2 : cells.count - 1) });
  else ['', ...leading, ...following].forEach(taker.strange);
}
