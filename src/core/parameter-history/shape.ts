/** The shape of histories from a file or a connection. Fields that a later version adds are ignored. */
import { z } from 'zod';
import type { Have, Update } from './exchange.ts';
import type { Base, Checkpoint, Entry, History, Made } from './history.ts';

const name = z.string().min(1).max(256);
const value = z.union([z.boolean(), z.number(), z.string()]);
const id = z.string().max(64);
const number = z.int().min(0);
/** A later version may have more kinds; this one treats them as ordinary changes. */
const made: z.ZodType<Made> = z
  .discriminatedUnion('is', [
    z.object({ is: z.enum(['first', 'set', 'import']) }),
    z.object({ is: z.literal('restore'), of: number }),
  ])
  .catch({ is: 'set' });

const position = z.object({ number, id });
const base: z.ZodType<Base> = z.object({ number, id, values: z.record(name, value) });

const checkpoint: z.ZodType<Checkpoint> = z.object({
  number,
  id,
  term: number,
  at: z.iso.datetime(),
  by: z.string().max(256),
  reason: z.string().max(1000).nullable(),
  made,
  request: z.string().max(128).nullable(),
  to: z.record(name, value.nullable()),
});

/** Numbers continue without a gap from the position that they follow. */
const follows = (after: number, checkpoints: readonly Checkpoint[]): boolean =>
  checkpoints.every((each, index) => each.number === after + 1 + index);

export const entryShape: z.ZodType<Entry> = z
  .object({ at: z.iso.datetime(), base: base.nullable(), after: position, checkpoints: z.array(checkpoint) })
  .refine(({ after, checkpoints }) => follows(after.number, checkpoints));

const updateShape: z.ZodType<Update> = z
  .object({ term: number, base: base.nullable(), after: position, checkpoints: z.array(checkpoint), last: number })
  .refine(({ after, checkpoints }) => follows(after.number, checkpoints));

export const snapshotShape: z.ZodType<Omit<History, 'values'>> = z
  .object({
    base,
    checkpoints: z.array(checkpoint),
    aside: z.array(z.object({ at: z.iso.datetime(), checkpoint })),
  })
  .refine(({ base: from, checkpoints }) => follows(from.number, checkpoints));

const haveShape: z.ZodType<Have> = z.object({ first: number, ids: z.array(id).max(10_000) });

export const PARAMETERS_CHANNEL = 'parameters';

/**
 * The backup reports which checkpoints it has; the active server sends the missing ones. An active server that lost the
 * end of its own history asks for more; the backup sends that, or reports what it has if there is no more.
 */
export const parametersPayloadShape = z.discriminatedUnion('type', [
  z.object({ type: z.literal('have'), have: haveShape }),
  z.object({ type: z.literal('update'), update: updateShape }),
  z.object({ type: z.literal('ask'), have: haveShape }),
  z.object({ type: z.literal('more'), update: updateShape }),
]);

export type ParametersPayload = z.infer<typeof parametersPayloadShape>;
