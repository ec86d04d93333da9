/**
 * What a row's bytes tell before they become text: how its time is written, where its message begins, and how that
 * begins. Most rows of a large log are noise; to turn them into text and match them costs twenty times as much.
 */
import { BEGINNINGS } from '../../core/logs/formats/catalogue.ts';
import type { MessageFormat } from '../../core/logs/formats/format.ts';
import { SWITCHOVER_TOPICS } from '../../core/logs/kinds.ts';

const TAB = 9;
const SPACE = 32;
const DASH = 45;
const DOT = 46;
const COLON = 58;
const OPENING = 91;
const CLOSING = 93;
const UNDERSCORE = 95;

/**
 * The tab behind a row's time, where that is written so plainly that nobody could read it otherwise: `14:18:05.667`,
 * `14:18:05:667_0042`, with a date before it or not. -1 for anything else, a valid time of another kind too.
 */
export function timeEnd(bytes: Buffer, from: number, to: number): number {
  let at = from;
  if (bytes[from + 4] === DASH) {
    if (!isPlainDate(bytes, from)) return -1;
    at += 11;
  }
  if (to - at < 9 || bytes[at + 2] !== COLON || bytes[at + 5] !== COLON) return -1;
  if (twoDigits(bytes, at) > 23 || twoDigits(bytes, at + 3) > 59 || twoDigits(bytes, at + 6) > 59) return -1;
  at += 8;
  if (bytes[at] === DOT || bytes[at] === COLON) {
    const end = digitsEnd(bytes, at + 1);
    if (end < 0) return -1;
    at = end;
  }
  if (bytes[at] === UNDERSCORE) {
    const end = digitsEnd(bytes, at + 1);
    if (end < 0) return -1;
    at = end;
  }
  if (bytes[at] === 90) at += 1;
  return at < to && bytes[at] === TAB ? at : -1;
}

/** The "hour" of all rows that carry a date. */
export const DATED = 1;

/** What changes when the hour does: its two digits, or one value for all rows that carry a date. */
export function hourOf(bytes: Buffer, from: number): number {
  return bytes[from + 4] === DASH ? DATED : (bytes[from]! << 8) | bytes[from + 1]!;
}

/** Two digits as a number; more than any, where they are none. */
function twoDigits(bytes: Buffer, at: number): number {
  const tens = bytes[at]! - 48;
  const ones = bytes[at + 1]! - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : 255;
}

/** `2026-11-23T`, or with a space; a day past the 28th is left to who knows the calendar. */
function isPlainDate(bytes: Buffer, at: number): boolean {
  if (bytes[at] !== 50 || bytes[at + 1] !== 48 || bytes[at + 7] !== DASH) return false;
  if (bytes[at + 10] !== 84 && bytes[at + 10] !== SPACE) return false;
  const month = twoDigits(bytes, at + 5);
  const day = twoDigits(bytes, at + 8);
  return twoDigits(bytes, at + 2) < 100 && month >= 1 && month <= 12 && day >= 1 && day <= 28;
}

/** Behind one to nine digits; -1 where there are none, or more. */
export function digitsEnd(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at]! >= 48 && bytes[at]! <= 57) at += 1;
  return at > from && at - from <= 9 ? at : -1;
}

/** Behind the next tab; past `to` where there is none. */
export function cellEnd(bytes: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to && bytes[at] !== TAB) at += 1;
  return at + 1;
}

/** Where a message that begins with marks, or is padded, really begins. */
export function unmarked(bytes: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to && bytes[at]! <= SPACE) at += 1;
  while (bytes[at] === OPENING) {
    while (at < to && bytes[at] !== CLOSING) at += 1;
    at += 1;
    if (bytes[at] === SPACE) at += 1;
  }
  return at;
}

/** A tree of beginnings: letters that all below it share, and what may follow them. */
interface Branch {
  readonly letters: Uint8Array;
  /** The format of messages that begin so, where this is a whole beginning. */
  readonly format: MessageFormat | null;
  /** By the next letter. */
  readonly next: readonly (Branch | null)[];
}

/** Shared by all that end the tree: a table of its own for each would be most of what a start fills. */
const NOTHING_LONGER = new Array<Branch | null>(256).fill(null);

const ROOT = branchOf(
  BEGINNINGS.map(({ begin, format }) => ({ bytes: Buffer.from(begin, 'latin1'), format })),
  0,
  0,
);

interface Beginning {
  readonly bytes: Buffer;
  readonly format: MessageFormat;
}

/** `all` share the letters up to `to`; the branch holds those from `from` on. */
function branchOf(all: readonly Beginning[], from: number, to: number): Branch {
  const first = all[0]!.bytes;
  let end = to;
  while (end < first.length && all.every(({ bytes }) => bytes[end] === first[end])) end += 1;
  const longer = Map.groupBy(
    all.filter(({ bytes }) => bytes.length > end),
    ({ bytes }) => bytes[end]!,
  );
  const next = longer.size === 0 ? NOTHING_LONGER : new Array<Branch | null>(256).fill(null);
  for (const [letter, those] of longer) next[letter] = branchOf(those, end, end + 1);
  const format = all.find(({ bytes }) => bytes.length === end)?.format ?? null;
  return { letters: first.subarray(from, end), format, next };
}

/** The format whose messages begin like this one, the longest beginning first; null where none does. */
export function formatAt(bytes: Buffer, from: number, to: number): MessageFormat | null {
  let found: MessageFormat | null = null;
  let at = from;
  for (let branch: Branch | null = ROOT; branch !== null; branch = at < to ? branch.next[bytes[at]!]! : null) {
    const { letters } = branch;
    if (letters.length > to - at) return found;
    for (let index = 0; index < letters.length; index += 1, at += 1) if (bytes[at] !== letters[index]) return found;
    if (branch.format !== null) found = branch.format;
  }
  return found;
}

/** True where this cell is a topic of the Switchover subsystem. */
export function isSwitchoverTopic(bytes: Buffer, from: number, to: number): boolean {
  return to - from <= 20 && SWITCHOVER_TOPICS.has(bytes.toString('latin1', from, to).trim().toLowerCase());
}
