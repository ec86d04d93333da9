import { dataFolder, serverFolder } from '../../client/locate.ts';
import type { LogLine } from '../../core/engine/effect.ts';
import type { Letter } from '../../core/letter.ts';
import { formatEndpoint } from '../../core/network-name.ts';
import { SwitchoverError } from '../../core/problem.ts';
import { readPairFile } from '../../host/files/pair-file.ts';
import { readIdentity } from '../../host/identity/identity.ts';
import type { RunningServer } from '../../server/server.ts';
import { startServer } from '../../server/server.ts';

export interface NodeRunOptions {
  readonly pairFile: string;
  readonly letter: Letter;
  readonly version: string;
  readonly forceBackup: boolean;
  readonly forcePrimary: boolean;
  readonly manualSwitchOnly: boolean;
  /** `at`: in ISO 8601. */
  readonly onLog: (line: LogLine, at: string) => void;
}

/** Where a running server can be found. */
export interface FoundServer extends RunningServer {
  readonly name: string;
  /** HOST:PORT */
  readonly address: string;
}

/** Starts one server of the pair in this process. */
export async function nodeRun(options: NodeRunOptions): Promise<FoundServer> {
  const pair = await readPairFile(options.pairFile);
  const folder = await serverFolder(options.pairFile, options.letter);
  const identity = await readIdentity(folder, 'server');
  if (identity.letter !== options.letter) {
    throw new SwitchoverError('usage', {
      code: 'certificate-wrong-server',
      what: `the folder of server ${options.letter} holds the certificate of server ${identity.letter}`,
      why: 'its companion would reject it',
      where: folder,
      do: 'copy each folder to its own server, or select the other server with --server',
    });
  }
  const ownData = dataFolder(pair.pairFile, options.letter, folder);
  const server = await startServer({ ...options, pair, identity, dataFolder: ownData });
  const { name, host, port } = pair.pairFile.servers[options.letter];
  return { ...server, name, address: formatEndpoint(host, port) };
}
