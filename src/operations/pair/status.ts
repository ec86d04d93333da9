import type { NodePair } from '../../client/node-pair.ts';
import type { Letter } from '../../core/letter.ts';
import { LETTERS } from '../../core/letter.ts';
import { formatEndpoint } from '../../core/network-name.ts';
import { SwitchoverError } from '../../core/problem.ts';
import { pairStatus } from '../../core/results/pair-status.ts';
import type { Seen, SeenPair } from '../../core/results/seen.ts';
import type { PairStatus } from '../../core/results/status.ts';
import { noServerAnswers } from './no-server.ts';

/** Queries both servers in parallel. Throws only if neither answers. */
export async function readStatus(pair: NodePair): Promise<PairStatus> {
  const seen = (await Promise.all(LETTERS.map((letter) => askServer(pair, letter)))) as [Seen, Seen] satisfies SeenPair;
  if (seen.every(({ answer }) => answer === null)) {
    const faults = new Map(seen.flatMap(({ letter, fault }) => (fault === null ? [] : [[letter, fault]])));
    throw noServerAnswers(pair, faults);
  }
  return pairStatus(pair.pairFile.pair, new Date().toISOString(), seen);
}

async function askServer(pair: NodePair, letter: Letter): Promise<Seen> {
  const { name, host, port } = pair.pairFile.servers[letter];
  const server = { letter, name, address: formatEndpoint(host, port) };
  try {
    return { ...server, answer: await pair.status(letter), fault: null };
  } catch (error) {
    if (error instanceof SwitchoverError) return { ...server, answer: null, fault: error.problem };
    throw error;
  }
}
