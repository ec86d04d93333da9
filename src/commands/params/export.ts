import { Args } from '../../cli/flags.ts';
import { openPair, PAIR_FLAGS } from '../../cli/pair-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';

export class ParamsExport extends SwitchoverCommand {
  static override summary = 'write the parameters of the running pair as a parameter file';
  static override description =
    `Writes to standard output, as YAML, or with --json as JSON; both are parameter files: one map of exact names to values.
With a number, writes the values after that checkpoint. "params import" reads the result. Names and addresses of the
servers are omitted, because they belong in the pair file.`;
  static override examples = [
    { description: 'save the current values', command: 'switchover params export > parameters.yaml' },
    { description: 'the values at a checkpoint', command: 'switchover params export 3 > before.yaml' },
  ];
  static override args = {
    number: Args.integer({ description: 'number of a checkpoint', min: 0, ignoreStdin: true }),
  };
  static override flags = { ...PAIR_FLAGS };
  static override exitCodes = { 1: null, 4: 'no such checkpoint, or not authorized', 5: null };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(ParamsExport);
    const { exportParameters } = await import('../../operations/params/params-export.ts');
    const pair = await openPair(flags);
    try {
      const { values, yaml, warnings } = await exportParameters(pair, args.number ?? null);
      return { data: values, text: () => yaml.trimEnd(), exit: 0, warnings };
    } finally {
      pair.close();
    }
  }
}
