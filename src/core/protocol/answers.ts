/** What a server answers to commands (`/v1`). Shared by the server that says it and the command that reads it. */
import { z } from 'zod';
import { ACTIVITIES, HOLDS } from '../pair/activity.ts';
import { requestId } from './request-id.ts';

const check = z.object({
  name: z.enum(['link', 'gateway', 'nettest', 'primary']),
  /** `off`: not configured. `unknown`: could not be run. */
  result: z.enum(['reached', 'unreachable', 'unknown', 'off']).nullable(),
  address: z.string().nullable(),
  why: z.string().nullable(),
  /** Null where it never succeeded. */
  lastSuccessAgeMs: z.number().nullable(),
});

const connection = z.object({ status: z.enum(['down', 'dialing', 'up']), failure: z.string().nullable() });

const warning = z.object({ code: z.string(), what: z.string(), do: z.string() });

/** `none`: not configured. `not-implemented`: configured, and nothing in this version does it. */
export const REPLICATION_STATES = ['none', 'not-implemented', 'current', 'behind', 'unknown'] as const;
export type ReplicationState = (typeof REPLICATION_STATES)[number];

export const settledShape = z.object({
  id: z.string(),
  outcome: z.enum(['switched', 'given-up', 'under-way']),
  reason: z.string().nullable(),
  term: z.int(),
});

/** How a switch goes on, by its id. */
export type SwitchOutcome = z.infer<typeof settledShape>;

const moduleShape = z.object({
  name: z.string(),
  /** `unknown`: not asked, or not answered yet. */
  verdict: z.enum(['unknown', 'answering', 'failing', 'down', 'restarting']),
  pid: z.int().nullable(),
  lastAnswerAgeMs: z.number().nullable(),
  /** Failures in a row, in the round under way. */
  failures: z.int(),
  /** New process ids within the period that counts. */
  restarts: z.int(),
  /** Whether it could start on this server, the backup. Null where nothing checks it. */
  check: z
    .object({
      result: z.enum(['could-start', 'could-not-start', 'unknown']),
      why: z.string().nullable(),
      ageMs: z.number().nullable(),
    })
    .nullable()
    .default(null),
});

const behindShape = z.object({
  /** What the backup lacks, in the subsystem's own unit: checkpoints, files. */
  items: z.int().nullable(),
  /** How old the last proof of that is. */
  ageMs: z.number().nullable(),
});

/** How far the backup is behind. What is not known is null, never 0. */
export type Behind = Readonly<z.infer<typeof behindShape>>;

const historyEventShape = z.object({
  /** When the server began to become active. ISO 8601. */
  at: z.string(),
  kind: z.enum(['switch', 'takeover', 'start', 'given-up']),
  from: z.enum(['A', 'B']).nullable(),
  to: z.enum(['A', 'B']).nullable(),
  term: z.int(),
  cause: z.string().nullable(),
  /** The operator who asked for it, and why. */
  by: z.string().nullable(),
  reason: z.string().nullable(),
  /** From the first failure to `at`. */
  detectMs: z.number().nullable(),
  /** From `at` until it served. */
  activateMs: z.number().nullable(),
});

/** One change of the active server. What is not known is null. */
export type HistoryEvent = Readonly<z.infer<typeof historyEventShape>>;

export const serverStatusShape = z.object({
  letter: z.enum(['A', 'B']),
  name: z.string(),
  state: z.enum([
    'init',
    'primary',
    'backup',
    'reconnecting',
    'upgrade-higher',
    'upgrade-lower',
    'inactive',
    'stopping',
    'error',
  ]),
  phase: z.string(),
  phaseMeans: z.string(),
  serving: z.boolean(),
  release: z.string().nullable(),
  version: z.string(),
  mode: z.enum(['automatic', 'manual']),
  /** Why the mode is what it is, who set it, and when it ends; null where nobody said, or it has no end. */
  modeReason: z.string().nullable().default(null),
  modeBy: z.string().nullable().default(null),
  modeUntil: z.string().nullable().default(null),
  term: z.int(),
  since: z.string(),
  reason: z.string().nullable(),
  bootId: z.string(),
  pid: z.int(),
  log: z.string(),
  connections: z.object({ main: connection, aux: connection }),
  /** The module that this server, as the backup, watches; null where it watches none. */
  module: moduleShape.nullable().default(null),
  network: z.object({ verdict: z.string(), ageMs: z.number() }).nullable(),
  checks: z.array(check),
  /** Whether a role is changing hands, as this server knows. */
  activity: z.enum(ACTIVITIES).nullable().default(null),
  /** Why this server, as the backup, will not take over by itself; null where it would, or is none. */
  heldBack: z.enum(HOLDS).nullable().default(null),
  /** When the reconnect period runs out, in ms from now; null where it does not run, or nothing comes of it. */
  takeoverInMs: z.number().nullable(),
  /** Number of the last checkpoint of the parameters, and those that wait for this server's restart. */
  parameters: z
    .object({ checkpoint: z.int(), waiting: z.array(z.string()) })
    .nullable()
    .default(null),
  /** How this server became active, the last time it did since it runs. */
  lastSwitch: historyEventShape.nullable().default(null),
  /** By subsystem, as the active server knows it. */
  behind: z.record(z.string(), behindShape).default({}),
  /** How files are replicated to the backup (reading R15). */
  files: z.enum(REPLICATION_STATES).default('none'),
  /** What a switch would lose now, as the active server knows it. */
  wouldLose: z.array(z.string()).default([]),
  warnings: z.array(warning),
});

/** One server's own account of itself. Ages and periods in ms. */
export type ServerStatus = z.infer<typeof serverStatusShape>;
export type ServerCheck = z.infer<typeof check>;
export type StatusWarning = z.infer<typeof warning>;

export const replyShape = z.discriminatedUnion('accepted', [
  z.object({ accepted: z.literal(true), state: z.enum(['begun', 'under-way', 'switched', 'given-up', 'done']) }),
  z.object({ accepted: z.literal(false), code: z.string(), what: z.string(), do: z.string() }),
]);

/** A refusal before the engine was asked: no right, wrong shape. */
export const errorShape = z.object({
  error: z.object({ code: z.string(), what: z.string(), why: z.string(), do: z.string() }),
});

export const switchRequestShape = z.strictObject({
  id: requestId,
  expectedTerm: z.int().min(0).nullable(),
  immediate: z.boolean(),
  reason: z.string().max(1000).nullable(),
});

/** What would be answered to such a request: it is asked in the query of an address. */
export const switchQuestionShape = z.strictObject({
  expectedTerm: z.union([
    z.literal('none').transform(() => null),
    z
      .string()
      .regex(/^\d{1,15}$/, 'expectedTerm is a number or "none"')
      .transform(Number),
  ]),
  immediate: z.enum(['true', 'false']).transform((word) => word === 'true'),
});

export const modeRequestShape = z.strictObject({
  id: requestId,
  mode: z.enum(['automatic', 'manual']),
  /** How long it holds, in ms; null: until it is changed. */
  forMs: z
    .int()
    .min(1)
    .max(30 * 86_400_000)
    .nullable(),
  reason: z.string().max(1000).nullable(),
});

export const rejoinRequestShape = z.strictObject({ id: requestId });

export const stopRequestShape = z.strictObject({ takeover: z.boolean() });
