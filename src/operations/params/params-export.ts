import type { NodePair } from '../../client/node-pair.ts';
import { writeParameterFile } from '../../core/config/parameter-file/write.ts';
import { findParameter } from '../../core/config/parameters/catalogue.ts';
import type { ParameterValue } from '../../core/config/parameters/definition.ts';
import type { Letter } from '../../core/letter.ts';
import type { Problem } from '../../core/problem.ts';
import { readPairParameters } from './pair-parameters.ts';
import { checkpointMissing } from './pair-source.ts';

export interface ExportedParameters {
  readonly pair: string;
  readonly server: { readonly letter: Letter; readonly name: string };
  readonly checkpoint: number;
  /** The values that are set, by exact name, in alphabetical order. */
  readonly values: Readonly<Record<string, ParameterValue>>;
  /** The same as a parameter file. */
  readonly yaml: string;
  readonly warnings: readonly Problem[];
}

/**
 * The values set in a running pair, or after a checkpoint. Names and addresses of the servers are omitted: they belong in
 * the pair file, and a file without them also works for another pair.
 *
 * @throws SwitchoverError (refused) `checkpoint-unknown`; see `readPairParameters`
 */
export async function exportParameters(pair: NodePair, checkpoint: number | null): Promise<ExportedParameters> {
  const { from, warnings } = await readPairParameters(pair);
  const number = checkpoint ?? from.checkpoint;
  const all = checkpoint === null ? from.values : await pair.parameters.checkpoint(from.letter, checkpoint);
  if (all === null) throw checkpointMissing(number, from.checkpoint);
  const names = Object.keys(all).toSorted();
  const known = names.filter((name) => findParameter(name) !== null);
  const values = Object.fromEntries(known.map((name) => [name, all[name]!]));
  const comment = [
    `Parameters of ${pair.pairFile.pair}, checkpoint ${number}.`,
    'To apply: switchover params import FILE',
  ];
  return {
    pair: pair.pairFile.pair,
    server: { letter: from.letter, name: from.name },
    checkpoint: number,
    values,
    yaml: writeParameterFile(values, comment),
    warnings: [...warnings, ...names.filter((name) => !known.includes(name)).map(leftOut)],
  };
}

function leftOut(name: string): Problem {
  return {
    code: 'parameter-left-out',
    severity: 'warning',
    what: `${name} was omitted`,
    why: 'this version does not know the parameter; the server runs another version',
    where: null,
    do: 'use the version that the servers run',
  };
}
