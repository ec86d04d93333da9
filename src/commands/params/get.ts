import { Args } from '../../cli/flags.ts';
import { PARAMETER_PLACE_FLAGS, parameterPlace } from '../../cli/parameter-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';

export class ParamsGet extends SwitchoverCommand {
  static override summary = 'print the value of a parameter';
  static override description =
    `The value that is set in the running pair, or in a file with --file, or else the default. Of one parameter the bare value
is printed, in the spelling of a parameter file, and nothing where there is none; of several, a list. In the JSON, "inForce"
is what the pair goes by until "waitsFor" is restarted, and what cannot be known is null; of several parameters it is
{ "parameters": [ … ] }. A name is the exact one in quotes or the short one, in any letter case.`;
  static override examples = [
    { description: 'in the running pair', command: 'switchover params get "Switchover Reconnect Timeout"' },
    {
      description: 'in a file, for a script',
      command: 'timeout=$(switchover params get "Switchover Reconnect Timeout" --file parameters.yaml)',
    },
    {
      description: 'with everything that is known of it',
      command: 'switchover params get "Switchover Reconnect Timeout" --json',
    },
  ];
  static override args = {
    parameter: Args.string({
      description: 'name of a parameter; several may be given',
      required: true,
      multiple: true,
      ignoreStdin: true,
    }),
  };
  static override flags = { ...PARAMETER_PLACE_FLAGS };
  static override exitCodes = { 1: null, 5: null };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(ParamsGet);
    const { getParameters } = await import('../../operations/params-read.ts');
    const { bareValue } = await import('../../presentation/parameter-value.ts');
    const { parameters, warnings } = await getParameters(args.parameter, await parameterPlace(flags));
    const [first, ...more] = parameters;
    if (first === undefined || more.length > 0) {
      // Loaded here because one value is what scripts ask for, many times.
      const { renderParameters } = await import('../../presentation/params-list.ts');
      return { data: { parameters }, text: (medium) => renderParameters(parameters, medium), exit: 0, warnings };
    }
    return { data: first, text: () => bareValue(first.name, first.value), exit: 0, warnings };
  }
}
