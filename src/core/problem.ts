/**
 * Problems are values: what is wrong with an input or a run, said so that the reader knows what to do next.
 *
 * A validator returns a list of them. Where work cannot go on, one of them is thrown inside a `SwitchoverError`,
 * together with the kind that decides the exit code.
 */

export interface Problem {
  /** Stable, lower case with hyphens: scripts match on it. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** What happened, one sentence without a full stop at a line's end being needed. */
  readonly what: string;
  /** The reason, or the rule that was broken. */
  readonly why: string;
  /** The place: `FILE:LINE:COLUMN`, `HOST:PORT`, a flag. Null where there is none. */
  readonly where: string | null;
  /** The next step for the reader. */
  readonly do: string;
}

/**
 * Who must act, which is what the exit code tells a script.
 *
 * - `usage`: the caller gave flags or input of the wrong shape (exit 2)
 * - `unreachable`: something needed could not be reached or read (exit 3)
 * - `refused`: a guard or a missing right said no (exit 4)
 * - `unfinished`: begun and not finished, or the outcome is unknown (exit 5)
 * - `bug`: ours (exit 70)
 */
export type ProblemKind = 'usage' | 'unreachable' | 'refused' | 'unfinished' | 'bug';

export const EXIT_CODES: Readonly<Record<ProblemKind, number>> = {
  usage: 2,
  unreachable: 3,
  refused: 4,
  unfinished: 5,
  bug: 70,
};

/** Thrown where work cannot go on. `also` holds further problems found in the same pass. */
export class SwitchoverError extends Error {
  readonly kind: ProblemKind;
  readonly problem: Problem;
  readonly also: readonly Problem[];

  constructor(kind: ProblemKind, problem: Omit<Problem, 'severity'>, also: readonly Problem[] = []) {
    super(problem.what);
    this.name = 'SwitchoverError';
    this.kind = kind;
    this.problem = { severity: 'error', ...problem };
    this.also = also;
  }
}
