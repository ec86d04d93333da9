/**
 * Tells from a row's bytes whether a log's reader needs to see it. Most rows of a large log are noise; to turn them into
 * text and match them costs twenty times as much as to pass them over.
 */
import { BEGINNINGS } from '../../core/logs/formats/catalogue.ts';
import type { MessageFormat } from '../../core/logs/formats/format.ts';
import { SWITCHOVER_TOPICS } from '../../core/logs/kinds.ts';

const TAB = 9;
const SPACE = 32;
const COLON = 58;
const OPENING = 91;
const CLOSING = 93;

/** How a row's time is written: only those that are read without doubt. */
export const NO_TIME = 0;
export const CLOCK_TIME = 1;
export const DATED_TIME = 2;

/** The kind of time a line begins with; it must be followed by a tab. */
export function timeAt(bytes: Buffer, from: number, to: number): number {
  if (to - from < 9) return NO_TIME;
  const dated = bytes[from + 4] === 45;
  const clock = dated ? from + 11 : from;
  if (dated && !isPlainDate(bytes, from)) return NO_TIME;
  if (clock + 8 > to || bytes[clock + 2] !== COLON || bytes[clock + 5] !== COLON) return NO_TIME;
  if (!isBelow(bytes, clock, 24) || !isBelow(bytes, clock + 3, 60) || !isBelow(bytes, clock + 6, 60)) return NO_TIME;
  return endsWell(bytes, clock + 8, to) ? (dated ? DATED_TIME : CLOCK_TIME) : NO_TIME;
}

/** Two digits that are less than `limit`. */
function isBelow(bytes: Buffer, at: number, limit: number): boolean {
  const [tens, ones] = [bytes[at]! - 48, bytes[at + 1]! - 48];
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 && tens * 10 + ones < limit;
}

/** `2026-11-23T` or with a space; a day past the 28th is left to who knows the calendar. */
function isPlainDate(bytes: Buffer, at: number): boolean {
  if (bytes[at + 7] !== 45 || (bytes[at + 10] !== 84 && bytes[at + 10] !== SPACE)) return false;
  if (bytes[at] !== 50 || bytes[at + 1] !== 48 || !isBelow(bytes, at + 2, 100)) return false;
  return (
    isBelow(bytes, at + 5, 13) && !isBelow(bytes, at + 5, 1) && isBelow(bytes, at + 8, 29) && !isBelow(bytes, at + 8, 1)
  );
}

/** What may follow the seconds: `.667`, `:667`, the series number, a Z; at most so long, and then a tab. */
function endsWell(bytes: Buffer, from: number, to: number): boolean {
  let at = from;
  const mark = bytes[at];
  if (mark === 46 || mark === COLON) at = digitsEnd(bytes, at + 1, to);
  if (at < 0) return false;
  if (bytes[at] === 95) at = digitsEnd(bytes, at + 1, to);
  if (at < 0) return false;
  if (bytes[at] === 90) at += 1;
  return at < to && bytes[at] === TAB;
}

function digitsEnd(bytes: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to && bytes[at]! >= 48 && bytes[at]! <= 57) at += 1;
  return at > from && at - from <= 9 ? at : -1;
}

/** Where the message begins, behind its marks; -1 where there are not so many tabs. */
export function messageAt(bytes: Buffer, from: number, to: number, tabs: number): number {
  let at = from + 8;
  for (let left = tabs; left > 0; left -= 1) {
    while (at < to && bytes[at] !== TAB) at += 1;
    at += 1;
  }
  if (at > to) return -1;
  while (at < to && bytes[at]! <= SPACE) at += 1;
  while (bytes[at] === OPENING) {
    while (at < to && bytes[at] !== CLOSING) at += 1;
    at += 1;
    if (bytes[at] === SPACE) at += 1;
  }
  return at;
}

interface Beginning {
  readonly bytes: Buffer;
  readonly format: MessageFormat;
}

const SLOTS = 4096;
const TABLE: (readonly Beginning[] | undefined)[] = slots();

function slots(): (readonly Beginning[] | undefined)[] {
  const table: Beginning[][] = [];
  for (const { begin, format } of BEGINNINGS) {
    const bytes = Buffer.from(begin, 'latin1');
    const slot = slotOf(bytes, 0);
    table[slot] = [...(table[slot] ?? []), { bytes, format }];
  }
  return Array.from({ length: SLOTS }, (_, slot) => table[slot]);
}

function slotOf(bytes: Buffer, at: number): number {
  return (bytes[at]! * 31 + bytes[at + 1]! * 7 + bytes[at + 2]! * 13 + bytes[at + 3]! * 17) & (SLOTS - 1);
}

/** The format whose messages begin like this one, the longest beginning first; null where none does. */
export function formatAt(bytes: Buffer, at: number, to: number): MessageFormat | null {
  if (to - at < 4) return null;
  const candidates = TABLE[slotOf(bytes, at)];
  if (candidates === undefined) return null;
  for (const { bytes: beginning, format } of candidates) {
    if (beginning.length <= to - at && hasAt(bytes, at, beginning)) return format;
  }
  return null;
}

function hasAt(bytes: Buffer, at: number, beginning: Buffer): boolean {
  for (let index = 0; index < beginning.length; index += 1) if (bytes[at + index] !== beginning[index]) return false;
  return true;
}

/** True where the second cell is a topic of the Switchover subsystem. */
export function hasSwitchoverTopic(bytes: Buffer, from: number, to: number): boolean {
  const start = bytes.indexOf(TAB, from) + 1;
  const end = bytes.indexOf(TAB, start);
  return (
    end < to && end - start <= 20 && SWITCHOVER_TOPICS.has(bytes.toString('latin1', start, end).trim().toLowerCase())
  );
}
