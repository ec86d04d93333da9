import { changePair } from '../../cli/change-pair.ts';
import { Args } from '../../cli/flags.ts';
import { PAIR_FLAGS } from '../../cli/pair-flags.ts';
import { CHANGE_FLAGS, DRY_RUN_FLAG, pairPlaces } from '../../cli/parameter-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';

export class ParamsImport extends SwitchoverCommand {
  static override summary = 'set exactly the parameters of a file in the running pair';
  static override description =
    `Sets exactly the values of the parameter file: parameters that it does not set are unset. The change is made completely or
not at all, as one checkpoint. The file may contain names and addresses of the servers if they match the pair. A file
that sets nothing is refused. Requires the role master-administrator.`;
  static override examples = [
    { description: 'preview the changes', command: 'switchover params import parameters.yaml --dry-run' },
    {
      description: 'make the changes',
      command: 'switchover params import parameters.yaml --reason "as on the other pair"',
    },
  ];
  static override args = {
    file: Args.string({ description: 'a parameter file, YAML or JSON', required: true, ignoreStdin: true }),
  };
  static override flags = { ...PAIR_FLAGS, ...CHANGE_FLAGS, ...DRY_RUN_FLAG };
  static override exitCodes = {
    1: null,
    2: 'wrong usage, or an invalid file; nothing was changed',
    4: 'not authorized, or changed by somebody else meanwhile; nothing was changed',
    5: 'sent, but the outcome is unknown',
  };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(ParamsImport);
    const { importIntoPair } = await import('../../operations/params/params-change.ts');
    const dryRun = flags['dry-run'] === true;
    return changePair(await pairPlaces(flags), { ...flags, dryRun }, (pair, options) =>
      importIntoPair(pair, args.file, options),
    );
  }
}
