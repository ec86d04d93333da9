import type { NodePair } from '../../client/node-pair.ts';
import { LETTERS } from '../../core/letter.ts';
import type { ParameterHistory } from '../../core/results/parameters.ts';
import { readPairParameters } from './pair-parameters.ts';
import { knownOrSet, wantedName } from './wanted-values.ts';

/**
 * The history of the parameters of a running pair: who changed what, when and why.
 *
 * @throws SwitchoverError (usage) as `wantedName` does; see `readPairParameters`
 */
export async function parameterHistory(
  pair: NodePair,
  words: readonly string[],
  limit: number,
): Promise<ParameterHistory> {
  const { from, servers, warnings } = await readPairParameters(pair);
  const name = wantedName(words, 'history', knownOrSet(from.values));
  const answering = LETTERS.filter((letter) => servers.some((each) => each.letter === letter));
  const firsts = await Promise.all(
    answering.map(async (letter) => ({
      letter,
      page: await pair.parameters.history(letter, { name, before: null, limit }),
    })),
  );
  let page = firsts.find(({ letter }) => letter === from.letter)!.page;
  const { forgotten } = page;
  const checkpoints = page.checkpoints.toReversed();
  // The size of an answer is limited, and lists of directories are long.
  while (page.more && checkpoints.length < limit) {
    const before = checkpoints.at(-1)!.number;
    page = await pair.parameters.history(from.letter, { name, before, limit: limit - checkpoints.length });
    checkpoints.push(...page.checkpoints.toReversed());
  }
  const setAside = firsts
    .flatMap(({ letter, page: { aside } }) => aside.map((each) => ({ server: letter, ...each })))
    .toSorted((one, other) => (one.setAsideAt < other.setAsideAt ? 1 : -1));
  const server = { letter: from.letter, name: from.name };
  return { pair: pair.pairFile.pair, server, name, checkpoints, more: page.more, forgotten, setAside, warnings };
}
