import { Args } from '../../cli/flags.ts';
import { PAIR_FLAGS } from '../../cli/pair-flags.ts';
import { PARAMETER_FILE_FLAG, pairPlaces } from '../../cli/parameter-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';
import { SwitchoverError } from '../../core/problem.ts';

export class ParamsDiff extends SwitchoverCommand {
  static override summary = 'compare the parameters of checkpoints, the running pair, files or the defaults';
  static override description =
    `Compares values with defaults filled in; comments, order and spelling do not matter. Each side is the number of a
checkpoint (see "params history"), "live" for the values set in the running pair, "default", or the path of a parameter
file; write ./live for a file with such a name. A single checkpoint is compared with the running pair, any other single
side with the defaults. Without arguments, the running pair is compared with the defaults. With --file, that file is
the left side.`;
  static override examples = [
    { description: 'how the running pair differs from the defaults', command: 'switchover params diff' },
    { description: 'two checkpoints', command: 'switchover params diff 3 5' },
    { description: 'since a checkpoint', command: 'switchover params diff 3 live' },
    { description: 'two files', command: 'switchover params diff old.yaml new.yaml' },
    { description: 'a file against the running pair', command: 'switchover params diff live parameters.yaml' },
  ];
  static override args = {
    file: Args.string({
      description: 'a checkpoint, "live", "default" or a parameter file',
      ignoreStdin: true,
    }),
    file2: Args.string({ description: 'what to compare it with', ignoreStdin: true }),
  };
  static override flags = { file: { ...PARAMETER_FILE_FLAG.file, exclusive: [] }, ...PAIR_FLAGS };
  static override exitCodes = { 0: 'all values are the same', 1: 'some differ', 5: null };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(ParamsDiff);
    const { diffParameters } = await import('../../operations/params/params-diff.ts');
    const { renderDifferences } = await import('../../presentation/params/params-diff.ts');
    const named = [flags.file, args.file, args.file2].filter((each) => each !== undefined);
    if (named.length > 2) throw tooMany();
    const [left = 'live', right = /^\d+$/.test(left) ? 'live' : 'default'] = named;
    const found = await diffParameters(left, right, () => pairPlaces(flags));
    const { warnings, ...data } = found;
    return { data, text: (medium) => renderDifferences(found, medium), exit: found.different ? 1 : 0, warnings };
  }
}

function tooMany(): SwitchoverError {
  return new SwitchoverError('usage', {
    code: 'too-many-files',
    what: 'there are three sides to compare',
    why: 'this command compares two, and --file is one of them',
    where: null,
    do: 'remove one of them',
  });
}
