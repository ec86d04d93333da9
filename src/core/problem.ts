/**
 * Problems are values: what is wrong with an input or a run, worded so that the reader knows what to do next.
 *
 * A validator returns a list of them. When work cannot continue, one is thrown inside a `SwitchoverError`, together
 * with the kind that decides the exit code.
 */

export interface Problem {
  /** Stable, lower case with hyphens: scripts match on it. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** What happened: one sentence, lower case, no full stop. */
  readonly what: string;
  /** The reason, or the rule that was broken. Null if `what` says it all. */
  readonly why: string | null;
  /** The location: `FILE:LINE:COLUMN`, `HOST:PORT`, a flag. Null if there is none. */
  readonly where: string | null;
  /** The next step for the reader. */
  readonly do: string;
}

/**
 * Who must act; a script sees it as the exit code.
 *
 * - `usage`: the caller gave wrong flags or malformed input (exit 2)
 * - `unreachable`: something needed could not be reached or read (exit 3)
 * - `refused`: a safety check or a missing permission prevented it (exit 4)
 * - `unfinished`: started and not finished, or the outcome is unknown (exit 5)
 * - `bug`: internal error (exit 70)
 */
export type ProblemKind = 'usage' | 'unreachable' | 'refused' | 'unfinished' | 'bug';

export const EXIT_CODES: Readonly<Record<ProblemKind, number>> = {
  usage: 2,
  unreachable: 3,
  refused: 4,
  unfinished: 5,
  bug: 70,
};

/** Errors before warnings, in their order otherwise. */
export function errorsFirst(problems: readonly Problem[]): Problem[] {
  const rank = ({ severity }: Problem): number => (severity === 'error' ? 0 : 1);
  return problems.toSorted((left, right) => rank(left) - rank(right));
}

/** Thrown when work cannot continue. `also` holds further problems found in the same pass. */
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

/** The error for input with these problems (usage), at least one of them an error. */
export function unusableInput(problems: readonly Problem[]): SwitchoverError {
  const [first, ...also] = errorsFirst(problems);
  return new SwitchoverError('usage', first!, also);
}
