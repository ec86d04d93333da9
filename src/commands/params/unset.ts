import { changePair } from '../../cli/change-pair.ts';
import { Args } from '../../cli/flags.ts';
import {
  CHANGE_FLAGS,
  DRY_RUN_FLAG,
  EXPECT_FLAG,
  PARAMETER_PLACE_FLAGS,
  parameterPlace,
} from '../../cli/parameter-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';

export class ParamsUnset extends SwitchoverCommand {
  static override summary = 'take parameters out, so that their defaults hold';
  static override description =
    `In the running pair, as "params set" sets them, or in a parameter file with --file: the line of each is taken out, with
what stands behind the value; comments above it stay. All of them are taken out or none. One that is not set is no
mistake. Names that are no parameter's can be taken out as well.

With --dry-run nothing is written, and the takeover times that would change are shown before and after.`;
  static override examples = [
    {
      description: 'back to the default in the running pair',
      command: 'switchover params unset "Switchover TS Timeout" --reason "the new disks are here"',
    },
    {
      description: 'in a file',
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
  static override flags = { ...PARAMETER_PLACE_FLAGS, ...CHANGE_FLAGS, ...EXPECT_FLAG, ...DRY_RUN_FLAG };
  static override exitCodes = {
    1: null,
    2: 'wrong usage, a file that is none, or values left in it that do not go together',
    4: 'no right, or somebody else changed it meanwhile, or it may not be written; nothing was changed',
    5: 'written or sent, and what came of it is not known',
  };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(ParamsUnset);
    const { unsetParameters } = await import('../../operations/params-set.ts');
    const { renderChanges } = await import('../../presentation/params-set.ts');
    const place = await parameterPlace(flags);
    const dryRun = flags['dry-run'] === true;
    if (typeof place !== 'string') {
      const { unsetInPair } = await import('../../operations/params-change.ts');
      return changePair(place, { ...flags, dryRun }, (pair, options) => unsetInPair(pair, args.parameter, options));
    }
    const done = await unsetParameters(args.parameter, place, { dryRun });
    return { data: done, text: (medium) => renderChanges(done, medium), exit: 0, warnings: done.problems };
  }
}
