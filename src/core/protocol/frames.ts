/**
 * What two servers say to each other over a Notifier connection: MessagePack maps, one a WebSocket message.
 * The hello comes first, from both sides, and carries the range of versions spoken; the version before is accepted.
 */
import { Packr } from 'msgpackr';
import { z } from 'zod';
import type { PeerMessage } from '../pair/event.ts';
import type { Place, View } from '../pair/state.ts';
import { PLACE_NAMES, SETTLED_KEPT, TAKEOVERS_KEPT } from '../pair/state.ts';

/** Raised when an older server must not be sent what a newer one says: two speak the lower of their highest. */
export const PROTOCOL_VERSION = 3;
export const LOWEST_PROTOCOL_VERSION = 1;
/** The version that knows the pings to the monitored module; an older server hangs up on them. */
export const MODULE_PING_VERSION = 2;
/** The version that replicates parameters. */
export const PARAMETERS_VERSION = 3;

/** A frame may be this long; anything longer is no frame of ours. In bytes. */
export const FRAME_LIMIT = 64 * 1024;

const term = z.int().min(0);
const LONGEST_TEXT = 256;
const text = z.string().max(LONGEST_TEXT);

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
  switched: z.array(text).max(SETTLED_KEPT).default([]),
  takeovers: z.array(term).max(TAKEOVERS_KEPT).default([]),
});

const messageShape: z.ZodType<PeerMessage> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('prepare'),
    id: text,
    by: text,
    expectedTerm: term,
    proposedTerm: term,
    commitWithinMs: z.int().min(0).max(3_600_000),
  }),
  z.object({ kind: z.literal('ready'), id: text }),
  z.object({ kind: z.literal('refused'), id: text, reason: text }),
  z.object({ kind: z.literal('abort'), id: text, reason: text }),
  z.object({ kind: z.literal('stopped'), term, takeover: z.boolean() }),
]);

/** `view.number` counts up within one boot, so that an older view on a slower connection is known as such. */
const frameShape = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    lowest: z.int(),
    highest: z.int(),
    number: z.int().min(0),
    /** Short hash of the pair file, so that two that differ are noticed. */
    pairFile: text,
    /** The same without its parameters; versions that go by the parameters of the pair file do not say it. */
    pairFileOwn: text.optional(),
    view: viewShape,
  }),
  z.strictObject({ type: z.literal('ping'), id: z.int() }),
  z.strictObject({ type: z.literal('pong'), id: z.int() }),
  /** Ask the module that runs beside you; after `limitMs` nobody waits for the answer any longer. */
  z.strictObject({ type: z.literal('module-ping'), id: z.int(), limitMs: z.int().min(1).max(3_600_000) }),
  /** `pid`: the process that answered, null where the probe knows of none. */
  z.strictObject({ type: z.literal('module-pong'), id: z.int(), pid: z.int().min(1).nullable() }),
  z.strictObject({ type: z.literal('module-rejected'), id: z.int(), why: text }),
  /** It could not be asked, which says nothing about the module. */
  z.strictObject({ type: z.literal('module-unknown'), id: z.int(), why: text }),
  z.strictObject({ type: z.literal('view'), number: z.int().min(0), view: viewShape }),
  z.strictObject({ type: z.literal('message'), message: messageShape }),
  /**
   * The backup says which checkpoints of the parameters it has; the active server says what it lacks. What is in them
   * is judged where it is heard (`parameter-history/shape.ts`): a connection does not end for it.
   */
  z.object({ type: z.literal('parameters-have'), have: z.unknown() }),
  z.object({ type: z.literal('parameters'), update: z.unknown() }),
]);

export type Frame = z.infer<typeof frameShape>;
export type ParametersFrame = Extract<Frame, { readonly type: 'parameters' | 'parameters-have' }>;
export type HelloFrame = Extract<Frame, { readonly type: 'hello' }>;

/** Plain maps, no records and no extensions: what is decoded is data and nothing else. */
const packr = new Packr({ useRecords: false, mapsAsObjects: true });

export function encodeFrame(frame: Frame): Uint8Array {
  return packr.pack(frame);
}

/** The frame in `bytes`; null where it is none that this version knows. */
export function decodeFrame(bytes: Uint8Array): Frame | null {
  if (bytes.byteLength > FRAME_LIMIT) return null;
  try {
    const parsed = frameShape.safeParse(packr.unpack(bytes));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** A text of any length as a frame may carry it. */
export function frameText(said: string): string {
  return said.slice(0, LONGEST_TEXT);
}

/** The highest version that both know. */
export function sharedVersion(hello: HelloFrame): number {
  return Math.min(hello.highest, PROTOCOL_VERSION);
}

/** Whether two servers share a version. */
export function speaksOurs(hello: HelloFrame): boolean {
  return hello.lowest <= PROTOCOL_VERSION && hello.highest >= LOWEST_PROTOCOL_VERSION;
}
