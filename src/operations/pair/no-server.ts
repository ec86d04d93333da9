import type { Letter } from '../../core/letter.ts';
import { LETTERS } from '../../core/letter.ts';
import type { Problem } from '../../core/problem.ts';
import { SwitchoverError } from '../../core/problem.ts';

/** What is said of the pair as such. */
interface NamedPair {
  readonly path: string;
  readonly pairFile: { readonly pair: string };
}

/** The error if neither server could be queried: the more informative of the two. */
export function noServerAnswers(pair: NamedPair, faults: ReadonlyMap<Letter, Problem>): SwitchoverError {
  const refused = [...faults.values()].find(
    (fault) => fault.code === 'no-credential' || fault.code === 'right-missing',
  );
  if (refused !== undefined) return new SwitchoverError('refused', refused);
  // Something answers: that says more than the silence of the other.
  const strange = [...faults.values()].find(
    ({ code }) => code === 'server-unverified' || code === 'server-answer-strange' || code === 'server-too-old',
  );
  if (strange !== undefined) return new SwitchoverError('unreachable', strange);
  return new SwitchoverError('unreachable', {
    code: 'no-server-reachable',
    what: `neither server of the pair "${pair.pairFile.pair}" answers`,
    why: LETTERS.map((letter) => `${letter}: ${faults.get(letter)?.why ?? 'no answer'}`).join('; '),
    where: pair.path,
    do: 'check that they are running (switchover node run) and that this machine can reach their addresses',
  });
}
