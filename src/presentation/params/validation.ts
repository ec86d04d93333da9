import type { Validation } from '../../core/results/validation.ts';
import type { Medium } from '../text/palette.ts';
import { renderProblem } from '../text/problem.ts';

/** The result, and what was checked, for the last line: a file name, "lists". */
type Judged = Validation & { readonly subject: string };

/** All problems, and a summary line; `more` is appended to it. */
export function renderValidation({ subject, valid, problems }: Judged, medium: Medium, more = ''): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  const counts = [...counted(errors, 'error'), ...counted(warnings, 'warning')].join(', ') || 'no problems';
  const { palette } = medium;
  const paint = errors > 0 ? palette.bad : warnings > 0 ? palette.caution : palette.good;
  const verdict = paint(valid ? 'valid' : 'not valid');
  return [
    ...problems.map((problem) => renderProblem(problem, medium)),
    `${subject}: ${verdict}; ${counts}${more === '' ? '' : `; ${more}`}`,
  ].join('\n\n');
}

function counted(count: number, noun: string): string[] {
  return count === 0 ? [] : [`${count} ${noun}${count === 1 ? '' : 's'}`];
}
