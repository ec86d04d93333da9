/** What a procedure works on: a pair that this tool runs, or one that only the operator can reach. */
import type { ServicePlan } from '../../core/config/pair-file/service.ts';
import type { Finding } from '../../core/runbooks/check.ts';
import type { PairFacts } from '../../core/runbooks/facts.ts';
import type { ActionCommand } from '../../core/runbooks/plan.ts';
import type { Current, Run } from '../../core/runbooks/run.ts';
import type { Action } from '../../core/runbooks/step.ts';

/** How a command of an action ended. */
export interface Ran {
  readonly ok: boolean;
  /** Its last words, or what went wrong. */
  readonly detail: string;
  readonly tookMs: number;
  /** How long no server was active, for a switch; null: not measured. */
  readonly downtimeMs: number | null;
}

/** What was found about the current action, and the facts that it rests on. */
export interface Looked {
  readonly finding: Finding;
  readonly facts: PairFacts | null;
  /** It rests on a command of the operator's. */
  readonly isByCommand: boolean;
}

export interface Ground {
  /** The command for an action; null if there is none. */
  readonly commandFor: (action: Action, run: Run | null) => ActionCommand | null;
  /** Carries out the command of an action, which exists. `say`: its progress. Never throws. */
  readonly carryOut: (action: Action, run: Run, say: (words: string) => void, signal: AbortSignal) => Promise<Ran>;
  /** Finds out whether the check of the current action holds; what it finds does not count if `signal` fires. */
  readonly look: (run: Run, current: Current, signal: AbortSignal) => Promise<Looked>;
  /** The facts that show how the pair is, without those that need a command; null if nothing can be asked. */
  readonly glance: () => Promise<PairFacts | null>;
  /** What tells later whether the machine was restarted, read before that. Null for other actions, and if nothing tells. */
  readonly bootOf: (action: Action) => Promise<string | null>;
  /** What a switch would lose now. */
  readonly wouldLose: () => Promise<readonly string[]>;
}

/** The service of each server, by its letter. */
export type ServicePlans = Readonly<Record<'A' | 'B', ServicePlan>>;
