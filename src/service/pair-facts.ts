import { LETTERS } from '../core/letter.ts';
import type { PairFile } from '../core/pair-file/pair-file.ts';

/**
 * What both servers' pair files must agree on, as one text: names, addresses, parameters and which module is monitored.
 * Hooks, data folders and how the module is asked may differ, because the two machines may.
 */
export function renderPairFileFacts(pairFile: PairFile): string {
  const servers = LETTERS.map((letter) => {
    const { name, host, port } = pairFile.servers[letter];
    return { letter, name, host, port };
  });
  const parameters = Object.entries(pairFile.parameters).sort(([a], [b]) => (a < b ? -1 : 1));
  const { module } = pairFile;
  // Left out where there is none, so that two versions agree about a pair file without it.
  const monitored = module === null ? {} : { module: { name: module.name, startLimitMs: module.startLimitMs } };
  return JSON.stringify({ pair: pairFile.pair, servers, parameters, ...monitored });
}
