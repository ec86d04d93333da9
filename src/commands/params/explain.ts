import { Args } from '../../cli/flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';

export class ParamsExplain extends SwitchoverCommand {
  static override summary = 'say what a parameter does';
  static override description =
    `What it does, its value and whose the limits are, what 0, -1 and "not set" mean, when a change takes effect, what it
belongs together with, and what the reference leaves open about it. Works without any server. The name is the exact one in
quotes or the short one, in any letter case. Names of earlier releases are explained as well. switchover-parameters(7)
holds all parameters.`;
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
    const { explainName } = await import('../../operations/params-explain.ts');
    const { renderExplanation } = await import('../../presentation/params-explain.ts');
    const explained = explainName(args.parameter);
    return { data: explained, text: (medium) => renderExplanation(explained, medium), exit: 0 };
  }
}
