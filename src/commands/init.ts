import { Flags } from '../cli/flags.ts';
import { interruptible } from '../cli/interrupt.ts';
import { type Outcome, SwitchoverCommand } from '../cli/switchover-command.ts';

export class Init extends SwitchoverCommand {
  static override summary = 'make a new pair: pair file, authority, a folder for each server, credentials';
  static override description = `All of it is made in one folder, or nothing is.
The folders A and B are complete: each can be carried to its server's machine as it is.
A port may be left out; it is 3633 then.`;
  static override examples = [
    {
      description: 'two machines',
      command: 'switchover init --dir pair --server-a alpha=10.0.0.1 --server-b beta=10.0.0.2 --enable-gateway-ping',
    },
    {
      description: 'both servers on this machine, to try it',
      command: 'switchover init --dir pair --server-a alpha=127.0.0.1:3633 --server-b beta=127.0.0.1:3634',
    },
  ];
  static override flags = {
    dir: Flags.string({ description: 'folder to make the pair in: new, or empty', helpValue: 'DIR', required: true }),
    'server-a': Flags.string({
      description: 'the server to be active first',
      helpValue: 'NAME=HOST:PORT',
      required: true,
    }),
    'server-b': Flags.string({ description: 'its backup', helpValue: 'NAME=HOST:PORT', required: true }),
    'pair-name': Flags.string({ description: "the pair's name; without it both servers' names", helpValue: 'NAME' }),
    'enable-gateway-ping': Flags.boolean({
      description: 'let a backup ping its gateway, to notice when it is itself cut off',
    }),
  };
  static override exitCodes = { 1: null };

  protected async execute(): Promise<Outcome> {
    const { flags } = await this.parse(Init);
    const { carryCommands, nextCommands, renderInit } = await import('../presentation/init.ts');
    const request = {
      dir: flags.dir,
      pair: flags['pair-name'] ?? null,
      servers: { A: flags['server-a'], B: flags['server-b'] },
      gatewayPing: flags['enable-gateway-ping'] === true,
    };
    // Loaded here because what makes certificates is heavy.
    const { initPair } = await import('../operations/init.ts');
    const made = await interruptible((signal) => initPair(request, signal));
    const data = { ...made, next: nextCommands(made), carry: carryCommands(made) };
    return { data, text: (medium) => renderInit(made, medium), exit: 0, warnings: made.warnings };
  }
}
