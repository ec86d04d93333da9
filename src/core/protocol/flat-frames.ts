/**
 * The frame format before version 4: no channels, and one list of types for everything. A pair is upgraded one server
 * at a time, so this format is still used with a companion of an older version. The hello keeps it forever, because it
 * is sent before the companion's version is known.
 */
import type { Frame } from './frames.ts';

/** Flat type, channel, payload type on that channel, and the first version that knew it. */
const FLAT_TYPES: readonly (readonly [flat: string, channel: string, type: string, since: number])[] = [
  ['hello', 'notifier', 'hello', 1],
  ['ping', 'notifier', 'ping', 1],
  ['pong', 'notifier', 'pong', 1],
  ['view', 'notifier', 'view', 1],
  ['message', 'notifier', 'message', 1],
  ['module-ping', 'module', 'ping', 2],
  ['module-pong', 'module', 'pong', 2],
  ['module-rejected', 'module', 'rejected', 2],
  ['module-unknown', 'module', 'unknown', 2],
];

/** The frame for a companion of this version; null if it does not know the type and would hang up. */
export function flatForm({ channel, payload }: Frame, version: number): object | null {
  if (!isTyped(payload)) return null;
  const row = FLAT_TYPES.find(([, its, type, since]) => its === channel && type === payload.type && since <= version);
  return row === undefined ? null : { ...payload, type: row[0] };
}

/** The frame in a flat value; null if no version ever sent it. */
export function fromFlatForm(value: unknown): Frame | null {
  if (!isTyped(value)) return null;
  const row = FLAT_TYPES.find(([flat]) => flat === value.type);
  return row === undefined ? null : { channel: row[1], payload: { ...value, type: row[2] } };
}

/** The channels that a companion of this version supports without announcing them. */
export function flatChannels(version: number): readonly string[] {
  return [...new Set(FLAT_TYPES.filter(([, , , since]) => since <= version).map(([, channel]) => channel))];
}

function isTyped(value: unknown): value is { readonly type: unknown } {
  return typeof value === 'object' && value !== null && 'type' in value;
}
