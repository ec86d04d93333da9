import { Flags } from '../../cli/flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';
import { validateParameterFile } from '../../operations/params-validate.ts';
import { renderValidation } from '../../presentation/validation.ts';

export class ParamsValidate extends SwitchoverCommand {
  static override summary = 'check parameters, one by one and together';
  static override description =
    `Checks each name and value of a parameter file, and the rules between them, and says what is wrong at which place. Works
without any server. A parameter file is YAML or JSON: one map of exact names to values.`;
  static override examples = [
    { description: 'before values are used', command: 'switchover params validate --file parameters.yaml' },
    { description: 'for a script', command: 'switchover params validate --file parameters.json --json' },
  ];
  static override flags = {
    file: Flags.string({ description: 'parameter file to check', helpValue: 'FILE', required: true }),
  };
  static override exitCodes = {
    0: 'nothing is wrong, or there are warnings only',
    1: 'there is an error',
    2: 'wrong usage',
    3: 'the file cannot be read',
    4: null,
    5: null,
  };

  protected async execute(): Promise<Outcome> {
    const { flags } = await this.parse(ParamsValidate);
    const validation = await validateParameterFile(flags.file);
    const { valid, problems, sound } = validation;
    const set = `${sound} ${sound === 1 ? 'parameter' : 'parameters'} set to sound values`;
    return {
      data: { valid, problems },
      text: (medium) => renderValidation({ subject: flags.file, valid, problems }, medium, set),
      exit: valid ? 0 : 1,
    };
  }
}
