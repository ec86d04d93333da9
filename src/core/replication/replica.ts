/**
 * What a server holds of something that is replicated: rows by key, and the log of the latest changes to them. The log
 * says what was done and when; the rows say what holds now. A row is replaced as a whole, so that a change that is applied
 * twice, or to rows that are newer already, changes nothing.
 */
import type { LogEnd, Position } from './position.ts';

/** One row. Its content is a matter of what is replicated: the entries of the configuration tree, for example. */
export interface Row<Content> {
  readonly key: string;
  /** Of the change that wrote it. */
  readonly position: Position;
  readonly content: Content;
}

/** What a change does to one row: null removes it. */
export interface Write<Content> {
  readonly key: string;
  readonly content: Content | null;
}

/** One change: all of its writes, or none. */
export interface Change<Content> {
  readonly position: Position;
  /** Random: two changes at one position, which must not exist, are recognized by it. */
  readonly id: string;
  /** ISO 8601, by the clock of the active server that made it. */
  readonly at: string;
  /** The name of the credential, or of the program. */
  readonly by: string;
  readonly reason: string | null;
  /** Identifies the request, so that a repeat of it changes nothing. */
  readonly request: string | null;
  readonly writes: readonly Write<Content>[];
  /** How many writes were left out because of an Upgrade state (Appendix C). */
  readonly omitted: number;
}

/** 16 bytes, as four unsigned 32-bit numbers. */
export type Hash = readonly [number, number, number, number];

export function isSameHash(one: Hash, other: Hash): boolean {
  return one.every((part, index) => part === other[index]);
}

/** The hash tree has this many levels below its root, each node with this many children; the lowest are the buckets. */
export const LEVELS = 4;
export const FANOUT = 16;
export const BUCKETS = FANOUT ** LEVELS;

/** A row with the hash of everything in it: key, position and content. */
export interface HashedRow<Content> extends Row<Content> {
  readonly hash: Hash;
}

/** What a server holds, to be read. Every method is answered at once, from a consistent state. */
export interface Replica<Content> {
  readonly log: () => LogEnd;
  /** The number of the last change that is no longer kept: the log holds those after it. */
  readonly logBase: () => number;
  /** The id of the change at a number, and at `logBase`; null if it is not known. */
  readonly idAt: (number: number) => string | null;
  /** Changes after a number, in order: at most so many, and not much more than so many bytes. */
  readonly changesAfter: (
    number: number,
    most: { readonly changes: number; readonly bytes: number },
  ) => readonly Change<Content>[];
  readonly row: (key: string) => Row<Content> | null;
  /** The sum of the hashes of all rows below a node. Level 0 is the root, level `LEVELS` the buckets. */
  readonly hashOf: (level: number, index: number) => Hash;
  /** The rows of a bucket, in the order of their keys. */
  readonly rowsOf: (bucket: number) => readonly HashedRow<Content>[];
  /** A comparison with the active server has begun and not ended: rows are a mixture of older and newer ones. */
  readonly isIncomplete: () => boolean;
  /** What Upgrade states have left out since both servers held the same, as far as this one knows: oldest first. */
  readonly limits: () => readonly Limit[];
}

/** An Upgrade state, or a part of it: of the changes after a number, the backup did not get what a scope leaves out. */
export interface Limit {
  readonly since: number;
  /** As JSON. */
  readonly scope: string;
}

/** What a server had alone, and gives up for what the active server has. */
export interface AsideItem<Content> {
  readonly key: string;
  readonly position: Position;
  /** Null: it had removed the row. */
  readonly content: Content | null;
}

/** What changes in a replica, in one transaction. What is not named stays. */
export interface Commit<Content> {
  /** Rows to write, with the position of the change that wrote them, and keys to remove. */
  readonly put: readonly Row<Content>[];
  readonly remove: readonly string[];
  /** Added to the end of the log, which they follow without a gap. */
  readonly append: readonly Change<Content>[];
  /** The log begins anew, without changes, at the end of the active server's. */
  readonly restart?: { readonly log: LogEnd; readonly id: string };
  readonly incomplete?: boolean;
  readonly limits?: readonly Limit[];
  /** Made durable, as a file, before anything else in this commit. */
  readonly aside: readonly AsideItem<Content>[];
}

export const NOTHING: Commit<never> = { put: [], remove: [], append: [], aside: [] };
