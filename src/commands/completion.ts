import { describeCommands } from '../cli/describe.ts';
import { Args } from '../cli/flags.ts';
import { type Outcome, SwitchoverCommand } from '../cli/switchover-command.ts';

export class Completion extends SwitchoverCommand {
  static override summary = 'print a completion script for your shell';
  static override description =
    `The script completes commands, flags, the values that a flag may take, names of parameters, and file names where a
file is taken. Names of parameters are found by any part of them, in any letter case: the short ones, and behind a quote or
a capital letter the exact ones, quoted for you.
It is made from the same definitions as the help, and asks nothing of switchover while you type.`;
  static override examples = [
    { description: 'in this bash session', command: 'source <(switchover completion bash)' },
    {
      description: 'in every bash session',
      command: 'switchover completion bash > ~/.local/share/bash-completion/completions/switchover',
    },
    {
      description: 'in every zsh session, with a folder of your $fpath',
      command: 'switchover completion zsh > ~/.zsh/completions/_switchover',
    },
  ];
  static override args = {
    shell: Args.string({ description: 'the shell', options: ['bash', 'zsh'], required: true, ignoreStdin: true }),
  };
  static override exitCodes = { 1: null, 3: null, 4: null, 5: null };

  protected async execute(): Promise<Outcome> {
    const { args } = await this.parse(Completion);
    const { CATALOGUE } = await import('../core/parameters/catalogue.ts');
    const { renderBashCompletion } = await import('../presentation/completion-bash.ts');
    const { renderZshCompletion } = await import('../presentation/completion-zsh.ts');
    const render = args.shell === 'zsh' ? renderZshCompletion : renderBashCompletion;
    const script = render(describeCommands(this.config), CATALOGUE);
    return { data: { shell: args.shell, script }, text: () => script.trimEnd(), exit: 0 };
  }
}
