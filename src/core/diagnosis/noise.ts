/**
 * Noise: rows that matter only for their time. Nearly all rows of a large log are noise, so one pattern finds them
 * without decoding: it is matched against the raw bytes, each read as one character. It may miss noise, but matches
 * nothing else.
 */
import { ANYWHERE, BEGINNINGS, oneOf } from './formats/catalogue.ts';
import { NOTIFIER_TOPIC } from './formats/format.ts';
import { SWITCHOVER_TOPICS } from './kinds.ts';
import type { Columns } from './layouts/columns.ts';
import { PLAIN_TIME } from './moment.ts';

const CELL = String.raw`[^\t\n]*\t`;
/** White space around a topic. In UTF-8 this covers more than white space, which is harmless. */
const BLANK = String.raw`[^!-~\t\n]*`;
/** What may precede the first word of a message. */
const MARKS = String.raw`[^!-~\n]*(?:\[[^\]\n]*\] ?)*`;

const NOT_KNOWN = `(?!${MARKS}(?:${oneOf(BEGINNINGS.map(({ begin }) => begin))}))`;
const NO_HINT = String.raw`(?![^\n]*?(?:${oneOf(ANYWHERE.map(({ letters }) => letters))}))`;
/** Hints are read under the topics of the Notifier, and where there is no topic. */
const TOPIC = `(?:(?=[!-~])(?!(?i:${NOTIFIER_TOPIC}))${CELL}|${NO_HINT}${CELL})`;
const NOT_SWITCHOVER = String.raw`(?!${BLANK}(?i:${oneOf([...SWITCHOVER_TOPICS])})${BLANK}\t)`;

/**
 * Matches, at its `lastIndex`, the time of a row; two rows with the same first three characters are in the same hour.
 */
export function plainTime(): RegExp {
  return new RegExp(PLAIN_TIME, 'y');
}

/**
 * Matches, at its `lastIndex`, noise in a table with these columns. Null if noise cannot be distinguished from other
 * rows: the cells must be separated by tabs, with the time first and the message last. If `topics` is false, rows under
 * a topic of the Switchover subsystem are not noise, whatever their message.
 */
export function noiseIn({ separator, time, topic, message, date, count }: Columns, topics: boolean): RegExp | null {
  if (separator !== 'tab' || time !== 0 || date !== null || message !== count - 1) return null;
  const cells = Array.from({ length: message - 1 }, (_, index) => {
    if (index + 1 !== topic) return CELL;
    return topics ? TOPIC : NOT_SWITCHOVER + TOPIC;
  });
  return new RegExp(PLAIN_TIME + cells.join('') + (topic === null ? NO_HINT : '') + NOT_KNOWN, 'y');
}
