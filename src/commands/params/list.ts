import { Flags } from '../../cli/flags.ts';
import {
  DEFAULTS_FLAG,
  PARAMETER_PLACE_FLAGS,
  parameterPlace,
  parameterPlaceOrDefaults,
} from '../../cli/parameter-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';
import type { ParameterGroup } from '../../core/config/parameters/definition.ts';
import { GROUPS } from '../../core/config/parameters/groups.ts';

export class ParamsList extends SwitchoverCommand {
  static override summary = 'list parameters with their values';
  static override description =
    `Lists every parameter by group, with its value in the running pair, or with --file in a file, or else the default. A value
that waits for a restart is shown next to the value in force until then. With --defaults, or if there is no pair, lists
the defaults. In JSON, "value" is the value set or else the default, "inForce" the value that the pair uses, "waitsFor"
the servers that must be restarted; null means unknown.`;
  static override examples = [
    { description: 'the running pair', command: 'switchover params list' },
    { description: 'all parameters and their defaults', command: 'switchover params list --defaults' },
    {
      description: 'how a file differs from the defaults',
      command: 'switchover params list --file parameters.yaml --changed',
    },
    { description: 'one group', command: 'switchover params list --group reconnecting --file parameters.yaml' },
  ];
  static override flags = {
    ...PARAMETER_PLACE_FLAGS,
    defaults: DEFAULTS_FLAG,
    changed: Flags.boolean({ description: 'only those whose value is not the default' }),
    group: Flags.string({ description: 'only those of one group', options: Object.keys(GROUPS), helpValue: 'GROUP' }),
  };
  static override exitCodes = { 1: null, 5: null };

  protected async execute(): Promise<Outcome> {
    const { flags } = await this.parse(ParamsList);
    const { listParameters } = await import('../../operations/params/params-read.ts');
    const { renderParameters } = await import('../../presentation/params/params-list.ts');
    const changed = flags.changed === true;
    // No default is changed: an operator who asks for that forgot to name the source.
    const place = await (changed ? parameterPlace(flags) : parameterPlaceOrDefaults(flags));
    const group = (flags.group as ParameterGroup | undefined) ?? null;
    const { parameters, warnings } = await listParameters(flags.defaults === true ? null : place, { changed, group });
    return {
      data: { parameters },
      text: (medium) => (parameters.length > 0 ? renderParameters(parameters, medium) : 'Every value is the default.'),
      exit: 0,
      warnings,
    };
  }
}
