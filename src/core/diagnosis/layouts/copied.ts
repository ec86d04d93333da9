/**
 * Takes off what tickets, chats and pages put around a copied row: quotation marks of a mail, the frame of a table,
 * spaces that are none of the keyboard's. Cells of a framed row are separated by tabs afterwards.
 */
import { readTime } from '../moment.ts';
import { isColumnName } from './columns.ts';

/** Spaces other than the plain one, and characters that have no width. */
const ODD_SPACE = /[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g;
const INVISIBLE = /[\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;
const HAS_ODD = /[\u00a0\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff]/;
const QUOTED = /^\s{0,3}(?:>\s?)+/;
/** A bullet or a number in front of a time; the marks of a block in Jira. */
const BULLET = /^\s*(?:(?:[-*\u2022]|\d{1,3}[.)])\s+(?=\d{1,4}[-:/]\d)|\{(?:noformat|code|quote)(?::[^{}]{0,80})?\})/;
/** A line of a frame: `|---|:--:|`, `+----+`, `├──┼──┤`. */
const RULE = /^[\s|+:=\-\u2500-\u257f]{3,}$/;
const SIDES = /[|\u2502\u2503\u2551]/;
/** What may be a time or the name of a column in front of the first side of a table without a frame. */
const FRAMELESS = /^\s*([^|\u2502]{3,48}?)\s+[|\u2502]\s/;
/** Longer lines are not rows of a table that somebody copied. */
const LONGEST_ROW = 8_192;

/** With plain spaces only, and without characters that nobody sees. */
export function plainlySpaced(line: string): string {
  return HAS_ODD.test(line) ? line.replace(ODD_SPACE, ' ').replace(INVISIBLE, '') : line;
}

/** The row alone, of a line that is plainly spaced. Blank if it is only part of a frame. */
export function takeRowOut(line: string): string {
  const text = (line.includes('>') ? line.replace(QUOTED, '') : line).replace(BULLET, '');
  if (text.length > LONGEST_ROW) return text;
  if (RULE.test(text)) return '';
  return SIDES.test(text) ? unframed(text) : text;
}

function unframed(text: string): string {
  const row = text.trim();
  if (SIDES.test(row.charAt(0))) return asTabs(row.startsWith('||') ? row.split('||') : cellsOf(row));
  const first = FRAMELESS.exec(text)?.[1];
  if (first === undefined || (readTime(first) === null && !isColumnName(first))) {
    // The last line of a wrapped cell has empty cells in front of it.
    return text;
  }
  return asTabs(['', ...cellsOf(text), '']);
}

/** At each side of a cell, but not where it is escaped. */
function cellsOf(row: string): readonly string[] {
  return row.split(/(?<!\\)[|\u2502\u2503\u2551]/);
}

/** `outer`: the cells, with what is before the first side and after the last. */
function asTabs(outer: readonly string[]): string {
  const last = (outer.at(-1) ?? '').trim() === '' ? -1 : outer.length;
  const cells = outer.slice(1, last).map(bare);
  // A row that only continues the cells above has no time: its message is in the last cell.
  if (cells.length > 1 && cells[0] === '') return cells.findLast((cell) => cell !== '') ?? '';
  return cells.join('\t');
}

/** Without the escapes and the marks of Markdown and of Jira. */
function bare(cell: string): string {
  const text = cell.trim().replace(/\\([\\`*_{}[\]()#+\-.!|<>~])/g, '$1');
  return /^(`+|\*\*|\{\{)(.+?)(?:\1|\}\})$/.exec(text)?.[2] ?? text;
}
