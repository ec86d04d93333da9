/** The messages with which two servers exchange the journal of an upgrade. */
import { z } from 'zod';
import { MOST_ENTRIES } from './entry.ts';
import { headShape, MOST_EARLIER } from './joined.ts';
import { LARGEST_ENTRY } from './journal.ts';

export const PROCEDURES_CHANNEL = 'procedures';

const number = z.int().min(0).max(MOST_ENTRIES);
const id = z.string().max(64);
const earlier = z.array(z.string().max(128)).max(MOST_EARLIER);

/**
 * Each server says what it has when a connection comes up and when its journal has changed. A server that prefers what
 * the other one has asks for it, in parts; a server whose own journal is preferred says again what it has.
 */
export const journalPayloadShape = z.discriminatedUnion('type', [
  z.object({ type: z.literal('have'), head: headShape.nullable(), earlier }),
  /** `head`: the id of the last entry that the other one said it has; `id`: that of entry `after` here. */
  z.object({ type: z.literal('ask'), head: id, after: number, id }),
  /** Part of the journal with this head: what follows entry `after`. */
  z.object({
    type: z.literal('entries'),
    head: id,
    after: number,
    /** Each as JSON, so that it arrives exactly as it was written: its id depends on that. */
    entries: z.array(z.string().max(LARGEST_ENTRY)).min(1),
  }),
]);

export type JournalPayload = z.infer<typeof journalPayloadShape>;
