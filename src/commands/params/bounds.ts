import { Flags } from '../../cli/flags.ts';
import { DEFAULTS_FLAG, PARAMETER_PLACE_FLAGS, parameterPlaceOrDefaults } from '../../cli/parameter-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';

export class ParamsBounds extends SwitchoverCommand {
  static override summary = 'how long a takeover takes, computed from the parameters';
  static override description =
    `For each class of failure: the shortest, typical and longest time from the failure to the moment the backup decides to
take over, and the sum that it comes from. "never" where it never comes to that. What hooks take comes on top.

The values are those in force on the backup of the running pair, or those of a file with --file; where there is neither,
and with --defaults, the defaults. --set tries a value out: nothing is written.`;
  static override examples = [
    { description: 'of the running pair', command: 'switchover params bounds' },
    { description: 'under the defaults', command: 'switchover params bounds --defaults' },
    { description: 'under the values of a file', command: 'switchover params bounds --file settings.yaml' },
    {
      description: 'what would another value change?',
      command: 'switchover params bounds --set "Switchover TS Timeout=20"',
    },
  ];
  static override flags = {
    ...PARAMETER_PLACE_FLAGS,
    defaults: DEFAULTS_FLAG,
    set: Flags.string({
      description: 'a value to try out; may be given several times',
      helpValue: 'NAME=VALUE',
      multiple: true,
    }),
    server: Flags.option({
      options: ['A', 'B'] as const,
      description: 'the server that is the backup; without it the one that is, else B',
    })(),
  };
  static override exitCodes = { 1: null, 5: null };

  protected async execute(): Promise<Outcome> {
    const { flags } = await this.parse(ParamsBounds);
    const { paramsBounds } = await import('../../operations/params-bounds.ts');
    const { renderBounds } = await import('../../presentation/params-bounds.ts');
    const bounds = await paramsBounds({
      place: flags.defaults === true ? null : await parameterPlaceOrDefaults(flags),
      server: flags.server ?? null,
      set: flags.set ?? [],
    });
    return { data: bounds, text: (medium) => renderBounds(bounds, medium), exit: 0, warnings: bounds.warnings };
  }
}
