import { changePair } from '../../cli/change-pair.ts';
import { Args } from '../../cli/flags.ts';
import { PAIR_FLAGS } from '../../cli/pair-flags.ts';
import { CHANGE_FLAGS, DRY_RUN_FLAG, pairPlaces } from '../../cli/parameter-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';

export class ParamsImport extends SwitchoverCommand {
  static override summary = 'set in the running pair exactly what a file sets';
  static override description =
    `Afterwards exactly the values of the parameter file are set: what it does not name is taken out. All of it or nothing, as
one checkpoint. Names and addresses of the servers may stand in the file where they are those of the pair. A file that
sets nothing is refused. Needs the role master-administrator.`;
  static override examples = [
    { description: 'see first what would change', command: 'switchover params import parameters.yaml --dry-run' },
    { description: 'do it', command: 'switchover params import parameters.yaml --reason "as on the other pair"' },
  ];
  static override args = {
    file: Args.string({ description: 'a parameter file, YAML or JSON', required: true, ignoreStdin: true }),
  };
  static override flags = { ...PAIR_FLAGS, ...CHANGE_FLAGS, ...DRY_RUN_FLAG };
  static override exitCodes = {
    1: null,
    2: 'wrong usage, or something is wrong in the file; nothing was changed',
    4: 'no right, or somebody else was faster; nothing was changed',
    5: 'sent, and what came of it is not known',
  };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(ParamsImport);
    const { importIntoPair } = await import('../../operations/params-change.ts');
    const dryRun = flags['dry-run'] === true;
    return changePair(await pairPlaces(flags), { ...flags, dryRun }, (pair, options) =>
      importIntoPair(pair, args.file, options),
    );
  }
}
