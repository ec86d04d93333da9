/** What a server answers to commands (`/v1`). Shared by the server that sends it and the command that reads it. */
import { z } from 'zod';
import { ACTIVITIES, HOLDS } from '../engine/activity.ts';
import { historyEventShape } from './history-answers.ts';
import { requestId } from './request-id.ts';

const check = z.object({
  name: z.enum(['link', 'gateway', 'nettest', 'primary']),
  /** `off`: not configured. `unknown`: could not be run. */
  result: z.enum(['reached', 'unreachable', 'unknown', 'off']).nullable(),
  address: z.string().nullable(),
  why: z.string().nullable(),
  /** Null if it never succeeded. */
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

/** The progress of a switch, by its id. */
export type SwitchOutcome = z.infer<typeof settledShape>;

const moduleShape = z.object({
  name: z.string(),
  /** `unknown`: not probed, or no answer yet. */
  verdict: z.enum(['unknown', 'answering', 'failing', 'down', 'restarting']),
  pid: z.int().nullable(),
  lastAnswerAgeMs: z.number().nullable(),
  /** Consecutive failures in the current round. */
  failures: z.int(),
  /** New process ids within the period that counts. */
  restarts: z.int(),
  /** Whether it could start on this server, the backup. Null if nothing checks it. */
  check: z
    .object({
      result: z.enum(['could-start', 'could-not-start', 'unknown']),
      why: z.string().nullable(),
      ageMs: z.number().nullable(),
    })
    .nullable()
    .default(null),
});

/** What the module on the active server answers to a probe now. */
export const moduleAnswerShape = z.object({
  /** Null: none is configured on this server. */
  module: z.string().nullable(),
  /** Null if there is no module, or the probe could not be run. */
  answers: z.boolean().nullable(),
  /** Why it does not answer, or cannot be asked. */
  why: z.string().nullable(),
});

export type ModuleAnswer = Readonly<z.infer<typeof moduleAnswerShape>>;

const behindShape = z.object({
  /** What the backup lacks, in the unit of the subsystem: checkpoints, files. */
  items: z.int().nullable(),
  /** The age of the last evidence for that. */
  ageMs: z.number().nullable(),
});

/** How far the backup is behind. Unknown is null, never 0. */
export type Behind = Readonly<z.infer<typeof behindShape>>;

/** How far an upgrade has come, as its journal says. */
const upgradeShape = z.object({
  run: z.string(),
  /** Its number in the reference, if it has one there; null once all steps are done. */
  step: z.object({ number: z.int().nullable(), id: z.string() }).nullable(),
  startedAt: z.string(),
  /** When the last entry was written, and by which operator. */
  at: z.string(),
  by: z.string(),
  /** How it ended; null while it goes on. */
  ended: z.string().nullable(),
});

export type UpgradeProgress = Readonly<z.infer<typeof upgradeShape>>;

const treeShape = z.object({
  /** Of its last change. */
  position: z.object({ term: z.int(), number: z.int() }),
  entries: z.int(),
  /** How long ago both servers were shown to hold the same; null: not since this server is active. */
  provedAgeMs: z.number().nullable(),
  /** Writes that an Upgrade state has left out for the backup. */
  omitted: z.int(),
  /** The age of the newest backup on this server; null: it has none. */
  backupAgeMs: z.number().nullable(),
});

export type TreeStatus = Readonly<z.infer<typeof treeShape>>;

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
  /** Why the mode is what it is, who set it, and when it ends; null if not given or without an end. */
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
  /** The module that this server, as the backup, monitors; null if it monitors none. */
  module: moduleShape.nullable().default(null),
  network: z.object({ verdict: z.string(), ageMs: z.number() }).nullable(),
  checks: z.array(check),
  /** Whether a role is changing hands, as far as this server knows. */
  activity: z.enum(ACTIVITIES).nullable().default(null),
  /** Why this server, as the backup, will not take over by itself; null if it would, or is not the backup. */
  heldBack: z.enum(HOLDS).nullable().default(null),
  /** Time left in the reconnect period, in ms; null if none is running, or it does not lead to a takeover. */
  takeoverInMs: z.number().nullable(),
  /** Number of the last checkpoint of the parameters, and the parameters that wait for a restart of this server. */
  parameters: z
    .object({ checkpoint: z.int(), waiting: z.array(z.string()) })
    .nullable()
    .default(null),
  /** The configuration tree of this server. */
  tree: treeShape.nullable().default(null),
  /** The upgrade that goes on, or the last one, as far as this server knows. */
  procedures: z.object({ upgrade: upgradeShape.nullable() }).nullable().default(null),
  /** Its newest switch or takeover; if it made none, how it last started as the active server. */
  lastSwitch: historyEventShape.nullable().default(null),
  /** By subsystem, as far as the active server knows. */
  behind: z.record(z.string(), behindShape).default({}),
  /** How files are replicated to the backup (reading R15). */
  files: z.enum(REPLICATION_STATES).default('none'),
  /** What a switch would lose now, as far as the active server knows. */
  wouldLose: z.array(z.string()).default([]),
  warnings: z.array(warning),
});

/** One server's status, as reported by itself. Ages and periods in ms. */
export type ServerStatus = z.infer<typeof serverStatusShape>;
export type ServerCheck = z.infer<typeof check>;
export type StatusWarning = z.infer<typeof warning>;

export const replyShape = z.discriminatedUnion('accepted', [
  z.object({ accepted: z.literal(true), state: z.enum(['begun', 'under-way', 'switched', 'given-up', 'done']) }),
  z.object({ accepted: z.literal(false), code: z.string(), what: z.string(), do: z.string() }),
]);

/** A refusal before the engine was involved: missing role, malformed request. */
export const errorShape = z.object({
  error: z.object({ code: z.string(), what: z.string(), why: z.string(), do: z.string() }),
});

export const switchRequestShape = z.strictObject({
  id: requestId,
  expectedTerm: z.int().min(0).nullable(),
  immediate: z.boolean(),
  reason: z.string().max(1000).nullable(),
});

/** Asks what the answer to such a request would be; sent as a URL query. */
export const switchQuestionShape = z.strictObject({
  expectedTerm: z.union([
    z.literal('none').transform(() => null),
    z
      .string()
      .regex(/^\d{1,15}$/, 'expectedTerm must be a number or "none"')
      .transform(Number),
  ]),
  immediate: z.enum(['true', 'false']).transform((word) => word === 'true'),
});

export const modeRequestShape = z.strictObject({
  id: requestId,
  mode: z.enum(['automatic', 'manual']),
  /** How long it lasts, in ms; null: until it is changed. */
  forMs: z
    .int()
    .min(1)
    .max(30 * 86_400_000)
    .nullable(),
  reason: z.string().max(1000).nullable(),
});

export const rejoinRequestShape = z.strictObject({ id: requestId });

export const stopRequestShape = z.strictObject({ takeover: z.boolean() });

/** Most of a log that one answer has, in bytes. */
export const MOST_LOG_BYTES = 256 * 1024;

export const logTailShape = z.object({
  /** Its path on that server. */
  file: z.string(),
  /** Whole lines, oldest first. */
  text: z.string(),
  /** Whether there are older lines. */
  more: z.boolean(),
});

/** The end of a server's readable log. */
export type ServerLog = z.infer<typeof logTailShape>;
