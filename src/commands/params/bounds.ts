import { Flags } from '../../cli/flags.ts';
import { DEFAULTS_FLAG, PARAMETER_PLACE_FLAGS, parameterPlaceOrDefaults } from '../../cli/parameter-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';

export class ParamsBounds extends SwitchoverCommand {
  static override summary = 'compute how long a takeover takes from the parameters';
  static override description =
    `For each kind of failure: the shortest, typical and longest time from the failure to the decision of the backup to take
over, and how it is calculated; "never" if the backup does not take over. The run time of hooks is not included.

Uses the values in force on the backup of the running pair, or with --file those of a file. With --defaults, or if there
is no pair, uses the defaults. --set tries a value: nothing is written.`;
  static override examples = [
    { description: 'for the running pair', command: 'switchover params bounds' },
    { description: 'with the defaults', command: 'switchover params bounds --defaults' },
    { description: 'with the values of a file', command: 'switchover params bounds --file settings.yaml' },
    {
      description: 'try another value',
      command: 'switchover params bounds --set "Switchover TS Timeout=20"',
    },
  ];
  static override flags = {
    ...PARAMETER_PLACE_FLAGS,
    defaults: DEFAULTS_FLAG,
    set: Flags.string({
      description: 'a value to try; may be repeated',
      helpValue: 'NAME=VALUE',
      multiple: true,
    }),
    server: Flags.option({
      options: ['A', 'B'] as const,
      description: 'the server to treat as the backup (default: the current backup, else B)',
    })(),
  };
  static override exitCodes = { 1: null, 5: null };

  protected async execute(): Promise<Outcome> {
    const { flags } = await this.parse(ParamsBounds);
    const { paramsBounds } = await import('../../operations/params/params-bounds.ts');
    const { renderBounds } = await import('../../presentation/params/params-bounds.ts');
    const bounds = await paramsBounds({
      place: flags.defaults === true ? null : await parameterPlaceOrDefaults(flags),
      server: flags.server ?? null,
      set: flags.set ?? [],
    });
    return { data: bounds, text: (medium) => renderBounds(bounds, medium), exit: 0, warnings: bounds.warnings };
  }
}
