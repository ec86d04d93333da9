import { homedir } from 'node:os';
import type { NodePair, PairPlaces } from '../client/node-pair.ts';
import { Flags } from './flags.ts';

/** `--pair` and `--credential`, for every command that talks to a pair: `static flags = { ...PAIR_FLAGS, … }`. */
export const PAIR_FLAGS = {
  pair: Flags.string({
    description:
      'pair file; default: $SWITCHOVER_PAIR, or the first that exists of ./pair.yaml, ~/.config/switchover/pair.yaml and /etc/switchover/pair.yaml',
    helpValue: 'FILE',
    helpGroup: 'PAIR',
  }),
  credential: Flags.string({
    description: 'folder with operator.crt, operator.key and ca.crt; default: "operator" next to the pair file',
    helpValue: 'DIR',
    helpGroup: 'PAIR',
  }),
};

/** Only `--pair`, for commands that run a server and need no operator credential. */
export const PAIR_FILE_FLAG = { pair: PAIR_FLAGS.pair };

/**
 * Finds the pair file and the operator credential: from flags, the environment and the usual places.
 *
 * @throws SwitchoverError `pair-file-not-found`
 */
export async function placesOf(flags: {
  readonly pair?: string | undefined;
  readonly credential?: string | undefined;
}): Promise<PairPlaces> {
  // Loaded lazily: commands that work on files alone should not pay for it.
  const { credentialFolder, locatePairFile } = await import('../client/locate.ts');
  const pairFile = await locatePairFile(flags.pair, { env: process.env, cwd: currentFolder(), home: homedir() });
  return { pairFile, credential: credentialFolder(pairFile, flags.credential) };
}

/** Null if it was deleted: a pair file elsewhere can still be found. */
function currentFolder(): string | null {
  try {
    return process.cwd();
  } catch {
    return null;
  }
}

/** Opens the pair that `PAIR_FLAGS` select. Close it when done. */
export async function openPair(flags: Parameters<typeof placesOf>[0]): Promise<NodePair> {
  const { openNodePair } = await import('../client/node-pair.ts');
  return openNodePair(await placesOf(flags));
}

/** `--server`, for commands that act on one server: its letter or name. */
export const SERVER_FLAG = Flags.string({ description: 'the server: A, B or its name', helpValue: 'SERVER' });

/** `--dry-run`, for commands that ask for confirmation. */
export const PLAN_ONLY_FLAG = Flags.boolean({ description: 'show what would happen, but do nothing' });

/** `--yes`, for commands that ask for confirmation. */
export const YES_FLAG = Flags.boolean({ char: 'y', description: 'do not ask for confirmation' });
