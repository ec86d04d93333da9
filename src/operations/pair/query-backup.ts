import { stat } from 'node:fs/promises';
import path from 'node:path';
import { localLetter, serverFolder } from '../../client/locate.ts';
import { openNodePair, type PairPlaces } from '../../client/node-pair.ts';
import type { Letter } from '../../core/letter.ts';
import { chooseServer, localServer } from './choose-server.ts';

export interface BackupAnswer {
  readonly server: Letter;
  readonly name: string;
  readonly backup: boolean;
}

/**
 * The Query Backup tool of the reference: is this server (default: the one on this machine) the backup?
 * It is used by programs on the servers, where there is no operator credential: the server's own is used instead.
 */
export async function queryBackup(places: PairPlaces, selector: string | null): Promise<BackupAnswer> {
  const pair = await openNodePair(await withAnyCredential(places));
  try {
    const server =
      selector === null ? await localServer(pair.path, pair.pairFile) : chooseServer(pair.pairFile, selector);
    return { server, name: pair.pairFile.servers[server].name, backup: await pair.health(server, '/backup') };
  } finally {
    pair.close();
  }
}

async function withAnyCredential(places: PairPlaces): Promise<PairPlaces> {
  const hasOperator = await stat(path.join(places.credential, 'operator.crt')).then(
    () => true,
    () => false,
  );
  const here = await localLetter(places.pairFile);
  if (hasOperator || here === null) return places;
  return { ...places, credential: await serverFolder(places.pairFile, here), kind: 'server' };
}
