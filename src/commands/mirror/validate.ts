import { Flags } from '../../cli/flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';

export class MirrorValidate extends SwitchoverCommand {
  static override summary = 'check lists of mirrored directories before setting them';
  static override description =
    `Works without a server and without access to the directories. Directories are absolute local paths, separated by
semicolons; "+" before a path includes its subdirectories. Exceptions are extensions, separated by semicolons: txt; gif.

A parameter file is YAML or JSON, one map of parameter names to values; CustomMirrorDir, InitialMirrorDir and
MirrorExceptions are read from it. In a shell, put lists in single quotes. In YAML, use single quotes or none: in double
quotes, "\\" is an escape character.`;
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
    custom: Flags.string({ description: 'directories that are always mirrored (CustomMirrorDir)', helpValue: 'LIST' }),
    initial: Flags.string({ description: 'directories mirrored at startup (InitialMirrorDir)', helpValue: 'LIST' }),
    exceptions: Flags.string({ description: 'extensions that are not mirrored (MirrorExceptions)', helpValue: 'LIST' }),
    file: Flags.string({
      description: 'parameter file with the lists',
      helpValue: 'FILE',
      exclusive: ['custom', 'initial', 'exceptions'],
    }),
  };
  static override exitCodes = {
    0: 'no problems, or only warnings',
    1: 'there are errors',
    2: 'wrong usage',
    3: 'the file cannot be read',
    4: null,
    5: null,
  };

  protected async execute(): Promise<Outcome> {
    const { flags } = await this.parse(MirrorValidate);
    const { renderValidation } = await import('../../presentation/params/validation.ts');
    const { validateMirrorFile, validateMirrorTexts } = await import('../../operations/mirror/mirror-validate.ts');
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
