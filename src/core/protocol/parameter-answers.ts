/** What a server answers to commands about parameters (`/v1/params`), and what it is asked. */
import { z } from 'zod';
import { requestId } from './request-id.ts';

/** Longer names are no parameter's. */
const name = z.string().min(1).max(256);
const value = z.union([z.boolean(), z.number(), z.string()]);
const values = z.record(name, value);
const letter = z.enum(['A', 'B']);
/** What the operator gives as the reason: shown in logs, so it is one line. */
export const reasonShape = z
  .string()
  .min(1, 'the reason is empty')
  .max(1000, 'the reason is longer than 1000 characters')
  .regex(/^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$/, 'the reason holds a control character');

const problem = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  what: z.string(),
  why: z.string(),
  where: z.string().nullable(),
  do: z.string(),
});

export const parametersShape = z.object({
  letter,
  name: z.string(),
  serving: z.boolean(),
  /** Number of the last checkpoint. */
  checkpoint: z.int(),
  /** What is set; of what the pair file says of the servers, nothing. */
  values,
  /** What this server goes by. */
  inForce: values,
  /** What the pair file says of the servers, as parameters. */
  servers: values,
});

/** The parameters as one server has them. */
export type ServerParameters = z.infer<typeof parametersShape>;

const facts = {
  number: z.int(),
  at: z.string(),
  by: z.string(),
  reason: z.string().nullable(),
  term: z.int(),
  made: z.enum(['first', 'set', 'import', 'restore']),
  /** The checkpoint that was restored; null where none was. */
  of: z.int().nullable(),
};

const change = z.object({ name, from: value.nullable(), to: value.nullable() });
const checkpoint = z.object({ ...facts, changes: z.array(change) });

export const historyShape = z.object({
  /** The oldest first. */
  checkpoints: z.array(checkpoint),
  /** Older ones are there, to be asked for with `before`. */
  more: z.boolean(),
  /** Number of the last one that is no longer kept; 0 where all are. */
  forgotten: z.int(),
  /** What this server had alone when it met an active one whose history went another way. */
  aside: z.array(z.object({ ...facts, setAsideAt: z.string(), to: z.record(name, value.nullable()) })),
});

export type HistoryPage = z.infer<typeof historyShape>;
export type HistoryEntry = z.infer<typeof checkpoint>;

/** What was set after one checkpoint. */
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
    /** The checkpoint that was made; null where none was: nothing differs, or it was a dry run. */
    checkpoint: z.int().nullable(),
    changes: z.array(change),
    warnings: z.array(problem),
    /** Whether the companion has it as well; null where no checkpoint was made. */
    replicated: z.boolean().nullable(),
  }),
  z.object({
    accepted: z.literal(false),
    kind: z.enum(['usage', 'refused', 'unreachable']),
    problems: z.array(problem).min(1),
  }),
]);

export type ChangeReply = z.infer<typeof changeReplyShape>;
