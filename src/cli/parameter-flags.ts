import { SwitchoverError } from '../core/problem.ts';
import type { PairPlaces } from '../pairs/node-pair.ts';
import { Flags } from './flags.ts';
import { PAIR_FLAGS, placesOf } from './pair-flags.ts';

/** `--file`, for commands that read or change parameters. */
export const PARAMETER_FILE_FLAG = {
  file: Flags.string({
    description: 'parameter file instead of a running pair: YAML or JSON, one map of exact names to values',
    helpValue: 'FILE',
    exclusive: ['pair', 'credential'],
  }),
};

/** `--file`, or `--pair` and `--credential`, for commands that work on either. */
export const PARAMETER_PLACE_FLAGS = { ...PARAMETER_FILE_FLAG, ...PAIR_FLAGS };

/** `--defaults`, for commands that can do without any place. */
export const DEFAULTS_FLAG = Flags.boolean({
  description: 'under the defaults of all',
  exclusive: ['file', 'pair', 'credential'],
});

/** `--dry-run`, for commands that change them. */
export const DRY_RUN_FLAG = {
  'dry-run': Flags.boolean({ description: 'show what would change, and write nothing' }),
};

/** For every change of a running pair. A file has no history, so none of it goes with `--file`. */
export const CHANGE_FLAGS = {
  reason: Flags.string({ description: 'why, for the history and the log', helpValue: 'TEXT', exclusive: ['file'] }),
  after: Flags.integer({
    description: 'only if this checkpoint is still the last',
    helpValue: 'NUMBER',
    min: 0,
    exclusive: ['file'],
  }),
};

/** For changes of single values. */
export const EXPECT_FLAG = {
  expect: Flags.string({
    description: 'only if this is what is set now; nothing behind the sign: not set. May be given several times',
    helpValue: 'NAME=VALUE',
    multiple: true,
    // Or it would take the words of the change itself that follow.
    multipleNonGreedy: true,
    exclusive: ['file'],
  }),
};

interface PlaceFlags {
  readonly file?: string | undefined;
  readonly pair?: string | undefined;
  readonly credential?: string | undefined;
}

/**
 * The parameter file that is named, or else where the running pair is found.
 *
 * @throws SwitchoverError `source-missing` (usage) where there is neither
 */
export async function parameterPlace(flags: PlaceFlags): Promise<string | PairPlaces> {
  return flags.file !== undefined && flags.file !== '' ? flags.file : pairPlaces(flags);
}

/**
 * Where the running pair is found.
 *
 * @throws SwitchoverError `source-missing` (usage)
 */
export async function pairPlaces(flags: Omit<PlaceFlags, 'file'>): Promise<PairPlaces> {
  try {
    return await placesOf(flags);
  } catch (error) {
    throw isNoPair(error) ? noSource(error.problem.why ?? error.problem.what) : error;
  }
}

/** The same; null where nothing is named and no pair is found. */
export async function parameterPlaceOrDefaults(flags: PlaceFlags): Promise<string | PairPlaces | null> {
  try {
    return await parameterPlace(flags);
  } catch (error) {
    if (error instanceof SwitchoverError && error.problem.code === 'source-missing') return null;
    throw error;
  }
}

function isNoPair(error: unknown): error is SwitchoverError {
  return error instanceof SwitchoverError && error.problem.code === 'pair-file-not-found';
}

function noSource(why: string): SwitchoverError {
  return new SwitchoverError('usage', {
    code: 'source-missing',
    what: 'neither a running pair nor a parameter file is named',
    why,
    where: null,
    do: 'name the pair with --pair FILE, or a parameter file with --file FILE; the defaults are shown by: switchover params list --defaults',
  });
}
