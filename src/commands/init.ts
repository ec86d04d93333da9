import { Flags } from '../cli/flags.ts';
import { interruptible } from '../cli/interrupt.ts';
import { type Outcome, SwitchoverCommand } from '../cli/switchover-command.ts';

export class Init extends SwitchoverCommand {
  static override summary = 'create a new pair: pair file, certificate authority, server folders, credentials';
  static override description = `Creates everything in one folder, or nothing at all.
The folders A and B are self-contained: copy each to its server's machine as it is.
The port is optional; the default is 3633.`;
  static override examples = [
    {
      description: 'two machines',
      command: 'switchover init --dir pair --server-a alpha=10.0.0.1 --server-b beta=10.0.0.2 --enable-gateway-ping',
    },
    {
      description: 'both servers on this machine, to try it out',
      command: 'switchover init --dir pair --server-a alpha=127.0.0.1:3633 --server-b beta=127.0.0.1:3634',
    },
  ];
  static override flags = {
    dir: Flags.string({ description: 'folder for the pair: new or empty', helpValue: 'DIR', required: true }),
    'server-a': Flags.string({
      description: 'server A, which becomes active first',
      helpValue: 'NAME=HOST:PORT',
      required: true,
    }),
    'server-b': Flags.string({ description: 'server B, its backup', helpValue: 'NAME=HOST:PORT', required: true }),
    'pair-name': Flags.string({
      description: 'name of the pair; default: the names of both servers',
      helpValue: 'NAME',
    }),
    'enable-gateway-ping': Flags.boolean({
      description: 'let the backup ping its gateway, to detect that it is cut off itself',
    }),
  };
  static override exitCodes = { 1: null };

  protected async execute(): Promise<Outcome> {
    const { flags } = await this.parse(Init);
    const { carryCommands, nextCommands, renderInit } = await import('../presentation/pair/init.ts');
    const request = {
      dir: flags.dir,
      pair: flags['pair-name'] ?? null,
      servers: { A: flags['server-a'], B: flags['server-b'] },
      gatewayPing: flags['enable-gateway-ping'] === true,
    };
    // Loaded lazily because the certificate library is heavy.
    const { initPair } = await import('../operations/pair/init.ts');
    const made = await interruptible((signal) => initPair(request, signal));
    const data = { ...made, next: nextCommands(made), carry: carryCommands(made) };
    return { data, text: (medium) => renderInit(made, medium), exit: 0, warnings: made.warnings };
  }
}
