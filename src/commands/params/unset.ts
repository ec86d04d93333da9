import { Args } from '../../cli/flags.ts';
import { DRY_RUN_FLAG, namedFile, PARAMETER_FILE_FLAG } from '../../cli/parameter-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';
import { unsetParameters } from '../../operations/params-set.ts';
import { renderChanges } from '../../presentation/params-set.ts';

export class ParamsUnset extends SwitchoverCommand {
  static override summary = 'take parameters out, so that their defaults hold';
  static override description =
    `The line of each is taken out of the file, with what stands behind the value; comments above it stay. All of them are
taken out or none. One that is not in the file is no mistake. Names that are no parameter's can be taken out as well.

With --dry-run nothing is written, and the takeover times that would change are shown before and after.`;
  static override examples = [
    {
      description: 'back to the default',
      command: 'switchover params unset "Switchover TS Timeout" --file parameters.yaml',
    },
  ];
  static override args = {
    parameter: Args.string({
      description: 'name of a parameter; several may be given',
      required: true,
      multiple: true,
      ignoreStdin: true,
    }),
  };
  static override flags = { ...PARAMETER_FILE_FLAG, ...DRY_RUN_FLAG };
  static override exitCodes = {
    1: null,
    2: 'wrong usage, a file that is none, or values left in it that do not go together',
    4: 'the file may not be written, or somebody else changed it meanwhile; nothing was changed',
    5: 'written, and the system could not confirm it',
  };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(ParamsUnset);
    const done = await unsetParameters(args.parameter, namedFile(flags), { dryRun: flags['dry-run'] === true });
    return { data: done, text: (medium) => renderChanges(done, medium), exit: 0, warnings: done.problems };
  }
}
