import type { NodePair, PairPlaces } from '../../client/node-pair.ts';
import { openNodePair } from '../../client/node-pair.ts';
import type { ParameterValues } from '../../core/config/parameters/catalogue.ts';
import { SwitchoverError } from '../../core/problem.ts';
import type { ServerParameters } from '../../core/protocol/parameter-answers.ts';
import { readPairParameters } from './pair-parameters.ts';
import type { ParameterSource } from './parameter-source.ts';

/** @throws SwitchoverError see `openNodePair`, `readPairParameters` */
export async function openPairSource(places: PairPlaces): Promise<ParameterSource> {
  const pair = await openNodePair(places);
  try {
    return await livePairSource(pair);
  } finally {
    pair.close();
  }
}

/** The values set in a running pair, and those in force on its servers. */
export async function livePairSource(pair: NodePair): Promise<ParameterSource> {
  const { from, servers, warnings } = await readPairParameters(pair);
  return {
    name: pair.pairFile.pair,
    values: withServers(from, from.values),
    inForce: servers.map((each) => ({ server: each.letter, values: withServers(each, each.inForce) })),
    warnings,
  };
}

/**
 * The values after a checkpoint.
 *
 * @throws SwitchoverError (refused) `checkpoint-unknown`
 */
export async function checkpointSource(pair: NodePair, number: number): Promise<ParameterSource> {
  const { from } = await readPairParameters(pair);
  const values = await pair.parameters.checkpoint(from.letter, number);
  if (values !== null) return { name: String(number), values: withServers(from, values), inForce: null, warnings: [] };
  throw checkpointMissing(number, from.checkpoint);
}

export function checkpointMissing(number: number, last: number): SwitchoverError {
  return new SwitchoverError('refused', {
    code: 'checkpoint-unknown',
    what: `there is no checkpoint ${number}`,
    why: `the last one is ${last}, and old checkpoints are removed`,
    where: null,
    do: 'list the checkpoints with: switchover params history',
  });
}

/** The names and addresses of the servers come from the pair file, and are shown like other parameters. */
function withServers({ servers }: ServerParameters, values: ServerParameters['values']): ParameterValues {
  // The server has checked each value by its name, which the type of a map built entry by entry cannot express.
  return { ...servers, ...values } as ParameterValues;
}
