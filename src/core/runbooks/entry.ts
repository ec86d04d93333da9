/** The journal of a run: one entry for each thing that happened, in order. Its shape is kept across versions. */
import { z } from 'zod';
import { requestId } from '../protocol/request-id.ts';

const letter = z.enum(['A', 'B']);
const action = z.string().regex(/^[a-z0-9.-]{1,64}$/, 'not the id of an action');
/** Of a person. */
export const LONGEST_REASON = 1000;
const reason = z.string().max(LONGEST_REASON);
/** Words from a program or a person, cut to this length before they are written. */
export const LONGEST_DETAIL = 2000;
const detail = z.string().max(LONGEST_DETAIL);
/** What a switch would lose: the items that are written down, and how much of each. */
export const MOST_ITEMS = 100;
export const LONGEST_ITEM = 500;
const perServer = <T extends z.ZodType>(shape: T) => z.strictObject({ A: shape, B: shape });

const begun = z.object({
  type: z.literal('begun'),
  /** The id of the run. */
  run: requestId,
  runbook: z.string().max(64),
  version: z.int().min(1),
  pair: z.string().max(64),
  names: perServer(z.string().max(256)),
  /** The server that was the backup, which is upgraded first. */
  first: letter,
  oldRelease: z.string().max(256).nullable(),
  newRelease: z.string().max(256).nullable(),
  /** As the service's own commands call it; null: unknown. */
  startModes: perServer(z.string().max(64).nullable()),
  /** The operating system is upgraded too. */
  os: z.boolean(),
  /** For each server, what must not change with its operating system; null: not known. */
  machines: perServer(
    z
      .object({
        computerName: z.string().max(256),
        account: z.string().max(256),
        adapters: z.array(z.string().max(256)).max(64),
      })
      .nullable(),
  ),
  /** What the pair file says about the servers and their commands, as a hash; empty by hand. */
  pairFile: z.string().max(64),
  byHand: z.boolean(),
  /** By hand: the name of the service in the operating system. Null on a pair of ours. */
  service: z.string().max(256).nullable().optional(),
});

const entryShapes = z.discriminatedUnion('type', [
  begun,
  /** Somebody continues, perhaps on another machine. */
  z.object({ type: z.literal('resumed'), machine: z.string().max(256), pairFile: z.string().max(64) }),
  z.object({ type: z.literal('stopped') }),
  /** Written before the command is started: without `ran` after it, its outcome is unknown. */
  z.object({
    type: z.literal('running'),
    action,
    /** What its check compares with, such as the last start of the machine; null: nothing. */
    before: z.string().max(256).nullable().optional(),
  }),
  z.object({
    type: z.literal('ran'),
    action,
    ok: z.boolean(),
    detail,
    tookMs: z.number().min(0),
    /** How long no server was active, for a switch; null: not measured. */
    downtimeMs: z.number().min(0).nullable(),
  }),
  z.object({ type: z.literal('by-hand'), action }),
  /** `by`: the servers' own facts, a command of the operator, or the operator's word. */
  z.object({
    type: z.literal('checked'),
    action,
    ok: z.boolean(),
    means: z.enum(['facts', 'command', 'operator']),
    detail,
  }),
  z.object({ type: z.literal('skipped'), action, reason }),
  z.object({ type: z.literal('decided'), action, satisfied: z.boolean(), reason: reason.nullable() }),
  z.object({ type: z.literal('accepted-loss'), action, items: z.array(z.string().max(LONGEST_ITEM)).max(MOST_ITEMS) }),
  z.object({ type: z.literal('turned-back'), reason: reason.nullable() }),
  z.object({ type: z.literal('aborted'), reason: reason.nullable() }),
  z.object({ type: z.literal('ended'), outcome: z.enum(['finished', 'went-back', 'aborted']) }),
]);

export const entryShape = z.intersection(
  z.object({ number: z.int().min(1), at: z.iso.datetime(), by: z.string().max(256) }),
  entryShapes,
);

/** One entry; `at`: wall clock, ISO 8601; `by`: the operator. */
export type Entry = z.infer<typeof entryShape>;
/** An entry before it has its place in the journal. */
export type NewEntry = z.infer<typeof entryShapes>;
export type Begun = Extract<Entry, { type: 'begun' }>;

/** The most entries of one run. A run needs about a hundred; this bounds what a server keeps. */
export const MOST_ENTRIES = 2_000;
