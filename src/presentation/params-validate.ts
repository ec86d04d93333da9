import type { Problem } from '../core/problem.ts';
import type { Medium } from './palette.ts';
import { renderProblem } from './problem.ts';

/** All problems, and one line that sums them up. */
export function renderValidation(
  file: string,
  {
    valid,
    problems,
    sound,
  }: { readonly valid: boolean; readonly problems: readonly Problem[]; readonly sound: number },
  medium: Medium,
): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  const counts = [...counted(errors, 'error'), ...counted(warnings, 'warning')].join(', ') || 'no problems';
  const { palette } = medium;
  const paint = errors > 0 ? palette.bad : warnings > 0 ? palette.caution : palette.good;
  const verdict = paint(valid ? 'valid' : 'not valid');
  const set = `${sound} ${sound === 1 ? 'parameter' : 'parameters'} set to sound values`;
  return [...problems.map((problem) => renderProblem(problem, medium)), `${file}: ${verdict}; ${counts}; ${set}`].join(
    '\n\n',
  );
}

function counted(count: number, noun: string): string[] {
  return count === 0 ? [] : [`${count} ${noun}${count === 1 ? '' : 's'}`];
}
