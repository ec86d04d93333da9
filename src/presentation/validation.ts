import type { Problem } from '../core/problem.ts';
import type { Medium } from './palette.ts';
import { renderProblem } from './problem.ts';

/** What a validator found: the verdict first, then every problem with what to do. */
export function renderValidation(
  { valid, problems }: { readonly valid: boolean; readonly problems: readonly Problem[] },
  medium: Medium,
): string {
  const { palette } = medium;
  const verdict = `${valid ? 'VALID' : 'NOT VALID'}: ${sayCounts(problems)}`;
  const paint = valid ? (problems.length === 0 ? palette.good : palette.caution) : palette.bad;
  return [paint(verdict), ...problems.map((problem) => renderProblem(problem, medium))].join('\n\n');
}

function sayCounts(problems: readonly Problem[]): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const counts = [count(errors, 'error'), count(problems.length - errors, 'warning')].filter((each) => each !== '');
  return counts.length === 0 ? 'no problem found' : counts.join(' and ');
}

function count(number: number, noun: string): string {
  return number === 0 ? '' : `${number} ${noun}${number === 1 ? '' : 's'}`;
}
