/** What the two servers say to each other while one follows the other. A session begins with `follow`. */
import type { LogEnd } from './position.ts';
import type { Change, Hash, Limit, Row } from './replica.ts';

/** From the backup to the active server. */
export type FromFollower<Scope> = { readonly session: string } & (
  | {
      readonly is: 'follow';
      readonly log: LogEnd;
      /** Of its last change; null if it is not known. */
      readonly id: string | null;
      /** Whether what it holds has to be compared, whatever its log says, or was compared a moment ago. */
      readonly compare: 'needed' | 'done' | null;
      readonly scope: Scope;
      /** See `Replica`. */
      readonly limits: readonly Limit[];
    }
  /** Everything up to this number is durable there, or was left out. `whole`: both servers hold the same again. */
  | { readonly is: 'applied'; readonly number: number; readonly whole: boolean }
  /** The hash of everything it holds, after this number. */
  | { readonly is: 'prove'; readonly number: number; readonly root: Hash }
  | { readonly is: 'ask-hashes'; readonly request: number; readonly level: number; readonly indexes: readonly number[] }
  | { readonly is: 'ask-rows'; readonly request: number; readonly buckets: readonly BucketHashes[] }
);

/** The hashes of rows in one bucket. */
export interface BucketHashes {
  readonly bucket: number;
  readonly hashes: readonly Hash[];
}

/** From the active server to the backup. `log`: how far its own log goes now. */
export type FromLeader<Content> = {
  readonly session: string;
  readonly log: LogEnd;
} & (
  | {
      readonly is: 'changes';
      /** The number before the first of them. */
      readonly after: number;
      /** In order. None: nothing is new. */
      readonly changes: readonly Change<Content>[];
    }
  /**
   * Compare what you hold with what I hold, from which my log goes on. `id`: of its last change. `leads`: it also goes on
   * from where yours ends.
   */
  | { readonly is: 'compare'; readonly id: string; readonly leads: boolean; readonly limits: readonly Limit[] }
  /** The hashes of the children of each node asked for, in the same order. */
  | { readonly is: 'hashes'; readonly request: number; readonly children: readonly (readonly Hash[])[] }
  /**
   * For the first so many buckets asked for: the rows whose hashes were not named, and the named hashes that no row here
   * has.
   */
  | {
      readonly is: 'rows';
      readonly request: number;
      readonly buckets: number;
      readonly rows: readonly Row<Content>[];
      readonly unknown: readonly BucketHashes[];
    }
);
