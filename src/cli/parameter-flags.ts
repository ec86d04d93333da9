import { SwitchoverError } from '../core/problem.ts';
import { Flags } from './flags.ts';

/** `--file`, for commands that read or change parameters. */
export const PARAMETER_FILE_FLAG = {
  file: Flags.string({
    description: 'parameter file: YAML or JSON, one map of exact names to values',
    helpValue: 'FILE',
  }),
};

/** `--dry-run`, for commands that change them. */
export const DRY_RUN_FLAG = {
  'dry-run': Flags.boolean({ description: 'show what would change, and write nothing' }),
};

/**
 * The file that is named. Where a running pair can be asked as well, it joins here.
 *
 * @throws SwitchoverError `source-missing` (usage)
 */
export function namedFile(flags: { readonly file?: string | undefined }): string {
  if (flags.file !== undefined && flags.file !== '') return flags.file;
  throw new SwitchoverError('usage', {
    code: 'source-missing',
    what: 'no parameter file is named',
    why: 'in this version values are read from a file and written into one; a running pair has none to be asked for yet',
    where: null,
    do: 'add --file FILE; the defaults are shown by: switchover params list',
  });
}
