/** All message formats, and the look-up that reads a message by them. */
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

const BY_HEAD: ReadonlyMap<string, readonly MessageFormat[]> = new Map(
  [...new Set(MESSAGE_FORMATS.flatMap((format) => format.heads))].map((head) => [
    head,
    MESSAGE_FORMATS.filter((format) => format.heads.includes(head)),
  ]),
);

const ANYWHERE = MESSAGE_FORMATS.flatMap((format) =>
  format.anywhere === undefined ? [] : [{ format, letters: format.anywhere }],
);

/** No message of ours or of the reference comes near this; a longer one is somebody's payload. */
const LONGEST_MESSAGE = 1000;

const MARKS = /^(?:\[(?:Error|Warning|Enter|Exit|Note|Info|Debug)\] ?)+/i;
const HEAD = /^\w{1,40}/;
const RULE = / \[rule (\d{1,6})\]$/;

export interface ReadMessage {
  readonly format: MessageFormat;
  readonly saw: Observation;
  /** The engine's rule number at the end of the line, or null. */
  readonly rule: number | null;
}

/**
 * Reads one message cell under its row's topic (null where it has none); null where no format knows it. Never throws,
 * and takes time linear in the text.
 */
export function readMessage(text: string, topic: string | null = null): ReadMessage | null {
  if (text.length > LONGEST_MESSAGE) return null;
  const unmarked = text.startsWith('[') ? text.replace(MARKS, '') : text;
  const formats = candidates(unmarked);
  if (formats.length === 0) return null;
  const own = detach(unmarked);
  const rule = RULE.exec(own);
  const body = rule === null ? own.trimEnd() : own.slice(0, rule.index);
  for (const format of formats) {
    if (format.topic !== undefined && topic !== null && topic !== '' && !format.topic.test(topic)) continue;
    const match = format.pattern.exec(body);
    if (match !== null) return { format, saw: format.read(match), rule: rule === null ? null : Number(rule[1]) };
  }
  return null;
}

function candidates(unmarked: string): readonly MessageFormat[] {
  const byHead = BY_HEAD.get(HEAD.exec(unmarked)?.[0] ?? '') ?? [];
  const found = ANYWHERE.filter(({ letters }) => unmarked.includes(letters));
  return found.length === 0 ? byHead : [...byHead, ...found.map(({ format }) => format)];
}

/**
 * A copy with memory of its own. A part cut from a large text keeps the whole of it alive, and a few kept messages
 * would hold on to a whole log.
 */
export function detach(text: string): string {
  return ` ${text}`.slice(1);
}

/** All formats that take a message; more than one is a fault of the catalogue, which a test looks for. */
export function formatsReading(text: string): readonly MessageFormat[] {
  const unmarked = text.replace(MARKS, '');
  const body = unmarked.replace(RULE, '').trimEnd();
  return candidates(unmarked).filter((format) => format.pattern.test(body));
}
