/**
 * Messages on the Notifier's own channel. The hello comes first, from both sides, and carries the range of supported
 * versions; earlier versions are accepted.
 */
import { z } from 'zod';
import type { PeerMessage } from '../engine/event.ts';
import type { Place, View } from '../engine/state.ts';
import { PLACE_NAMES, SETTLED_KEPT, TAKEOVERS_KEPT } from '../engine/state.ts';
import type { Letter } from '../letter.ts';
import { flatChannels } from './flat-frames.ts';
import { ENVELOPE_VERSION, LOWEST_PROTOCOL_VERSION, PROTOCOL_VERSION } from './frames.ts';
import { requestId } from './request-id.ts';

export const NOTIFIER_CHANNEL = 'notifier';

/**
 * Well below the largest safe integer, so that later terms can still be stored and read back. A pair that switched
 * every second would take thirty million years to get there.
 */
const LARGEST_TERM = 10 ** 15;
const term = z.int().min(0).max(LARGEST_TERM);
const text = z.string().max(256);

/** Fields added by later versions are ignored, so that their views can still be read. */
const viewShape: z.ZodType<View> = z.object({
  letter: z.enum(['A', 'B']),
  name: text,
  bootId: text,
  release: text,
  place: z.enum(PLACE_NAMES as [Place, ...Place[]]),
  serving: z.boolean(),
  term,
  highestTerm: term,
  lastPrimaryTerm: term,
  stale: z.boolean(),
  mode: z.enum(['automatic', 'manual']),
  forceBackup: z.boolean(),
  history: z.union([z.object({ term, number: term }), z.enum(['none', 'unknown'])]).default('unknown'),
  switched: z.array(requestId).max(SETTLED_KEPT).default([]),
  takeovers: z.array(term).max(TAKEOVERS_KEPT).default([]),
});

const messageShape: z.ZodType<PeerMessage> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('prepare'),
    id: requestId,
    by: text,
    expectedTerm: term,
    proposedTerm: term,
    commitWithinMs: z.int().min(0).max(3_600_000),
  }),
  z.object({ kind: z.literal('ready'), id: requestId }),
  z.object({ kind: z.literal('refused'), id: requestId, reason: text }),
  z.object({ kind: z.literal('abort'), id: requestId, reason: text }),
  z.object({ kind: z.literal('stopped'), term, takeover: z.boolean() }),
]);

/** `view.number` increases within one boot, so that an older view from a slower connection can be recognized. */
export const notifierPayloadShape = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    lowest: z.int(),
    highest: z.int(),
    number: z.int().min(0),
    /** Short hash of the pair file, to detect that the two differ. */
    pairFile: text,
    /** The same without its parameters; not sent by versions that use the parameters of the pair file. */
    pairFileOwn: text.optional(),
    /** The supported channels; not sent by versions before 4. */
    channels: z.array(text).max(64).optional(),
    view: viewShape,
  }),
  z.strictObject({ type: z.literal('ping'), id: z.int() }),
  z.strictObject({ type: z.literal('pong'), id: z.int() }),
  z.strictObject({ type: z.literal('view'), number: z.int().min(0), view: viewShape }),
  z.strictObject({ type: z.literal('message'), message: messageShape }),
]);

export type NotifierPayload = z.infer<typeof notifierPayloadShape>;
export type Hello = Extract<NotifierPayload, { readonly type: 'hello' }>;

/** The highest version supported by both. */
export function sharedVersion(hello: Hello): number {
  return Math.min(hello.highest, PROTOCOL_VERSION);
}

/** The channels supported by the companion. */
export function channelsOf(hello: Hello): readonly string[] {
  const version = sharedVersion(hello);
  return version < ENVELOPE_VERSION ? flatChannels(version) : (hello.channels ?? []);
}

/** Why this hello is not from the companion or cannot be understood; null if it is fine. */
export function helloFault({ lowest, highest, view }: Hello, expected: Letter): string | null {
  if (lowest > PROTOCOL_VERSION || highest < LOWEST_PROTOCOL_VERSION) {
    return `protocol ${lowest}-${highest} there, ${LOWEST_PROTOCOL_VERSION}-${PROTOCOL_VERSION} here`;
  }
  return view.letter === expected ? null : `it calls itself server ${view.letter}, not ${expected}`;
}
