/**
 * Runs over rows that are noise for certain, and stops at the first that may be something else. Nearly all of a large log
 * is passed here, a byte or four at a time; whoever called decides about the row where it stopped.
 */
import { ANYWHERE, BEGINNINGS } from '../../core/logs/formats/catalogue.ts';
import { SWITCHOVER_TOPICS } from '../../core/logs/kinds.ts';
import { DATED, digitsEnd, formatAt, hourOf, timeEnd } from './quick-rows.ts';

/** What must hold for a row to be noise, beside its message. */
export interface NoiseRules {
  /** That of the row before, see `hourOf`. */
  readonly hour: number;
  /** Tabs before the message: 1, or 2 where a topic stands between. */
  readonly tabs: number;
  /** Rows under a topic of the Switchover subsystem are none, whatever they say. */
  readonly topicsMatter: boolean;
}

/** The rows that were passed, and where the last of them begins; the next one begins at `next`. */
export interface PassedNoise {
  readonly count: number;
  readonly last: number;
  readonly next: number;
}

const TAB = 9;
const LINE_FEED = 10;
const SPACE = 32;
const DOT = 46;
const FIVE = 53;
const COLON = 58;
/** In the first and the last of four letters. */
const COLONS = 0x3a00003a;
const OPENING = 91;
const CLOSING = 93;
const UNDERSCORE = 95;
const SMALL_N = 110;

/** By the first two letters: whether a known message may begin so. */
const MAY_BEGIN = new Uint8Array(65_536);
for (const { begin } of BEGINNINGS) MAY_BEGIN[begin.charCodeAt(0) | (begin.charCodeAt(1) << 8)] = 1;

/** By the first letter: whether a topic of the Switchover subsystem may begin so. */
const MAY_BE_TOPIC = new Uint8Array(256).fill(1, 0, SPACE + 1);
for (const topic of SWITCHOVER_TOPICS) {
  MAY_BE_TOPIC[topic.charCodeAt(0)] = 1;
  MAY_BE_TOPIC[topic.toUpperCase().charCodeAt(0)] = 1;
}

export function passNoise(bytes: Buffer, begin: number, limit: number, rules: NoiseRules): PassedNoise {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { hour, tabs, topicsMatter } = rules;
  const isDated = hour === DATED;
  let [count, last, from] = [0, begin, begin];
  while (from < limit) {
    const time = isDated ? datedEnd(bytes, from, limit) : clockEnd(bytes, view, from, limit, hour);
    if (time < 0) break;
    const topic = bytes[time + 1]!;
    if (topicsMatter && MAY_BE_TOPIC[topic] === 1) break;
    const message = messageBegin(bytes, time + 1, limit, tabs);
    if (message < 0) break;
    if (MAY_BEGIN[bytes[message]! | (bytes[message + 1]! << 8)] === 1 && formatAt(bytes, message, limit) !== null)
      break;
    // Hints stand under the Notifier's topics alone, where there are topics.
    const mayHint = tabs === 1 || (topic | SPACE) === SMALL_N || topic <= SPACE;
    const end = mayHint ? lineEndWithoutHint(view, message, limit) : lineEnd(view, message, limit);
    if (end < 0) break;
    count += 1;
    last = from;
    from = end + 1;
  }
  return { count, last, next: from };
}

function datedEnd(bytes: Buffer, from: number, limit: number): number {
  return hourOf(bytes, from) === DATED ? timeEnd(bytes, from, limit) : -1;
}

/** The tab behind `14:18:05.667` or `14:18:05:667_0042` of this hour; -1 where it is written otherwise. */
function clockEnd(bytes: Buffer, view: DataView, from: number, limit: number, hour: number): number {
  if (from + 12 >= limit || ((bytes[from]! << 8) | bytes[from + 1]!) !== hour) return -1;
  const minutes = view.getInt32(from + 2, true);
  const seconds = view.getInt32(from + 5, true);
  const fraction = view.getInt32(from + 8, true);
  const mark = fraction & 0xff;
  // Two colons and what stands between and behind, by one look at each four letters.
  if ((minutes & 0xff0000ff) !== COLONS || (mark !== DOT && mark !== COLON)) return -1;
  const digits = notDigits((minutes & 0xffff00) | 0x30000030) | notDigits((seconds & 0xffff00) | 0x30000030);
  if ((digits | notDigits((fraction & 0xffffff00) | 0x30)) !== 0) return -1;
  if (bytes[from + 3]! > FIVE || bytes[from + 6]! > FIVE) return -1;
  let at = from + 12;
  if (bytes[at] === UNDERSCORE) at = digitsEnd(bytes, at + 1);
  return at > 0 && at < limit && bytes[at] === TAB ? at : -1;
}

/** 0 where each of four letters is a digit. */
function notDigits(letters: number): number {
  return ((letters + 0x46464646) | (letters - 0x30303030)) & HIGH_BITS;
}

/** Behind the topic, padding and marks; -1 where the row is not so plain. */
function messageBegin(bytes: Buffer, from: number, limit: number, tabs: number): number {
  let at = from;
  if (tabs === 2) {
    while (at < limit && bytes[at]! > LINE_FEED) at += 1;
    if (bytes[at] !== TAB) return -1;
    at += 1;
  }
  while (bytes[at] === SPACE) at += 1;
  while (bytes[at] === OPENING) {
    while (at < limit && bytes[at]! > LINE_FEED && bytes[at] !== CLOSING) at += 1;
    if (bytes[at] !== CLOSING) return -1;
    at += 1;
    if (bytes[at] === SPACE) at += 1;
  }
  return at < limit && bytes[at]! >= SPACE ? at : -1;
}

// --- eight bytes at a time --------------------------------------------------------------------------------------------

const LINE_FEEDS = 0x0a0a0a0a;
const ONES = 0x01010101;
const HIGH_BITS = 0x80808080 | 0;

/** The line feed; -1 where there is none before `limit`. */
function lineEnd(view: DataView, from: number, limit: number): number {
  let at = from;
  for (; at + 8 <= limit; at += 8) {
    const one = view.getInt32(at, true) ^ LINE_FEEDS;
    const two = view.getInt32(at + 4, true) ^ LINE_FEEDS;
    // A byte that is 0 is the only one from which 1 cannot be taken.
    if (((((one - ONES) & ~one) | ((two - ONES) & ~two)) & HIGH_BITS) !== 0) break;
  }
  return lineFeedAt(view, at, limit);
}

/** The same; -1 also where the line may hold letters that stand anywhere in a known message. */
function lineEndWithoutHint(view: DataView, from: number, limit: number): number {
  let at = from;
  for (; at + 8 <= limit; at += 8) {
    const letters = view.getInt32(at, true);
    if (OF_HINT[slotOf(letters)] === 1) return -1;
    const one = letters ^ LINE_FEEDS;
    const two = view.getInt32(at + 4, true) ^ LINE_FEEDS;
    if (((((one - ONES) & ~one) | ((two - ONES) & ~two)) & HIGH_BITS) !== 0) break;
  }
  return lineFeedAt(view, at, limit);
}

function lineFeedAt(view: DataView, from: number, limit: number): number {
  let at = from;
  while (at < limit && view.getUint8(at) !== LINE_FEED) at += 1;
  return at < limit ? at : -1;
}

/** Marks four letters of each hint, at each of the eight places where a step of eight may meet it. */
const STEP = 8;
const OF_HINT = new Uint8Array(4096);
for (const { letters } of ANYWHERE) {
  const bytes = Buffer.from(letters, 'latin1');
  for (let at = 0; at < STEP; at += 1) OF_HINT[slotOf(bytes.readInt32LE(at))] = 1;
}

function slotOf(letters: number): number {
  return Math.imul(letters, 0x9e3779b1) >>> 20;
}
