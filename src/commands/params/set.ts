import { Args } from '../../cli/flags.ts';
import { DRY_RUN_FLAG, namedFile, PARAMETER_FILE_FLAG } from '../../cli/parameter-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';
import { setParameters } from '../../operations/params-set.ts';
import { renderChanges } from '../../presentation/params-set.ts';

export class ParamsSet extends SwitchoverCommand {
  static override summary = 'set parameters, all of them or none';
  static override usage = 'params set NAME VALUE... --file FILE [FLAGS]';
  static override description =
    `Each value is checked, and then the rules between all values in the file: an error changes nothing, a warning is shown.
The file keeps its comments, its order, its quotes and its encoding; JSON stays JSON. A file that is not there is made,
in JSON where its name ends so, and it is said that it was made. It is replaced in one step: whatever happens, it is the
old one or the new one. NAME=VALUE does as well. Booleans are written in the parameter's own words.

With --dry-run nothing is written, and the takeover times that would change are shown before and after.`;
  static override examples = [
    {
      description: 'one value',
      command: 'switchover params set "Switchover Reconnect Timeout" 20 --file parameters.yaml',
    },
    {
      description: 'several in one go, to see first what they would change',
      command:
        'switchover params set "Switchover TS Timeout=20" "Switchover Max TS Failures=3" --file parameters.yaml --dry-run',
    },
  ];
  static override args = {
    assignment: Args.string({
      description: 'NAME VALUE or NAME=VALUE; several may be given',
      required: true,
      multiple: true,
      ignoreStdin: true,
    }),
  };
  static override flags = { ...PARAMETER_FILE_FLAG, ...DRY_RUN_FLAG };
  static override exitCodes = {
    1: null,
    2: 'wrong usage, a value that cannot be, or a file that is none',
    4: 'the file may not be written, or somebody else changed it meanwhile; nothing was changed',
    5: 'written, and the system could not confirm it',
  };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(ParamsSet);
    const done = await setParameters(args.assignment, namedFile(flags), { dryRun: flags['dry-run'] === true });
    return { data: done, text: (medium) => renderChanges(done, medium), exit: 0, warnings: done.problems };
  }
}
