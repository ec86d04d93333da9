/** Whoever answers the questions of a procedure: a person at a terminal, or a file of answers. */
import type { Choice } from './move.ts';
import type { ProcedureQuestion, ProcedureView } from './view.ts';

export interface Answered {
  readonly choice: Choice;
  /** For `skip`, `not-satisfied`, `back` and `abort`; null if none was given. */
  readonly reason: string | null;
}

export interface Operator {
  /** Whether to begin, with the whole plan as text. */
  readonly begins: (plan: string) => Promise<boolean>;
  /** Shows what is going on; called as often as something changes. */
  readonly show: (view: ProcedureView) => void;
  /**
   * Asks one question. Rejects with an AbortError if `signal` fires: the pair has changed, and the question is asked
   * again with what is true then.
   */
  readonly ask: (question: ProcedureQuestion, view: ProcedureView, signal: AbortSignal) => Promise<Answered>;
  /** Whether what a switch would lose is accepted. Rejects with an AbortError if `signal` fires. */
  readonly acceptsLoss: (items: readonly string[], view: ProcedureView, signal: AbortSignal) => Promise<boolean>;
  /** Whether to go on although something is not as it was. */
  readonly accepts: (question: string) => Promise<boolean>;
}
