import { describeCommands } from '../cli/describe.ts';
import { Args } from '../cli/flags.ts';
import { type Outcome, SwitchoverCommand } from '../cli/switchover-command.ts';

export class Completion extends SwitchoverCommand {
  static override summary = 'print a completion script for your shell';
  static override description =
    `The script completes commands, flags, flag values, servers (A or B), parameter names, scenario names and file names. Any part of a parameter name matches,
in any letter case. Short names are offered by default; after a quote or a capital letter, exact names, quoted for you.
It is generated from the same definitions as the help and does not call switchover while you type.`;
  static override examples = [
    { description: 'this bash session only', command: 'source <(switchover completion bash)' },
    {
      description: 'every bash session',
      command: 'switchover completion bash > ~/.local/share/bash-completion/completions/switchover',
    },
    {
      description: 'every zsh session, using a folder in your $fpath',
      command: 'switchover completion zsh > ~/.zsh/completions/_switchover',
    },
  ];
  static override args = {
    shell: Args.string({ description: 'the shell', options: ['bash', 'zsh'], required: true, ignoreStdin: true }),
  };
  static override exitCodes = { 1: null, 3: null, 4: null, 5: null };

  protected async execute(): Promise<Outcome> {
    const { args } = await this.parse(Completion);
    const { LETTERS } = await import('../core/letter.ts');
    const { scenarioNames } = await import('../operations/explain/scenario-names.ts');
    const { CATALOGUE } = await import('../core/config/parameters/catalogue.ts');
    const { renderBashCompletion } = await import('../presentation/help/completion-bash.ts');
    const { renderZshCompletion } = await import('../presentation/help/completion-zsh.ts');
    const render = args.shell === 'zsh' ? renderZshCompletion : renderBashCompletion;
    const known = { SERVER: LETTERS, SCENARIO: await scenarioNames() };
    const script = render(describeCommands(this.config), CATALOGUE, known);
    return { data: { shell: args.shell, script }, text: () => script.trimEnd(), exit: 0 };
  }
}
