import type { NodePair } from '../../client/node-pair.ts';
import { LETTERS } from '../../core/letter.ts';
import type { TreeBackup } from '../../core/protocol/tree-answers.ts';
import type { TreeServer } from '../../core/results/tree.ts';
import { activeServer, serverOf, treeServer } from './tree-server.ts';

export interface BackupsFound {
  readonly pair: string;
  /** Newest first. */
  readonly backups: readonly (TreeBackup & { readonly server: TreeServer })[];
}

/** Of both servers; one that does not answer is left out. @throws SwitchoverError if neither does */
export async function listBackups(pair: NodePair): Promise<BackupsFound> {
  await treeServer(pair, null);
  const found = await Promise.all(
    LETTERS.map(async (letter) => {
      const backups = await pair.tree.backups(letter).catch(() => []);
      return backups.map((backup) => ({ ...backup, server: serverOf(pair, letter) }));
    }),
  );
  const backups = found.flat().toSorted((one, other) => (one.at < other.at ? 1 : -1));
  return { pair: pair.pairFile.pair, backups };
}

/** @throws SwitchoverError as `activeServer` does; `right-missing` */
export async function makeBackup(pair: NodePair): Promise<BackupsFound> {
  const server = await activeServer(pair);
  const made = await pair.tree.makeBackup(server.letter);
  return { pair: pair.pairFile.pair, backups: [{ ...made, server }] };
}
