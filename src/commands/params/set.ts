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

export class ParamsSet extends SwitchoverCommand {
  static override summary = 'set parameters';
  static override usage = 'params set NAME VALUE... [FLAGS]';
  static override description =
    `Sets parameters in the running pair, on its active server. The values of one command are one change: all of them are set or
none, as one checkpoint in the history with your name, the time and --reason. Parameters that take effect immediately are
then in force on both servers; the others wait for a restart, as shown by "params list" and "status". With --expect or
--after, nothing is changed if somebody else changed it meanwhile. Requires the role master-administrator.

With --file, sets parameters in a parameter file, which keeps its comments, order, quotes and encoding; JSON stays JSON. A
missing file is created, as JSON if its name ends with .json. The file is replaced atomically: whatever happens, it is
either the old or the new one. Booleans are written in the words of the parameter.

NAME is the exact name in quotes, or the short name; letter case does not matter. NAME=VALUE works as well. Each value is
checked, then the rules between all values: with an error nothing is changed, warnings are shown.

With --dry-run nothing is written, and changed takeover times are shown before and after.`;
  static override examples = [
    {
      description: 'in the running pair',
      command: 'switchover params set ts-timeout 20 --reason "slow disks on Mondays"',
    },
    {
      description: 'only if nobody changed it meanwhile',
      command: 'switchover params set "Switchover TS Timeout" 20 --expect "Switchover TS Timeout=10"',
    },
    {
      description: 'preview several changes',
      command: 'switchover params set "Switchover TS Timeout=20" "Switchover Max TS Failures=3" --dry-run',
    },
    {
      description: 'in a file',
      command: 'switchover params set "Switchover Reconnect Timeout" 20 --file parameters.yaml',
    },
  ];
  static override args = {
    assignment: Args.string({
      description: 'NAME VALUE or NAME=VALUE; may be repeated',
      required: true,
      multiple: true,
      ignoreStdin: true,
    }),
  };
  static override flags = { ...PARAMETER_PLACE_FLAGS, ...CHANGE_FLAGS, ...EXPECT_FLAG, ...DRY_RUN_FLAG };
  static override exitCodes = {
    1: null,
    2: 'wrong usage, an invalid value, or an invalid file',
    4: 'not authorized, changed by somebody else meanwhile, or not writable; nothing was changed',
    5: 'written or sent, but the outcome is unknown',
  };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(ParamsSet);
    const { setParameters } = await import('../../operations/params/params-set.ts');
    const { renderChanges } = await import('../../presentation/params/params-set.ts');
    const place = await parameterPlace(flags);
    const dryRun = flags['dry-run'] === true;
    if (typeof place !== 'string') {
      const { setInPair } = await import('../../operations/params/params-change.ts');
      return changePair(place, { ...flags, dryRun }, (pair, options) => setInPair(pair, args.assignment, options));
    }
    const done = await setParameters(args.assignment, place, { dryRun });
    return { data: done, text: (medium) => renderChanges(done, medium), exit: 0, warnings: done.problems };
  }
}
