import { changePair } from '../../cli/change-pair.ts';
import { Args } from '../../cli/flags.ts';
import { PAIR_FLAGS } from '../../cli/pair-flags.ts';
import { CHANGE_FLAGS, DRY_RUN_FLAG, pairPlaces } from '../../cli/parameter-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';

export class ParamsRestore extends SwitchoverCommand {
  static override summary = 'restore the parameters of a checkpoint';
  static override description =
    `Sets exactly the values that were set in the running pair after the checkpoint; "params history" shows the numbers. This is
a change like any other: it makes a new checkpoint and can be undone. Values that break current rules are refused.
Requires the role master-administrator.`;
  static override examples = [
    { description: 'preview the changes', command: 'switchover params restore 3 --dry-run' },
    {
      description: 'undo everything after checkpoint 3',
      command: 'switchover params restore 3 --reason "too slow"',
    },
  ];
  static override args = {
    number: Args.integer({ description: 'number of the checkpoint', required: true, min: 0, ignoreStdin: true }),
  };
  static override flags = { ...PAIR_FLAGS, ...CHANGE_FLAGS, ...DRY_RUN_FLAG };
  static override exitCodes = {
    1: null,
    4: 'no such checkpoint, not authorized, or changed by somebody else meanwhile; nothing was changed',
    5: 'sent, but the outcome is unknown',
  };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(ParamsRestore);
    const { restoreInPair } = await import('../../operations/params/params-change.ts');
    const dryRun = flags['dry-run'] === true;
    return changePair(await pairPlaces(flags), { ...flags, dryRun }, (pair, options) =>
      restoreInPair(pair, args.number, options),
    );
  }
}
