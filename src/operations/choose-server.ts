import { networkInterfaces } from 'node:os';
import type { Letter } from '../core/letter.ts';
import { LETTERS } from '../core/letter.ts';
import type { PairFile } from '../core/pair-file/pair-file.ts';
import { SwitchoverError } from '../core/problem.ts';
import { addressesOf } from '../host/name-lookup.ts';
import { localLetter } from '../pairs/locate.ts';

/** Longer than a name server that answers takes, in ms. */
const LOOKUP_LIMIT_MS = 1_000;

/** `A`, `B` or a server's name, in any letter case. */
export function chooseServer(pairFile: PairFile, selector: string): Letter {
  const wanted = selector.toLowerCase();
  const found = LETTERS.find(
    (letter) => letter.toLowerCase() === wanted || pairFile.servers[letter].name.toLowerCase() === wanted,
  );
  if (found !== undefined) return found;
  throw new SwitchoverError('usage', {
    code: 'unknown-server',
    what: `the pair has no server ${selector}`,
    why: `its servers are ${LETTERS.map((letter) => `${letter} (${pairFile.servers[letter].name})`).join(' and ')}`,
    where: null,
    do: 'name one of them with --server',
  });
}

/**
 * The server on this machine: the one whose folder the pair file lies in, else the one whose address is ours.
 * Throws where that names none or both.
 */
export async function localServer(pairFilePath: string, pairFile: PairFile): Promise<Letter> {
  const carried = await localLetter(pairFilePath);
  if (carried !== null) return carried;
  const own = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address));
  const found = await Promise.all(LETTERS.map((letter) => addressesOf(pairFile.servers[letter].host, LOOKUP_LIMIT_MS)));
  const here = LETTERS.filter((_, index) => found[index]?.some((address) => own.includes(address)));
  if (here.length === 1) return here[0]!;
  throw new SwitchoverError('usage', {
    code: 'server-needed',
    what: 'it is not clear which server is meant',
    why:
      here.length === 0
        ? 'neither server has an address of this machine'
        : 'both servers have an address of this machine',
    where: pairFilePath,
    do: 'name one with --server A or --server B',
  });
}
