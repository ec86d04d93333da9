/** How the tree of this server stands, as its thread reports it. */
import type { SetAside } from '../../core/protocol/tree-answers.ts';
import type { Lag } from '../../core/replication/lag.ts';
import type { Position } from '../../core/replication/position.ts';
import type { TreeEntry } from '../../core/tree/entry.ts';

export interface Opened {
  readonly facts: TreeFacts;
  /** The entries of the parameters, and what was set aside of them. */
  readonly parameters: readonly ParameterWrite[];
  readonly aside: readonly ParameterAside[];
}

/** Null: not there. */
export type ParameterWrite = readonly [key: string, entry: TreeEntry | null];

export interface ParameterAside {
  readonly at: string;
  readonly key: string;
  readonly entry: TreeEntry | null;
}

export interface Committed {
  readonly parameters: readonly ParameterWrite[];
  readonly aside: readonly ParameterAside[];
}

/** How the tree stands, as of the moment at which it was sent. Ages are in ms. */
export interface TreeFacts {
  readonly last: Position;
  readonly entries: number;
  /** What was wrong with the database at the start, and where it is kept. */
  readonly damage: { readonly why: string; readonly keptAs: string } | null;
  /** A comparison with the active server has not ended, or what was here is lost. */
  readonly isIncomplete: boolean;
  /** The backup, as its active server sees it; null: none follows. */
  readonly follower: {
    readonly isComparing: boolean;
    /** The number of the last change that it has. */
    readonly acknowledged: number;
    /** Writes that an Upgrade state has left out for it. */
    readonly omitted: number;
  } | null;
  /** How far the backup is behind: the companion, or this server; null: not known. */
  readonly lag: Lag | null;
  /** When both were last shown to hold the same; null: not since this server is active. */
  readonly provedAgeMs: number | null;
  /** How many differences such a proof has found and repaired. */
  readonly differences: number;
  /** The last time that something was set aside; null: never, or no longer kept. */
  readonly setAside: SetAside | null;
}
