import { Args } from '../../cli/flags.ts';
import { PARAMETER_PLACE_FLAGS, parameterPlace } from '../../cli/parameter-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';

export class ParamsGet extends SwitchoverCommand {
  static override summary = 'print the value of a parameter';
  static override description =
    `Prints the value set in the running pair, or with --file in a file, or else the default. For one parameter, prints the bare
value as written in a parameter file, or nothing if there is none; for several, a list. In JSON, "inForce" is the value
that the pair uses until "waitsFor" is restarted, and null means unknown; several parameters are output as
{ "parameters": [ … ] }. Give the exact name in quotes, or the short name; letter case does not matter.`;
  static override examples = [
    { description: 'in the running pair', command: 'switchover params get "Switchover Reconnect Timeout"' },
    {
      description: 'in a file, for a script',
      command: 'timeout=$(switchover params get "Switchover Reconnect Timeout" --file parameters.yaml)',
    },
    {
      description: 'with all details',
      command: 'switchover params get "Switchover Reconnect Timeout" --json',
    },
  ];
  static override args = {
    parameter: Args.string({
      description: 'name of a parameter; may be repeated',
      required: true,
      multiple: true,
      ignoreStdin: true,
    }),
  };
  static override flags = { ...PARAMETER_PLACE_FLAGS };
  static override exitCodes = { 1: null, 5: null };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(ParamsGet);
    const { getParameters } = await import('../../operations/params/params-read.ts');
    const { bareValue } = await import('../../presentation/params/parameter-value.ts');
    const { parameters, warnings } = await getParameters(args.parameter, await parameterPlace(flags));
    const [first, ...more] = parameters;
    if (first === undefined || more.length > 0) {
      // Loaded here because scripts often read a single value.
      const { renderParameters } = await import('../../presentation/params/params-list.ts');
      return { data: { parameters }, text: (medium) => renderParameters(parameters, medium), exit: 0, warnings };
    }
    return { data: first, text: () => bareValue(first.name, first.value), exit: 0, warnings };
  }
}
