import { createHash } from 'node:crypto';
import { LETTERS } from '../core/letter.ts';
import type { PairFile } from '../core/pair-file/pair-file.ts';

/** Short hashes of what both servers' pair files must agree on. */
export interface PairFileHashes {
  /** Names, addresses and the monitored module: what only the pair file says. */
  readonly own: string;
  /** With the parameters: all that versions compare that know no history of parameters. */
  readonly whole: string;
}

export function hashesOf(pairFile: PairFile): PairFileHashes {
  return { own: hashOf(pairFile, {}), whole: hashOf(pairFile, pairFile.parameters) };
}

/**
 * Whether the pair file that the companion told of is another one. Parameters count only against a version that goes by
 * them: of the others the history decides, and whoever changes them in a pair file is told so apart.
 */
export function pairFilesDiffer(here: PairFileHashes, there: { own: string | null; whole: string }): boolean {
  return there.own === null ? there.whole !== here.whole : there.own !== here.own;
}

/** Hooks, data folders and how the module is asked may differ, because the two machines may. */
function hashOf(pairFile: PairFile, values: PairFile['parameters']): string {
  const servers = LETTERS.map((letter) => {
    const { name, host, port } = pairFile.servers[letter];
    return { letter, name, host, port };
  });
  const parameters = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  const { module } = pairFile;
  // Left out where there is none, so that two versions agree about a pair file without it.
  const monitored = module === null ? {} : { module: { name: module.name, startLimitMs: module.startLimitMs } };
  const text = JSON.stringify({ pair: pairFile.pair, servers, parameters, ...monitored });
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
