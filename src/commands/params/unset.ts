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
  static override summary = 'unset parameters, so that their defaults apply';
  static override description =
    `Unsets parameters in the running pair, like "params set", or with --file in a parameter file: the line of each is removed,
including a comment after the value; comments above it stay. All of them are removed or none. A parameter that is not set
is not an error. Unknown names can be removed as well.

With --dry-run nothing is written, and changed takeover times are shown before and after.`;
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
      description: 'name of a parameter; may be repeated',
      required: true,
      multiple: true,
      ignoreStdin: true,
    }),
  };
  static override flags = { ...PARAMETER_PLACE_FLAGS, ...CHANGE_FLAGS, ...EXPECT_FLAG, ...DRY_RUN_FLAG };
  static override exitCodes = {
    1: null,
    2: 'wrong usage, an invalid file, or remaining values that conflict',
    4: 'not authorized, changed by somebody else meanwhile, or not writable; nothing was changed',
    5: 'written or sent, but the outcome is unknown',
  };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(ParamsUnset);
    const { unsetParameters } = await import('../../operations/params/params-set.ts');
    const { renderChanges } = await import('../../presentation/params/params-set.ts');
    const place = await parameterPlace(flags);
    const dryRun = flags['dry-run'] === true;
    if (typeof place !== 'string') {
      const { unsetInPair } = await import('../../operations/params/params-change.ts');
      return changePair(place, { ...flags, dryRun }, (pair, options) => unsetInPair(pair, args.parameter, options));
    }
    const done = await unsetParameters(args.parameter, place, { dryRun });
    return { data: done, text: (medium) => renderChanges(done, medium), exit: 0, warnings: done.problems };
  }
}
