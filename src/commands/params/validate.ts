import { PARAMETER_PLACE_FLAGS, parameterPlace } from '../../cli/parameter-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';

export class ParamsValidate extends SwitchoverCommand {
  static override summary = 'check parameters and the rules between them';
  static override description =
    `Checks each name and value of the running pair, or with --file of a parameter file, and the rules between them, and reports
each problem with its location. With --file, works without a server. A parameter file is YAML or JSON: one map of exact
names to values.`;
  static override examples = [
    { description: 'the running pair', command: 'switchover params validate' },
    { description: 'check a file before using it', command: 'switchover params validate --file parameters.yaml' },
    { description: 'for a script', command: 'switchover params validate --file parameters.json --json' },
  ];
  static override flags = {
    ...PARAMETER_PLACE_FLAGS,
  };
  static override exitCodes = {
    0: 'no problems, or only warnings',
    1: 'there are errors',
    2: 'wrong usage',
    3: 'the file cannot be read, or no server can be reached',
    4: 'not authorized',
    5: null,
  };

  protected async execute(): Promise<Outcome> {
    const { flags } = await this.parse(ParamsValidate);
    const { validatePair, validateParameterFile } = await import('../../operations/params/params-validate.ts');
    const { renderValidation } = await import('../../presentation/params/validation.ts');
    const place = await parameterPlace(flags);
    const isFile = typeof place === 'string';
    const validation = isFile ? { pair: place, ...(await validateParameterFile(place)) } : await validatePair(place);
    const { valid, problems, sound } = validation;
    const set = `${sound} ${sound === 1 ? 'parameter' : 'parameters'} set to valid values`;
    return {
      data: { valid, problems },
      text: (medium) => renderValidation({ subject: validation.pair, valid, problems }, medium, set),
      exit: valid ? 0 : 1,
    };
  }
}
