/**
 * Procedures as data. A runbook has steps; a step has actions; an action is done once its check holds.
 */
import type { Letter } from '../letter.ts';

/** What an action does, and on which server. */
export type Deed =
  | { readonly kind: 'stop' | 'start' | 'restart' | 'test'; readonly server: Letter }
  /** `original`: what was read before the first step. */
  | { readonly kind: 'start-mode'; readonly server: Letter; readonly to: 'manual' | 'original' }
  | { readonly kind: 'install'; readonly server: Letter; readonly release: 'old' | 'new' }
  | { readonly kind: 'switch'; readonly server: Letter }
  /** Nothing is done: only the check counts. */
  | { readonly kind: 'look' }
  /** The operator decides how to go on. */
  | { readonly kind: 'decide' };

/** What must hold once an action is done; `check.ts` finds out from facts about the servers. */
export type Check =
  | { readonly is: 'stopped' | 'running' | 'restarted'; readonly server: Letter }
  /** The backup, in the state that two different releases lead to, or in the ordinary one. */
  | { readonly is: 'backup'; readonly server: Letter; readonly state: 'backup' | 'upgrade-higher' | 'upgrade-lower' }
  | { readonly is: 'active'; readonly server: Letter }
  | { readonly is: 'start-mode'; readonly server: Letter; readonly to: 'manual' | 'original' }
  | { readonly is: 'release'; readonly server: Letter; readonly release: 'old' | 'new' }
  /** Nothing can be measured: the operator confirms it. */
  | { readonly is: 'confirmed' };

export interface Action {
  /** Unique in the runbook, and stable: journals contain it. */
  readonly id: string;
  readonly deed: Deed;
  readonly check: Check;
}

export interface Step {
  /** Unique in the runbook, and stable. */
  readonly id: string;
  /** As the reference numbers it; null for a step that it does not have. */
  readonly number: number | null;
  readonly branch: 'satisfied' | 'not-satisfied' | null;
  /** Where it runs; null if nowhere in particular. */
  readonly server: Letter | null;
  readonly actions: readonly Action[];
}

/** As the reference numbers it: `5`, `10a`, `10b`; null for a step that it does not have. */
export function stepNumber({
  number,
  branch = null,
}: {
  readonly number: number | null;
  readonly branch?: Step['branch'];
}): string | null {
  if (number === null) return null;
  return `${number}${branch === null ? '' : branch === 'satisfied' ? 'a' : 'b'}`;
}

/** How people name a step: by its number; its id if it has none. */
export function stepLabel(step: Step): string {
  return stepNumber(step) ?? step.id;
}
