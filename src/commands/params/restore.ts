import { changePair } from '../../cli/change-pair.ts';
import { Args } from '../../cli/flags.ts';
import { PAIR_FLAGS } from '../../cli/pair-flags.ts';
import { CHANGE_FLAGS, DRY_RUN_FLAG, pairPlaces } from '../../cli/parameter-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';

export class ParamsRestore extends SwitchoverCommand {
  static override summary = 'take changes back: set again what was set at a checkpoint';
  static override description =
    `Afterwards exactly those values are set in the running pair that were set after the checkpoint; "params history" shows
their numbers. It is a change like any other: a checkpoint of its own, so it can be taken back as well. What the rules
of today forbid is refused. Needs the role master-administrator.`;
  static override examples = [
    { description: 'see first what would change', command: 'switchover params restore 3 --dry-run' },
    {
      description: 'take back what came after checkpoint 3',
      command: 'switchover params restore 3 --reason "too slow"',
    },
  ];
  static override args = {
    number: Args.integer({ description: 'number of the checkpoint', required: true, min: 0, ignoreStdin: true }),
  };
  static override flags = { ...PAIR_FLAGS, ...CHANGE_FLAGS, ...DRY_RUN_FLAG };
  static override exitCodes = {
    1: null,
    4: 'no such checkpoint, no right, or somebody else was faster; nothing was changed',
    5: 'sent, and what came of it is not known',
  };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(ParamsRestore);
    const { restoreInPair } = await import('../../operations/params-change.ts');
    const dryRun = flags['dry-run'] === true;
    return changePair(await pairPlaces(flags), { ...flags, dryRun }, (pair, options) =>
      restoreInPair(pair, args.number, options),
    );
  }
}
