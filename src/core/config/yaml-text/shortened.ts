import type { Problem } from '../../problem.ts';

/** Nobody reads more, and a program that writes such a file has one bug, not a hundred. */
const MOST_PROBLEMS = 100;

/** The first hundred problems of a file, and the number of the others. */
export function shortened(problems: readonly Problem[], fileName: string): Problem[] {
  if (problems.length <= MOST_PROBLEMS) return [...problems];
  const rest = problems.length - MOST_PROBLEMS;
  const more: Problem = {
    code: 'more-problems',
    severity: 'error',
    what: `there are ${rest} more problems`,
    why: `only the first ${MOST_PROBLEMS} are shown`,
    where: fileName,
    do: 'fix those first',
  };
  return [...problems.slice(0, MOST_PROBLEMS), more];
}
