import { Args, Flags } from '../../cli/flags.ts';
import { openPair, PAIR_FLAGS } from '../../cli/pair-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';

export class ParamsHistory extends SwitchoverCommand {
  static override summary = 'show who changed which parameter, when and why';
  static override description =
    `Lists the checkpoints of the running pair, newest first: number, time, credential, reason, and each value before and after
the change. With a name, only those that changed this parameter. The first checkpoint has the values of the pair file.
Changes that only one server had when the other became active were set aside: they are listed but not in force.`;
  static override examples = [
    { description: 'the last changes', command: 'switchover params history' },
    { description: 'of one parameter', command: 'switchover params history "Switchover TS Timeout"' },
  ];
  static override args = {
    parameter: Args.string({ description: 'name of a parameter', multiple: true, ignoreStdin: true }),
  };
  static override flags = {
    ...PAIR_FLAGS,
    limit: Flags.integer({
      description: 'maximum number of checkpoints',
      helpValue: 'NUMBER',
      min: 1,
      max: 1000,
      default: 20,
    }),
  };
  static override exitCodes = { 1: null, 5: null };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(ParamsHistory);
    const { parameterHistory } = await import('../../operations/params/params-history.ts');
    const { renderHistory } = await import('../../presentation/params/params-history.ts');
    const pair = await openPair(flags);
    try {
      const history = await parameterHistory(pair, args.parameter ?? [], flags.limit);
      const { warnings, ...data } = history;
      return { data, text: (medium) => renderHistory(history, medium), exit: 0, warnings };
    } finally {
      pair.close();
    }
  }
}
