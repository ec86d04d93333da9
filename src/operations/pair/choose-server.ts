import { networkInterfaces } from 'node:os';
import { localLetter } from '../../client/locate.ts';
import type { PairFile } from '../../core/config/pair-file/pair-file.ts';
import type { Letter } from '../../core/letter.ts';
import { LETTERS } from '../../core/letter.ts';
import { formatEndpoint } from '../../core/network-name.ts';
import { SwitchoverError } from '../../core/problem.ts';
import { addressesOf } from '../../host/network/name-lookup.ts';

/** Longer than any working name server takes, in ms. */
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
    what: `the pair has no server "${selector}"`,
    why: `its servers are ${LETTERS.map((letter) => `${letter} (${pairFile.servers[letter].name})`).join(' and ')}`,
    where: null,
    do: 'select one of them with --server',
  });
}

/**
 * For the reference's `/Notifier=HOST`: a letter, name or host of either server, also with its port.
 *
 * @throws SwitchoverError `unknown-server` (usage) if it is none of these: the switch was meant for another pair
 */
export function refuseForeignHost({ servers }: PairFile, text: string): void {
  const wanted = text.toLowerCase();
  const ways = LETTERS.flatMap((letter) => {
    const { name, host, port } = servers[letter];
    return [letter, name, host, formatEndpoint(host, port), `${name}:${port}`];
  });
  if (ways.some((way) => way.toLowerCase() === wanted)) return;
  throw new SwitchoverError('usage', {
    code: 'unknown-server',
    what: `the pair has no server "${text}"`,
    why: `its servers are ${LETTERS.map((letter) => `${servers[letter].name} (${servers[letter].host})`).join(' and ')}`,
    where: '/Notifier',
    do: 'name one of them, or omit HOST; for another pair, select its pair file with --pair',
  });
}

/**
 * The server on this machine: the one whose folder contains the pair file, otherwise the one with an address of this
 * machine. Throws if that selects neither or both.
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
    what: 'cannot tell which server is meant',
    why:
      here.length === 0
        ? "neither server's address belongs to this machine"
        : "both servers' addresses belong to this machine",
    where: pairFilePath,
    do: 'select one with --server A or --server B',
  });
}
