import { homedir } from 'node:os';
import type { NodePair, PairPlaces } from '../pairs/node-pair.ts';
import { Flags } from './flags.ts';

/** `--pair` and `--credential`, for every command that talks to a pair: `static flags = { ...PAIR_FLAGS, … }`. */
export const PAIR_FLAGS = {
  pair: Flags.string({
    description:
      'the pair file; without it $SWITCHOVER_PAIR, ./pair.yaml, switchover/pair.yaml in your configuration folder, /etc/switchover/pair.yaml',
    helpValue: 'FILE',
    helpGroup: 'PAIR',
  }),
  credential: Flags.string({
    description: 'folder with operator.crt, operator.key and ca.crt; without it "operator" beside the pair file',
    helpValue: 'DIR',
    helpGroup: 'PAIR',
  }),
};

/** `--pair` alone, for commands that run a server and need no operator's credential. */
export const PAIR_FILE_FLAG = { pair: PAIR_FLAGS.pair };

/**
 * Where the pair file and the operator's credential lie, by flags, environment and the usual places.
 *
 * @throws SwitchoverError `pair-file-not-found`
 */
export async function placesOf(flags: {
  readonly pair?: string | undefined;
  readonly credential?: string | undefined;
}): Promise<PairPlaces> {
  // Loaded here because commands that may work on a file only should not pay for it.
  const { credentialFolder, locatePairFile } = await import('../pairs/locate.ts');
  const pairFile = await locatePairFile(flags.pair, { env: process.env, cwd: process.cwd(), home: homedir() });
  return { pairFile, credential: credentialFolder(pairFile, flags.credential) };
}

/** The pair that `PAIR_FLAGS` name, ready to be asked. Close it when done. */
export async function openPair(flags: Parameters<typeof placesOf>[0]): Promise<NodePair> {
  const { openNodePair } = await import('../pairs/node-pair.ts');
  return openNodePair(await placesOf(flags));
}

/** `--server`, for commands that act on one server: a letter or a name. */
export const SERVER_FLAG = Flags.string({ description: 'which server: A, B or its name', helpValue: 'SERVER' });

/** `--yes`, for commands that ask before they act. */
export const YES_FLAG = Flags.boolean({ description: 'do not ask' });
