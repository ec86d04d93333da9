import type { Problem } from '../problem.ts';

/** Nobody reads more, and a machine that makes such a file has one mistake, not a hundred. */
const MOST_PROBLEMS = 100;

/** The first problems of a file; of more than a hundred, how many there are besides. */
export function shortened(problems: readonly Problem[], fileName: string): Problem[] {
  if (problems.length <= MOST_PROBLEMS) return [...problems];
  const rest = problems.length - MOST_PROBLEMS;
  const more: Problem = {
    code: 'more-problems',
    severity: 'error',
    what: `there are ${rest} more problems`,
    why: `only the first ${MOST_PROBLEMS} are listed`,
    where: fileName,
    do: 'mend those first',
  };
  return [...problems.slice(0, MOST_PROBLEMS), more];
}
