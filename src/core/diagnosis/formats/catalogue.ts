/** All message formats, and the lookup that reads a message with them. */
import type { Observation } from '../observation.ts';
import { CONNECTION_FORMATS } from './connections.ts';
import type { MessageFormat } from './format.ts';
import { HINT_FORMATS } from './hints.ts';
import { MODULE_MONITOR_FORMATS, OLDER_MODULE_MONITOR_FORMATS } from './module-monitor.ts';
import { PRIMARY_MONITOR_FORMATS } from './primary-monitor.ts';
import { SERVICE_FORMATS } from './service.ts';
import { STATE_FORMATS } from './states.ts';

export const MESSAGE_FORMATS: readonly MessageFormat[] = [
  ...MODULE_MONITOR_FORMATS,
  ...OLDER_MODULE_MONITOR_FORMATS,
  ...PRIMARY_MONITOR_FORMATS,
  ...CONNECTION_FORMATS,
  ...STATE_FORMATS,
  ...SERVICE_FORMATS,
  ...HINT_FORMATS,
];

/** How known messages begin. A longer beginning comes before its own prefixes. */
export const BEGINNINGS: readonly { readonly begin: string; readonly format: MessageFormat }[] =
  MESSAGE_FORMATS.flatMap((format) => format.begins.map((begin) => ({ begin, format }))).toSorted(
    (a, b) => b.begin.length - a.begin.length,
  );
/** One expression for all of them: nearly every line is rejected here, and this is the fastest way. */
const BEGINS = new RegExp(`^(?:${oneOf(BEGINNINGS.map(({ begin }) => begin))})`);

/** A message that begins like this is what it seems to be, whatever words it contains. */
const QUIET_BEGINNINGS: ReadonlySet<string> = new Set(
  BEGINNINGS.flatMap(({ begin, format }) => (format.quiet === true ? [begin] : [])),
);

/** Which formats to try, by the first letters: their patterns fail faster than a comparison of beginnings would. */
const KEY_LETTERS = 4;
const BY_LETTERS: ReadonlyMap<string, ReadonlySet<MessageFormat>> = new Map(
  [...Map.groupBy(BEGINNINGS, ({ begin }) => begin.slice(0, KEY_LETTERS))].map(([letters, entries]) => [
    letters,
    new Set(entries.map(({ format }) => format)),
  ]),
);

/** Text that may occur anywhere in a known message. */
export const ANYWHERE = MESSAGE_FORMATS.flatMap((format) =>
  format.anywhere === undefined ? [] : [{ format, letters: format.anywhere }],
);

/** No message of ours or of the reference comes near this length; a longer one is an attack or a payload. */
const LONGEST_MESSAGE = 1000;

const MARKS = /^(?:\[(?:Error|Warning|Enter|Exit|Note|Info|Debug)\] ?)+/i;
const RULE = / \[rule (\d{1,6})\]$/;

export interface ReadMessage {
  readonly format: MessageFormat;
  readonly saw: Observation;
  /** The engine's rule number at the end of the line, or null. */
  readonly rule: number | null;
}

/**
 * Reads one message cell under its row's topic (null if it has none); null if no format matches. Never throws, and
 * takes time linear in the length of the text.
 */
export function readMessage(text: string, topic: string | null = null): ReadMessage | null {
  if (text.length > LONGEST_MESSAGE) return null;
  const unmarked = text.startsWith('[') ? text.replace(MARKS, '') : text;
  const formats = candidates(unmarked);
  if (formats.size === 0) return null;
  const own = detach(unmarked);
  const rule = own.endsWith(']') ? RULE.exec(own) : null;
  const body = rule === null ? own.trimEnd() : own.slice(0, rule.index);
  for (const format of formats) {
    if (format.topic !== undefined && topic !== null && topic !== '' && !format.topic.test(topic)) continue;
    const match = format.pattern.exec(body);
    if (match !== null) return { format, saw: format.read(match), rule: rule === null ? null : Number(rule[1]) };
  }
  return null;
}

const NONE: ReadonlySet<MessageFormat> = new Set();

/** The longest beginning comes first, so it is the one that matches. */
function candidates(unmarked: string): ReadonlySet<MessageFormat> {
  const begin = BEGINS.exec(unmarked)?.[0];
  const begun = begin === undefined ? NONE : (BY_LETTERS.get(begin.slice(0, KEY_LETTERS)) ?? NONE);
  if (begin !== undefined && QUIET_BEGINNINGS.has(begin)) return begun;
  const within = ANYWHERE.filter(({ letters }) => unmarked.includes(letters));
  return within.length === 0 ? begun : new Set([...begun, ...within.map(({ format }) => format)]);
}

/** The source of a pattern that matches each of these words and nothing else. */
export function oneOf(words: readonly string[]): string {
  return words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
}

/**
 * A copy with its own memory. A slice of a large text keeps the whole text alive, so a few kept messages would keep a
 * whole log in memory.
 */
export function detach(text: string): string {
  return ` ${text}`.slice(1);
}

/** All formats that match a message; more than one is a mistake in the catalogue, which a test detects. */
export function formatsReading(text: string): readonly MessageFormat[] {
  const unmarked = text.replace(MARKS, '');
  const body = unmarked.replace(RULE, '').trimEnd();
  return [...candidates(unmarked)].filter((format) => format.pattern.test(body));
}
