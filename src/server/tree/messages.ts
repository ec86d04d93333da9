/** What passes between the server's main thread and the thread that has the tree. */
import type { LogLine } from '../../core/engine/effect.ts';
import type { Problem, ProblemKind } from '../../core/problem.ts';
import type { Role } from '../../core/tree/role.ts';
import type { Committed, Opened, TreeFacts } from './facts.ts';
import type { TreeWork } from './work.ts';

/** The database, in the data folder. */
export const TREE_FILE = 'tree.db';

export interface WorkerOptions {
  readonly dataFolder: string;
  /** Distinguishes this run from others, and from the companion. */
  readonly bootId: string;
}

export type ToWorker =
  | { readonly is: 'role'; readonly role: Role }
  | { readonly is: 'connected' | 'disconnected' | 'close' }
  /** A message of the companion, as it came. */
  | { readonly is: 'heard'; readonly bytes: Uint8Array }
  | { readonly is: 'request'; readonly id: number; readonly name: keyof TreeWork; readonly asked: unknown };

export type FromWorker =
  | { readonly is: 'opened'; readonly opened: Opened }
  | { readonly is: 'not-opened'; readonly kind: ProblemKind; readonly problem: Problem }
  | { readonly is: 'send'; readonly bytes: Uint8Array }
  | { readonly is: 'drop'; readonly why: string }
  | { readonly is: 'facts'; readonly facts: TreeFacts }
  | { readonly is: 'committed'; readonly committed: Committed }
  | { readonly is: 'log'; readonly line: LogLine }
  | { readonly is: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly is: 'failed'; readonly id: number; readonly why: string };
