import type { Letter } from '../core/letter.ts';
import type { LogLine } from '../core/pair/effect.ts';
import { readIdentity } from '../host/identity.ts';
import { readPairFile } from '../host/pair-file.ts';
import { dataFolder, serverFolder } from '../pairs/locate.ts';
import type { RunningServer } from '../service/server.ts';
import { startServer } from '../service/server.ts';

export interface NodeRunOptions {
  readonly pairFile: string;
  readonly letter: Letter;
  readonly version: string;
  readonly forceBackup: boolean;
  readonly forcePrimary: boolean;
  readonly manualSwitchOnly: boolean;
  readonly onLog: (line: LogLine) => void;
}

/** Starts one server of the pair in this process. */
export async function nodeRun(options: NodeRunOptions): Promise<RunningServer> {
  const pair = await readPairFile(options.pairFile);
  const folder = await serverFolder(options.pairFile, options.letter);
  const identity = await readIdentity(folder, 'server');
  return startServer({ ...options, pair, identity, dataFolder: dataFolder(pair.pairFile, options.letter, folder) });
}
