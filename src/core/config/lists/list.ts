/**
 * What the grammars of list values share: a value is split at its semicolons, and each piece keeps its position, so that
 * problems can point there. All of them take time linear in the length of the text, whatever it contains.
 */
import type { Problem } from '../../problem.ts';
import { revealed } from '../../unseen.ts';

/** One piece between semicolons, without the spaces around it. */
export interface Piece {
  /** From 0. */
  readonly index: number;
  /** The position of its first character in the value, from 0. */
  readonly at: number;
  readonly text: string;
}

/** What is wrong with a list, or with one entry of it. */
export interface ListFinding extends Omit<Problem, 'where'> {
  /** The entry concerned, from 0; null for the list as a whole. */
  readonly entry: number | null;
  /** The position of the entry in the value, from 0. */
  readonly at: number;
}

/** The result of parsing a value: the entries that were readable, and all problems, in the order of the text. */
export interface ParsedList<Entry> {
  readonly entries: readonly Entry[];
  readonly problems: readonly ListFinding[];
}

/** Longer values are mistakes or attacks, and are not parsed. */
export const LONGEST_LIST = 64 * 1024;

/** Splits a value into its pieces. A blank value is a list without entries, not a list with one empty entry. */
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

/** Line breaks and tabs are not spaces inside a list: a value is one line. Around it they belong to its file. */
function isPlainSpace(unit: string): boolean {
  // The pattern alone would be enough, but takes milliseconds to compile.
  return unit === ' ' || (unit > '\u007f' && /[\p{Zs}\ufeff]/u.test(unit));
}

function isAnySpace(unit: string): boolean {
  return /\s/.test(unit);
}

/** The only problem of a value that is longer than any list. */
export function overlongValue(text: string): ListFinding {
  return {
    code: 'list-too-long',
    severity: 'error',
    what: `the list has ${text.length} characters`,
    why: `the limit is ${LONGEST_LIST}`,
    do: 'shorten it',
    entry: null,
    at: 0,
  };
}

/** In the order of the text; findings about the whole list come first. */
export function inOrder(findings: readonly ListFinding[]): ListFinding[] {
  return findings.toSorted((left, right) => (left.entry ?? -1) - (right.entry ?? -1));
}

/** Builds findings about one entry. */
export function about(piece: Piece): (finding: Omit<ListFinding, 'entry' | 'at'>) => ListFinding {
  return (finding) => ({ ...finding, entry: piece.index, at: piece.at });
}

const LONGEST_SHOWN = 120;

/** A text in quotes for messages: shortened, and without characters that a terminal would interpret or hide. */
export function shown(text: string): string {
  const cut = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
  return `"${revealed(cut)}"`;
}

/** Nobody reads more than this about one list. */
const MOST_PROBLEMS = 100;

/** Findings as problems with their location; a very long list of them is cut off with a note. */
export function problemsFrom(findings: readonly ListFinding[], where: string | null): Problem[] {
  const problems = findings.slice(0, MOST_PROBLEMS).map((finding) => toProblem(finding, where));
  const rest = findings.slice(MOST_PROBLEMS);
  if (rest.length === 0) return problems;
  return [
    ...problems,
    {
      code: 'more-problems',
      severity: rest.some(({ severity }) => severity === 'error') ? 'error' : 'warning',
      what: `there ${rest.length === 1 ? 'is one more problem' : `are ${rest.length} more problems`} in this list`,
      why: `only the first ${MOST_PROBLEMS} are shown`,
      where,
      do: 'fix those first',
    },
  ];
}

function toProblem({ entry, at, ...finding }: ListFinding, where: string | null): Problem {
  const place = entry === null ? [] : [`entry ${entry + 1} (character ${at + 1})`];
  const whole = [...(where === null ? [] : [where]), ...place].join(', ');
  return { ...finding, where: whole === '' ? null : whole };
}
