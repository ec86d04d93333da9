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
  static override summary = 'set parameters, all of them or none';
  static override usage = 'params set NAME VALUE... [FLAGS]';
  static override description =
    `In the running pair, on its active server: the values of one command are one change, all of it or nothing, and one
checkpoint in the history, with your name, the time and --reason. What is felt at once is in force on both servers then;
the rest waits for a restart, and "params list" and "status" say so. With --expect or --after nothing is done where
somebody else was faster. Needs the role master-administrator.

With --file in a parameter file, which keeps its comments, its order, its quotes and its encoding; JSON stays JSON. A file
that is not there is made, in JSON where its name ends so, and it is said that it was made. It is replaced in one step:
whatever happens, it is the old one or the new one. Booleans are written in the parameter's own words.

NAME is the exact name in quotes or the short one, in any letter case; NAME=VALUE does as well. Each value is checked, and
then the rules between all values: an error changes nothing, a warning is shown.

With --dry-run nothing is written, and the takeover times that would change are shown before and after.`;
  static override examples = [
    {
      description: 'in the running pair',
      command: 'switchover params set ts-timeout 20 --reason "slow disks on Mondays"',
    },
    {
      description: 'only if nobody was faster',
      command: 'switchover params set "Switchover TS Timeout" 20 --expect "Switchover TS Timeout=10"',
    },
    {
      description: 'several in one go, to see first what they would change',
      command: 'switchover params set "Switchover TS Timeout=20" "Switchover Max TS Failures=3" --dry-run',
    },
    {
      description: 'in a file',
      command: 'switchover params set "Switchover Reconnect Timeout" 20 --file parameters.yaml',
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
  static override flags = { ...PARAMETER_PLACE_FLAGS, ...CHANGE_FLAGS, ...EXPECT_FLAG, ...DRY_RUN_FLAG };
  static override exitCodes = {
    1: null,
    2: 'wrong usage, a value that cannot be, or a file that is none',
    4: 'no right, or somebody else changed it meanwhile, or it may not be written; nothing was changed',
    5: 'written or sent, and what came of it is not known',
  };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(ParamsSet);
    const { setParameters } = await import('../../operations/params-set.ts');
    const { renderChanges } = await import('../../presentation/params-set.ts');
    const place = await parameterPlace(flags);
    const dryRun = flags['dry-run'] === true;
    if (typeof place !== 'string') {
      const { setInPair } = await import('../../operations/params-change.ts');
      return changePair(place, { ...flags, dryRun }, (pair, options) => setInPair(pair, args.assignment, options));
    }
    const done = await setParameters(args.assignment, place, { dryRun });
    return { data: done, text: (medium) => renderChanges(done, medium), exit: 0, warnings: done.problems };
  }
}
