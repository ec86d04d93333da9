/** Requests about parameters (`/v1/params`) and their answers. */
import { z } from 'zod';
import { requestId } from './request-id.ts';

/** No parameter has a longer name. */
const name = z.string().min(1).max(256);
const value = z.union([z.boolean(), z.number(), z.string()]);
const values = z.record(name, value);
const letter = z.enum(['A', 'B']);
/** The operator's reason: shown in logs, so it has to be one line. */
export const reasonShape = z
  .string()
  .min(1, 'the reason is empty')
  .max(1000, 'the reason is longer than 1000 characters')
  .regex(/^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$/, 'the reason contains a control character');

export const problemShape = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  what: z.string(),
  why: z.string().nullable(),
  where: z.string().nullable(),
  do: z.string(),
});

export const parametersShape = z.object({
  letter,
  name: z.string(),
  serving: z.boolean(),
  /** Number of the last checkpoint. */
  checkpoint: z.int(),
  /** The values that are set, without those derived from the servers in the pair file. */
  values,
  /** The values in force on this server. */
  inForce: values,
  /** The servers in the pair file, as parameters. */
  servers: values,
});

/** The parameters on one server. */
export type ServerParameters = z.infer<typeof parametersShape>;

const facts = {
  number: z.int(),
  at: z.string(),
  by: z.string(),
  reason: z.string().nullable(),
  term: z.int(),
  made: z.enum(['first', 'set', 'import', 'restore']),
  /** The checkpoint that was restored; null if none was. */
  of: z.int().nullable(),
};

const change = z.object({ name, from: value.nullable(), to: value.nullable() });
const checkpoint = z.object({ ...facts, changes: z.array(change) });

export const historyShape = z.object({
  /** Oldest first. */
  checkpoints: z.array(checkpoint),
  /** Whether there are older ones, to be requested with `before`. */
  more: z.boolean(),
  /** Number of the last one that is no longer kept; 0 if all are. */
  forgotten: z.int(),
  /** Changes that only this server had when it met an active server with a diverging history. */
  aside: z.array(z.object({ ...facts, setAsideAt: z.string(), to: z.record(name, value.nullable()) })),
});

export type HistoryPage = z.infer<typeof historyShape>;
export type HistoryEntry = z.infer<typeof checkpoint>;

/** The values set as of one checkpoint. */
export const checkpointShape = z.object({ number: z.int(), values });

const wanted = z.record(name, value.nullable());

export const changeRequestShape = z.strictObject({
  id: requestId,
  reason: reasonShape.nullable(),
  dryRun: z.boolean(),
  wish: z.discriminatedUnion('is', [
    z.strictObject({ is: z.literal('set'), values: wanted }),
    z.strictObject({ is: z.literal('import'), values }),
    z.strictObject({ is: z.literal('restore'), number: z.int().min(0) }),
  ]),
  expected: wanted,
  after: z.int().min(0).nullable(),
});

export const changeReplyShape = z.discriminatedUnion('accepted', [
  z.object({
    accepted: z.literal(true),
    /** The new checkpoint; null if there is none: nothing changed, or it was a dry run. */
    checkpoint: z.int().nullable(),
    changes: z.array(change),
    warnings: z.array(problemShape),
    /** Whether the companion has it too; null if no checkpoint was made. */
    replicated: z.boolean().nullable(),
  }),
  z.object({
    accepted: z.literal(false),
    kind: z.enum(['usage', 'refused', 'unreachable']),
    problems: z.array(problemShape).min(1),
  }),
]);

export type ChangeReply = z.infer<typeof changeReplyShape>;
