/**
 * What the grammars of list values share: a value is cut at its semicolons, and each piece keeps its place, so that
 * whatever is said of it can point there. All of them take time in proportion to the text, whatever is in it.
 */
import type { Problem } from '../../problem.ts';

/** One piece between semicolons, without the spaces around it. */
export interface Piece {
  /** Counts from 0. */
  readonly index: number;
  /** Where its first character stands in the value, from 0. */
  readonly at: number;
  readonly text: string;
}

/** What is wrong with a list, or with one entry of it. */
export interface ListFinding extends Omit<Problem, 'where'> {
  /** The entry concerned, from 0; null where it is the list as a whole. */
  readonly entry: number | null;
  /** Where the entry stands in the value, from 0. */
  readonly at: number;
}

/** What a grammar made of a value: the entries it understood, and all that is wrong, in the order of the text. */
export interface ParsedList<Entry> {
  readonly entries: readonly Entry[];
  readonly problems: readonly ListFinding[];
}

/** Longer values are mistakes or attacks, and are not looked into. */
export const LONGEST_LIST = 64 * 1024;

/** Cuts a value into its pieces. A blank value is the list without entries, not a list with an empty one. */
export function cutList(text: string): Piece[] {
  const whole = trimmedSpan(text, 0, text.length, isAnySpace);
  if (whole.start === whole.end) return [];
  const pieces: Piece[] = [];
  for (let start = whole.start; start <= whole.end; ) {
    const semicolon = text.indexOf(';', start);
    const end = semicolon < 0 || semicolon >= whole.end ? whole.end : semicolon;
    const span = trimmedSpan(text, start, end, isPlainSpace);
    pieces.push({ index: pieces.length, at: span.start, text: text.slice(span.start, span.end) });
    start = end + 1;
  }
  return pieces;
}

/** A value without its outer spaces; a loop, because the pattern for it takes quadratic time on runs of spaces. */
export function trimmed(text: string): string {
  const { start, end } = trimmedSpan(text, 0, text.length, isPlainSpace);
  return text.slice(start, end);
}

function trimmedSpan(text: string, from: number, to: number, isSpace: (unit: string) => boolean) {
  let [start, end] = [from, to];
  while (start < end && isSpace(text[start]!)) start += 1;
  while (end > start && isSpace(text[end - 1]!)) end -= 1;
  return { start, end };
}

/** Line breaks and tabs are no spaces inside a list: a value is one line. Around it they belong to its file. */
function isPlainSpace(unit: string): boolean {
  // The pattern alone would do, and takes milliseconds to be made.
  return unit === ' ' || (unit > '\u007f' && /[\p{Zs}\ufeff]/u.test(unit));
}

function isAnySpace(unit: string): boolean {
  return /\s/.test(unit);
}

/** Said instead of all else where a value is longer than any list. */
export function overlongValue(text: string): ListFinding {
  return {
    code: 'list-too-long',
    severity: 'error',
    what: `the list has ${text.length} characters`,
    why: `no value has more than ${LONGEST_LIST}`,
    do: 'shorten it',
    entry: null,
    at: 0,
  };
}

/** In the order of the text, what concerns the whole list first. */
export function inOrder(findings: readonly ListFinding[]): ListFinding[] {
  return findings.toSorted((left, right) => (left.entry ?? -1) - (right.entry ?? -1));
}

/** Builds findings about one entry. */
export function about(piece: Piece): (finding: Omit<ListFinding, 'entry' | 'at'>) => ListFinding {
  return (finding) => ({ ...finding, entry: piece.index, at: piece.at });
}

const LONGEST_SHOWN = 120;

/** A text in quotes as messages show it: cut, and without what a terminal would take for a command or hide. */
export function shown(text: string): string {
  const cut = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
  return `"${cut.replace(UNSEEN, (unit) => `<${codePoint(unit)}>`)}"`;
}

/** Control and format characters, line separators, halves of pairs. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** `U+0007`. */
export function codePoint(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}
