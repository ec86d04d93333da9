import { Args } from '../../cli/flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';

export class ParamsExplain extends SwitchoverCommand {
  static override summary = 'explain a parameter';
  static override description =
    `Shows what it does, its value and limits, what 0, -1 and "not set" mean, when a change takes effect, related parameters,
and what the reference leaves open about it. Works without a server. Give the exact name in quotes, or the short name;
letter case does not matter. Names from earlier releases are explained as well. switchover-parameters(7) describes all
parameters.`;
  static override examples = [
    { description: 'how long a backup waits', command: 'switchover params explain reconnect-timeout' },
    { description: 'for a script', command: 'switchover params explain "customMirrorDir" --json' },
  ];
  static override args = {
    parameter: Args.string({ description: 'name of the parameter', required: true, multiple: true, ignoreStdin: true }),
  };
  static override exitCodes = { 1: null, 3: null, 4: null, 5: null };

  protected async execute(): Promise<Outcome> {
    const { args } = await this.parse(ParamsExplain);
    const { explainName } = await import('../../operations/params/params-explain.ts');
    const { renderExplanation } = await import('../../presentation/params/params-explain.ts');
    const explained = explainName(args.parameter);
    return { data: explained, text: (medium) => renderExplanation(explained, medium), exit: 0 };
  }
}
