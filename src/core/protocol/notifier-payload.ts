/**
 * What is said on the Notifier's own channel. The hello comes first, from both sides, and carries the range of versions
 * spoken; the versions before are accepted.
 */
import { z } from 'zod';
import type { Letter } from '../letter.ts';
import type { PeerMessage } from '../pair/event.ts';
import type { Place, View } from '../pair/state.ts';
import { PLACE_NAMES, SETTLED_KEPT, TAKEOVERS_KEPT } from '../pair/state.ts';
import { flatChannels } from './flat-frames.ts';
import { ENVELOPE_VERSION, LOWEST_PROTOCOL_VERSION, PROTOCOL_VERSION } from './frames.ts';
import { requestId } from './request-id.ts';

export const NOTIFIER_CHANNEL = 'notifier';

/**
 * Some way below the greatest whole number: the terms that are taken after one that was heard of can be read again by
 * whoever reads what they were kept in. A pair that switched each second would need thirty million years.
 */
const LARGEST_TERM = 10 ** 15;
const term = z.int().min(0).max(LARGEST_TERM);
const text = z.string().max(256);

/** What a later version adds is left aside, so that it can still be understood. */
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

/** `view.number` counts up within one boot, so that an older view on a slower connection is known as such. */
export const notifierPayloadShape = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    lowest: z.int(),
    highest: z.int(),
    number: z.int().min(0),
    /** Short hash of the pair file, so that two that differ are noticed. */
    pairFile: text,
    /** The same without its parameters; versions that go by the parameters of the pair file do not say it. */
    pairFileOwn: text.optional(),
    /** The channels that are listened to; versions before 4 do not say them. */
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

/** The highest version that both know. */
export function sharedVersion(hello: Hello): number {
  return Math.min(hello.highest, PROTOCOL_VERSION);
}

/** The channels that the companion listens to. */
export function channelsOf(hello: Hello): readonly string[] {
  const version = sharedVersion(hello);
  return version < ENVELOPE_VERSION ? flatChannels(version) : (hello.channels ?? []);
}

/** Why this hello is not the companion's, or cannot be understood; null where all is well. */
export function helloFault({ lowest, highest, view }: Hello, expected: Letter): string | null {
  if (lowest > PROTOCOL_VERSION || highest < LOWEST_PROTOCOL_VERSION) {
    return `protocol ${lowest}-${highest} there, ${LOWEST_PROTOCOL_VERSION}-${PROTOCOL_VERSION} here`;
  }
  return view.letter === expected ? null : `it calls itself server ${view.letter}, not ${expected}`;
}
