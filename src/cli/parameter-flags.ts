import type { PairPlaces } from '../client/node-pair.ts';
import { SwitchoverError } from '../core/problem.ts';
import { Flags } from './flags.ts';
import { PAIR_FLAGS, placesOf } from './pair-flags.ts';

/** `--file`, for commands that read or change parameters. */
export const PARAMETER_FILE_FLAG = {
  file: Flags.string({
    description: 'parameter file instead of a running pair: YAML or JSON, a map of exact parameter names to values',
    helpValue: 'FILE',
    exclusive: ['pair', 'credential'],
  }),
};

/** `--file`, or `--pair` and `--credential`, for commands that work with either. */
export const PARAMETER_PLACE_FLAGS = { ...PARAMETER_FILE_FLAG, ...PAIR_FLAGS };

/** `--defaults`, for commands that work without a pair or file. */
export const DEFAULTS_FLAG = Flags.boolean({
  description: 'use the defaults of all parameters',
  exclusive: ['file', 'pair', 'credential'],
});

/** `--dry-run`, for commands that change parameters. */
export const DRY_RUN_FLAG = {
  'dry-run': Flags.boolean({ description: 'show what would change, but write nothing' }),
};

/** For every change to a running pair. A file has no history, so these exclude `--file`. */
export const CHANGE_FLAGS = {
  reason: Flags.string({ description: 'reason, for the history and the log', helpValue: 'TEXT', exclusive: ['file'] }),
  after: Flags.integer({
    description: 'only if this is still the last checkpoint',
    helpValue: 'NUMBER',
    min: 0,
    exclusive: ['file'],
  }),
};

/** For changes of single values. */
export const EXPECT_FLAG = {
  expect: Flags.string({
    description: 'only if this is the current value; NAME= means not set. May be repeated',
    helpValue: 'NAME=VALUE',
    multiple: true,
    // Otherwise it would consume the following words, which are the change itself.
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
 * The given parameter file, otherwise the location of the running pair.
 *
 * @throws SwitchoverError `source-missing` (usage) if there is neither
 */
export async function parameterPlace(flags: PlaceFlags): Promise<string | PairPlaces> {
  return flags.file !== undefined && flags.file !== '' ? flags.file : pairPlaces(flags);
}

/**
 * The location of the running pair.
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

/** The same; null if nothing is given and no pair is found. */
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
    what: 'neither a running pair nor a parameter file was given',
    why,
    where: null,
    do: 'specify a pair with --pair FILE or a parameter file with --file FILE; to see the defaults: switchover params list --defaults',
  });
}
