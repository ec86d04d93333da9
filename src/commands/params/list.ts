import { Flags } from '../../cli/flags.ts';
import {
  DEFAULTS_FLAG,
  PARAMETER_PLACE_FLAGS,
  parameterPlace,
  parameterPlaceOrDefaults,
} from '../../cli/parameter-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';
import type { ParameterGroup } from '../../core/parameters/definition.ts';
import { GROUPS } from '../../core/parameters/groups.ts';

export class ParamsList extends SwitchoverCommand {
  static override summary = 'list parameters with their values';
  static override description =
    `Every parameter by group, with its value in the running pair, or in a file with --file, or the default where it is not set
there. What waits for a restart is shown beside what is in force until then. Where there is neither a pair nor a file,
and with --defaults: the defaults. In the JSON, "value" is what is set or else the default, "inForce" what the pair goes
by, "waitsFor" the servers whose restart it waits for; what cannot be known is null.`;
  static override examples = [
    { description: 'the running pair', command: 'switchover params list' },
    { description: 'all parameters and their defaults', command: 'switchover params list --defaults' },
    { description: 'what a file changes', command: 'switchover params list --file parameters.yaml --changed' },
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
    const { listParameters } = await import('../../operations/params-read.ts');
    const { renderParameters } = await import('../../presentation/params-list.ts');
    const changed = flags.changed === true;
    // Of the defaults none is changed: who asks for that has forgotten to say where.
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
