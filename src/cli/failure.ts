import type { Problem } from '../core/problem.ts';
import { EXIT_CODES, SwitchoverError } from '../core/problem.ts';
import { renderProblem } from '../presentation/text/problem.ts';
import { mediumOf } from './terminal.ts';

/** How the caller wants output to look. */
export interface Manner {
  readonly json: boolean;
  readonly noColor: boolean;
}

/** Read from the raw words, because parse errors must already be printed in the right form. */
export function mannerOf(argv: readonly string[]): Manner {
  const end = argv.indexOf('--');
  const own = end < 0 ? argv : argv.slice(0, end);
  return { json: own.includes('--json'), noColor: own.includes('--no-color') };
}

/** Prints a failure, as one JSON document or as text on stderr, and sets the exit code for its kind. */
export function reportFailure(thrown: unknown, manner: Manner): void {
  const error = asSwitchoverError(thrown);
  if (manner.json) {
    process.stdout.write(`${JSON.stringify(failureDocument(error), null, 2)}\n`);
  } else {
    reportProblems([error.problem, ...error.also], manner);
  }
  process.exitCode = EXIT_CODES[error.kind];
}

/** A failure as `--json` shows it. */
export function failureDocument({ problem, also }: SwitchoverError): object {
  const { code, what, why, where, do: next } = problem;
  return { error: { code, what, why, where, do: next }, ...(also.length > 0 ? { also } : {}) };
}

export function reportProblems(problems: readonly Problem[], manner: Manner): void {
  const medium = mediumOf(process.stderr, manner);
  for (const problem of problems) process.stderr.write(`${renderProblem(problem, medium)}\n`);
}

/** Anything thrown that is not a SwitchoverError is a bug, except for a relative name in a folder that was deleted. */
function asSwitchoverError(error: unknown): SwitchoverError {
  if (error instanceof SwitchoverError) return error;
  if ((error as NodeJS.ErrnoException | null)?.syscall === 'uv_cwd') return currentFolderMissing();
  const cause = error instanceof Error ? error : new Error(String(error));
  return new SwitchoverError('bug', {
    code: 'internal-error',
    what: `internal error: ${cause.message}`,
    why: cause.stack ?? null,
    where: null,
    do: 'please report it, with the command you ran and this message',
  });
}

function currentFolderMissing(): SwitchoverError {
  return new SwitchoverError('unreachable', {
    code: 'current-folder-missing',
    what: 'the current folder does not exist any more',
    why: 'it was deleted, and relative names start there',
    where: null,
    do: 'change to another folder, or use absolute names',
  });
}
