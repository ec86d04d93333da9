/** Messages about the module: the backup asks the active server, which pings the module itself. */
import { z } from 'zod';

export const MODULE_CHANNEL = 'module';

const LONGEST_WHY = 256;
const why = z.string().max(LONGEST_WHY);

export const modulePayloadShape = z.discriminatedUnion('type', [
  /** Ping the module that runs beside you; after `limitMs` nobody waits for the answer any longer. */
  z.strictObject({ type: z.literal('ping'), id: z.int(), limitMs: z.int().min(1).max(3_600_000) }),
  /** `pid`: the process that answered; null if the probe does not know it. */
  z.strictObject({ type: z.literal('pong'), id: z.int(), pid: z.int().min(1).nullable() }),
  z.strictObject({ type: z.literal('rejected'), id: z.int(), why }),
  /** The module could not be pinged, which says nothing about it. */
  z.strictObject({ type: z.literal('unknown'), id: z.int(), why }),
]);

export type ModulePayload = z.infer<typeof modulePayloadShape>;

/** A reason of any length, cut to the length that may be sent. */
export function saidWhy(text: string): string {
  return text.slice(0, LONGEST_WHY);
}
