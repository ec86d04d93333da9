/** What operations on the configuration tree return: the data of `--json`. */
import type { Letter } from '../letter.ts';
import type { Problem } from '../problem.ts';
import type {
  SetAside,
  SetAsideDetails,
  TreeChangeAnswer,
  TreeEntryAnswer,
  TreeReply,
  TreeRequest,
} from '../protocol/tree-answers.ts';

export interface TreeServer {
  readonly letter: Letter;
  readonly name: string;
}

/** One level, or several. */
export interface TreeListing {
  readonly pair: string;
  readonly server: TreeServer;
  readonly path: string | null;
  readonly entries: readonly ListedEntry[];
  /** Whether entries were left out, because there are very many. */
  readonly isCut: boolean;
}

export interface ListedEntry {
  readonly path: string;
  /** Levels below the path that was asked for, from 1. */
  readonly depth: number;
  /** Null if only something below it is there. */
  readonly entry: TreeEntryAnswer | null;
  readonly hasChildren: boolean;
}

export type EntryDifference = Extract<TreeReply, { readonly accepted: true }>['changes'][number];

export interface TreeChangeResult {
  readonly pair: string;
  readonly server: TreeServer;
  readonly dryRun: boolean;
  /** Null if nothing was written. With several changes, the last one. */
  readonly position: { readonly term: number; readonly number: number } | null;
  readonly changes: readonly EntryDifference[];
  /** Whether the backup has it too; null if nothing was written. */
  readonly replicated: boolean | null;
  readonly problems: readonly Problem[];
}

/** Changes that are shown before they are made, and made as they were shown. */
export interface ChangePlan {
  readonly pair: string;
  readonly server: TreeServer;
  readonly changes: readonly EntryDifference[];
  /** The requests that make them, one after the other. */
  readonly steps: readonly Pick<TreeRequest, 'edits' | 'expected'>[];
}

export interface TreeHistoryResult {
  readonly pair: string;
  readonly server: TreeServer;
  readonly path: string | null;
  /** Newest first. */
  readonly changes: readonly TreeChangeAnswer[];
  readonly more: boolean;
  /** Number of the last change that is no longer kept; 0: all are. */
  readonly forgotten: number;
}

export interface TreeDifferences {
  readonly pair: string;
  readonly path: string | null;
  readonly different: boolean;
  readonly entries: readonly DifferingEntry[];
}

/** Null: not there. */
export interface DifferingEntry {
  readonly path: string;
  readonly A: TreeEntryAnswer | null;
  readonly B: TreeEntryAnswer | null;
}

export interface SetAsideList {
  readonly pair: string;
  /** Newest first. */
  readonly items: readonly (SetAside & { readonly server: TreeServer })[];
}

export interface SetAsideShown extends Omit<SetAsideDetails, 'next' | 'items'> {
  readonly pair: string;
  readonly server: TreeServer;
  readonly items: readonly SetAsideItem[];
}

export interface SetAsideItem {
  readonly path: string;
  /** Null: it had been removed. */
  readonly aside: EntryDifference['before'];
  readonly changedAt: string | null;
  readonly changedBy: string | null;
  /** On the active server now; null: not there. */
  readonly current: TreeEntryAnswer | null;
  /** `same`: what was set aside is there. `conflict`: something else is. `missing`: nothing is there. */
  readonly state: 'same' | 'conflict' | 'missing';
}
