import { Args } from '../../cli/flags.ts';
import { namedFile, PARAMETER_FILE_FLAG } from '../../cli/parameter-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';
import { SwitchoverError } from '../../core/problem.ts';
import { diffParameters } from '../../operations/params-diff.ts';
import { renderDifferences } from '../../presentation/params-diff.ts';

export class ParamsDiff extends SwitchoverCommand {
  static override summary = 'compare the values of two parameter files, or of one with the defaults';
  static override description =
    `Value by value, with the defaults filled in: comments, order and spelling make no difference. The word "default" stands
for the defaults; it is what a single file is compared with. A file of that name is written as ./default. With --file,
that file is the one that is compared.`;
  static override examples = [
    { description: 'two files', command: 'switchover params diff old.yaml new.yaml' },
    { description: 'what a file changes', command: 'switchover params diff parameters.yaml default' },
  ];
  static override args = {
    file: Args.string({ description: 'a parameter file, or "default"', ignoreStdin: true }),
    file2: Args.string({ description: 'what it is compared with; "default" where it is left out', ignoreStdin: true }),
  };
  static override flags = { ...PARAMETER_FILE_FLAG };
  static override exitCodes = { 0: 'all values are the same', 1: 'some differ', 4: null, 5: null };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(ParamsDiff);
    const named = [flags.file, args.file, args.file2].filter((each) => each !== undefined);
    const [left = namedFile(flags), right = 'default'] = named;
    if (named.length > 2) throw tooMany();
    const found = await diffParameters(left, right);
    const { warnings, ...data } = found;
    return { data, text: (medium) => renderDifferences(found, medium), exit: found.different ? 1 : 0, warnings };
  }
}

function tooMany(): SwitchoverError {
  return new SwitchoverError('usage', {
    code: 'too-many-files',
    what: 'three things are named to be compared',
    why: 'two are compared, and --file names one of them',
    where: null,
    do: 'leave one out',
  });
}
