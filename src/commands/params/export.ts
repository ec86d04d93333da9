import { Args } from '../../cli/flags.ts';
import { openPair, PAIR_FLAGS } from '../../cli/pair-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';

export class ParamsExport extends SwitchoverCommand {
  static override summary = 'write what is set in the running pair as a parameter file';
  static override description =
    `To standard output, as YAML; with --json as JSON, which is a parameter file as well: one map of exact names to values.
With a number: what was set after that checkpoint. "params import" takes back what this writes. Names and addresses of
the servers are left out, because the pair file gives them.`;
  static override examples = [
    { description: 'keep what is set', command: 'switchover params export > parameters.yaml' },
    { description: 'what was set at a checkpoint', command: 'switchover params export 3 > before.yaml' },
  ];
  static override args = {
    number: Args.integer({ description: 'number of a checkpoint', min: 0, ignoreStdin: true }),
  };
  static override flags = { ...PAIR_FLAGS };
  static override exitCodes = { 1: null, 4: 'no such checkpoint, or no right', 5: null };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(ParamsExport);
    const { exportParameters } = await import('../../operations/params-export.ts');
    const pair = await openPair(flags);
    try {
      const { values, yaml, warnings } = await exportParameters(pair, args.number ?? null);
      return { data: values, text: () => yaml.trimEnd(), exit: 0, warnings };
    } finally {
      pair.close();
    }
  }
}
