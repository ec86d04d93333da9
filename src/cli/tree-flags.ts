import { Args, Flags } from './flags.ts';
import { PAIR_FLAGS, SERVER_FLAG } from './pair-flags.ts';

const PATH_DESCRIPTION = `path in the tree: CONFIG/Users/Joe, or '\${CONFIG}\\Users\\Joe' in quotes`;

/** A path in the configuration tree. */
export const TREE_PATH = {
  path: Args.string({ description: PATH_DESCRIPTION, required: true, ignoreStdin: true }),
};

export const OPTIONAL_TREE_PATH = {
  path: Args.string({ description: `${PATH_DESCRIPTION}; default: everything`, ignoreStdin: true }),
};

/** For commands that read the tree. */
export const TREE_READ_FLAGS = { ...PAIR_FLAGS, server: SERVER_FLAG };

/** For commands that change the tree. */
export const TREE_CHANGE_FLAGS = {
  ...PAIR_FLAGS,
  reason: Flags.string({ description: 'reason, for the history', helpValue: 'TEXT' }),
  'dry-run': Flags.boolean({ description: 'show what would change, but change nothing' }),
};

/** Exit codes of commands that change the tree. */
export const TREE_CHANGE_EXITS = {
  1: null,
  4: 'not authorized, or changed by somebody else meanwhile; nothing was changed',
  5: 'sent, but the outcome is unknown',
} as const;
