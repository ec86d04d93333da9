import { PARAMETER_PLACE_FLAGS, parameterPlace } from '../../cli/parameter-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';

export class ParamsValidate extends SwitchoverCommand {
  static override summary = 'check parameters, one by one and together';
  static override description =
    `Checks each name and value of the running pair, or of a parameter file with --file, and the rules between them, and says
what is wrong at which place. With --file it works without any server. A parameter file is YAML or JSON: one map of
exact names to values.`;
  static override examples = [
    { description: 'the running pair', command: 'switchover params validate' },
    { description: 'before values are used', command: 'switchover params validate --file parameters.yaml' },
    { description: 'for a script', command: 'switchover params validate --file parameters.json --json' },
  ];
  static override flags = {
    ...PARAMETER_PLACE_FLAGS,
  };
  static override exitCodes = {
    0: 'nothing is wrong, or there are warnings only',
    1: 'there is an error',
    2: 'wrong usage',
    3: 'the file cannot be read, or no server be reached',
    4: 'refused for a missing right',
    5: null,
  };

  protected async execute(): Promise<Outcome> {
    const { flags } = await this.parse(ParamsValidate);
    const { validatePair, validateParameterFile } = await import('../../operations/params-validate.ts');
    const { renderValidation } = await import('../../presentation/validation.ts');
    const place = await parameterPlace(flags);
    const isFile = typeof place === 'string';
    const validation = isFile ? { pair: place, ...(await validateParameterFile(place)) } : await validatePair(place);
    const { valid, problems, sound } = validation;
    const set = `${sound} ${sound === 1 ? 'parameter' : 'parameters'} set to sound values`;
    return {
      data: { valid, problems },
      text: (medium) => renderValidation({ subject: validation.pair, valid, problems }, medium, set),
      exit: valid ? 0 : 1,
    };
  }
}
