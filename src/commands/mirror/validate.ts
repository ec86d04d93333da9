import { Flags } from '../../cli/flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';

export class MirrorValidate extends SwitchoverCommand {
  static override summary = 'check the lists of mirrored directories before they are set';
  static override description =
    `Needs no server and no disk. Directories are complete local paths, parted by semicolons; "+" in front of one takes in
everything below it. Exceptions are extensions, parted by semicolons: txt; gif.

A parameter file is YAML or JSON, one map of parameter names to values; CustomMirrorDir, InitialMirrorDir and
MirrorExceptions are read from it. In a shell, put lists in single quotes. In YAML leave the quotes out, or take single
ones: double quotes take "\\" for an escape.`;
  static override examples = [
    {
      description: 'two lists',
      command: String.raw`switchover mirror validate --custom '+D:\I3\IC\Flows;D:\Data' --initial '+D:\Recordings'`,
    },
    { description: 'the lists in a parameter file', command: 'switchover mirror validate --file params.yaml' },
    {
      description: 'the codes of all problems, for a script',
      command: "switchover mirror validate --file params.yaml --json | jq -r '.problems[].code'",
    },
  ];
  static override flags = {
    custom: Flags.string({ description: 'directories mirrored all the time (CustomMirrorDir)', helpValue: 'LIST' }),
    initial: Flags.string({ description: 'directories mirrored at the start (InitialMirrorDir)', helpValue: 'LIST' }),
    exceptions: Flags.string({ description: 'extensions that are not mirrored (MirrorExceptions)', helpValue: 'LIST' }),
    file: Flags.string({
      description: 'parameter file with the lists',
      helpValue: 'FILE',
      exclusive: ['custom', 'initial', 'exceptions'],
    }),
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
    const { flags } = await this.parse(MirrorValidate);
    const { renderValidation } = await import('../../presentation/validation.ts');
    const { validateMirrorFile, validateMirrorTexts } = await import('../../operations/mirror-validate.ts');
    const { custom = null, initial = null, exceptions = null } = flags;
    const validation =
      flags.file === undefined
        ? validateMirrorTexts({ custom, initial, exceptions })
        : await validateMirrorFile(flags.file);
    return {
      data: validation,
      text: (medium) => renderValidation({ ...validation, subject: flags.file ?? 'lists' }, medium),
      exit: validation.valid ? 0 : 1,
    };
  }
}
