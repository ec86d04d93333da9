/** Requests about the configuration tree (`/v1/ds`) and their answers. Paths are written as in `${CONFIG}\Users\Joe`. */
import { z } from 'zod';
import { LETTERS } from '../letter.ts';
import { problemShape, reasonShape } from './parameter-answers.ts';
import { requestId } from './request-id.ts';

/** Longer ones are refused with a reason by whoever parses the path. */
const path = z.string().max(8_192);
const whole = z.int().min(0);

/** A term and a number. */
export const positionShape = z.object({ term: whole, number: whole });

const attributes = z.record(z.string(), z.array(z.string()));

const entry = z.object({
  path: z.string(),
  class: z.string(),
  attributes,
  position: positionShape,
  changedAt: z.string(),
  changedBy: z.string(),
});

/** `GET /v1/ds/entry?path=`. An entry that is not there: 404 `tree-entry-missing`. */
export const treeEntryShape = entry;
export type TreeEntryAnswer = Readonly<z.infer<typeof treeEntryShape>>;

const server = z.object({ letter: z.enum(LETTERS), name: z.string(), serving: z.boolean() });

/** `GET /v1/ds/children?path=&after=&limit=`: what is immediately below a path. */
export const treeChildrenShape = z.object({
  server,
  /** Of the last change of the tree. */
  position: positionShape,
  children: z.array(
    z.object({
      path: z.string(),
      /** Null if only something below it is there. */
      entry: entry.nullable(),
      hasChildren: z.boolean(),
    }),
  ),
  /** `after` of the next page; null: this is the last. */
  next: z.string().nullable(),
});
export type TreeChildren = Readonly<z.infer<typeof treeChildrenShape>>;

/**
 * `GET /v1/ds/export?path=`: one line of JSON each, of everything at and below a path as it is at one moment. The first is
 * the header, the others are entries in the order of their paths, the last one says how many there were.
 */
export const exportHeaderShape = z.object({
  format: z.literal('switchover-tree'),
  version: z.literal(1),
  path: z.string(),
  server,
  position: positionShape,
  at: z.string(),
});
export const exportEntryShape = entry;
export const exportEndShape = z.object({ entries: whole });

const editShape = z.discriminatedUnion('is', [
  z.strictObject({
    is: z.literal('set'),
    path,
    /** Null: as it is; `Entry` for a new one. */
    class: z.string().nullable(),
    /** Null removes an attribute; those not named stay. */
    attributes: z.record(z.string(), z.array(z.string()).nullable()),
    /** Whether attributes that are not named are removed. */
    exactly: z.boolean().default(false),
  }),
  z.strictObject({ is: z.literal('remove'), path, recursive: z.boolean() }),
]);

/** `POST /v1/ds`: all of it is done, or nothing. */
export const treeRequestShape = z.strictObject({
  id: requestId,
  reason: reasonShape.nullable(),
  dryRun: z.boolean(),
  edits: z.array(editShape).min(1).max(1_000),
  /** What the entries looked like to the operator: if one differs, nothing is changed. Null: it was not there. */
  expected: z.array(z.strictObject({ path, position: positionShape.nullable() })).max(1_000),
});
export type TreeRequest = Readonly<z.input<typeof treeRequestShape>>;

const content = z.object({ class: z.string(), attributes }).nullable();

export const treeReplyShape = z.discriminatedUnion('accepted', [
  z.object({
    accepted: z.literal(true),
    /** Null if nothing changed, or it was a dry run. */
    position: positionShape.nullable(),
    /** `position`: of the entry before; null: it was not there. */
    changes: z.array(
      z.object({ path: z.string(), position: positionShape.nullable().default(null), before: content, after: content }),
    ),
    /** Whether the companion has it too; null if nothing was changed. */
    replicated: z.boolean().nullable(),
  }),
  z.object({
    accepted: z.literal(false),
    kind: z.enum(['usage', 'refused', 'unreachable']),
    problems: z.array(problemShape).min(1),
  }),
]);
export type TreeReply = z.infer<typeof treeReplyShape>;

/** One change, as `history` and `watch` show it. */
export const treeChangeShape = z.object({
  position: positionShape,
  at: z.string(),
  by: z.string(),
  reason: z.string().nullable(),
  /** What it wrote below the path asked for. `entry`: null: it was removed. */
  writes: z.array(z.object({ path: z.string(), entry: content })),
  /** Writes that an Upgrade state left out on this server. */
  omitted: whole,
});
export type TreeChangeAnswer = Readonly<z.infer<typeof treeChangeShape>>;

/** `GET /v1/ds/history?path=&before=&limit=`. */
export const treeHistoryShape = z.object({
  /** Newest first. */
  changes: z.array(treeChangeShape),
  /** `before` of the next page; null: there is nothing older, or it is not kept. */
  next: whole.nullable(),
  /** Number of the last change that is no longer kept; 0: all are. */
  forgotten: whole,
});
export type TreeHistory = Readonly<z.infer<typeof treeHistoryShape>>;

/**
 * `GET /v1/ds/hashes?level=&indexes=1,2`: the hashes of the children of nodes of the hash tree, and
 * `GET /v1/ds/buckets?buckets=1,2`: the entries in its buckets (below level 4). Both servers' answers together show what
 * differs between them. Hashes are 32 hexadecimal digits.
 */
export const treeHashesShape = z.object({ position: positionShape, children: z.array(z.array(z.string())) });
export const treeBucketsShape = z.object({
  position: positionShape,
  entries: z.array(entry.extend({ hash: z.string() })),
});

/** `GET /v1/ds/backups`: copies that the server makes by itself. `POST` makes one now. Newest first. */
export const treeBackupShape = z.object({ name: z.string(), at: z.string(), bytes: whole, entries: whole });
export const treeBackupsShape = z.object({ backups: z.array(treeBackupShape) });
export type TreeBackup = Readonly<z.infer<typeof treeBackupShape>>;

/** What this server had alone at one time and gave up. */
export const setAsideShape = z.object({
  id: z.string(),
  at: z.string(),
  entries: whole,
  /** The name of the server whose data replaced it; null: not known. */
  replacedBy: z.string().nullable(),
});
export const setAsideListShape = z.object({ server, items: z.array(setAsideShape) });
export type SetAside = Readonly<z.infer<typeof setAsideShape>>;

/** `GET /v1/set-aside/:id?after=&limit=`. */
export const setAsideDetailsShape = setAsideShape.extend({
  items: z.array(
    z.object({
      path: z.string(),
      position: positionShape,
      /** Null: this server had removed it. */
      entry: content,
      changedAt: z.string().nullable(),
      changedBy: z.string().nullable(),
    }),
  ),
  /** `after` of the next page; null: this is the last. */
  next: whole.nullable(),
});
export type SetAsideDetails = Readonly<z.infer<typeof setAsideDetailsShape>>;
