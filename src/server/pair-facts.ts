import { createHash } from 'node:crypto';
import type { PairFile } from '../core/config/pair-file/pair-file.ts';
import { LETTERS } from '../core/letter.ts';

/** Short hashes of what the pair files of both servers must agree on. */
export interface PairFileHashes {
  /** Names, addresses and the monitored module: what only the pair file defines. */
  readonly own: string;
  /** Including the parameters: what versions without a parameter history compare. */
  readonly whole: string;
}

export function hashesOf(pairFile: PairFile): PairFileHashes {
  return { own: hashOf(pairFile, {}), whole: hashOf(pairFile, pairFile.parameters) };
}

/**
 * Whether the companion's pair file differs. Parameters count only for a version that uses those in the pair file;
 * otherwise the history decides, and changing them in a pair file causes a separate warning.
 */
export function pairFilesDiffer(here: PairFileHashes, there: { own: string | null; whole: string }): boolean {
  return there.own === null ? there.whole !== here.whole : there.own !== here.own;
}

/** Hooks, data folders and module probes may differ, because the two machines may. */
function hashOf(pairFile: PairFile, values: PairFile['parameters']): string {
  const servers = LETTERS.map((letter) => {
    const { name, host, port } = pairFile.servers[letter];
    return { letter, name, host, port };
  });
  const parameters = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  const { module } = pairFile;
  // Omitted if there is none, so that two versions agree about a pair file without it.
  const monitored = module === null ? {} : { module: { name: module.name, startLimitMs: module.startLimitMs } };
  const text = JSON.stringify({ pair: pairFile.pair, servers, parameters, ...monitored });
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
