import { endAtOnce, onFault } from '../../cli/fault.ts';
import { Flags } from '../../cli/flags.ts';
import { onInterruption } from '../../cli/interrupt.ts';
import { PAIR_FILE_FLAG, placesOf } from '../../cli/pair-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';
import type { Letter } from '../../core/letter.ts';

export class NodeRun extends SwitchoverCommand {
  static override summary = 'run one server of the pair in the foreground';
  static override description =
    `The server negotiates with its companion which of them is active, watches it, and takes over when it fails.
SIGTERM and Ctrl-C stop it in order: an active server runs its Discontinue hook and hands over to the backup.
A second Ctrl-C ends it at once.`;
  static override examples = [
    { description: 'server A of the pair in this folder', command: 'switchover node run --pair pair.yaml --server A' },
    {
      description: 'as backup, switching only when told',
      command: 'switchover node run --pair pair.yaml --server B --force-backup --manual-switch-only',
    },
  ];
  static override flags = {
    ...PAIR_FILE_FLAG,
    server: Flags.string({ description: 'which server this is', options: ['A', 'B'], required: true }),
    'force-backup': Flags.boolean({ description: 'never become active by itself until told (/ForceBackup)' }),
    'force-primary': Flags.boolean({
      description: 'become active although this server knows that it is stale',
      exclusive: ['force-backup'],
    }),
    'manual-switch-only': Flags.boolean({
      description: 'mirror and watch, but never switch by itself (/ManualSwitchOnly)',
    }),
  };
  static override slashFlags = { forcebackup: '--force-backup', manualswitchonly: '--manual-switch-only' };
  static override exitCodes = { 0: 'stopped in order', 1: null, 5: null };

  protected async execute(): Promise<Outcome> {
    const { flags } = await this.parse(NodeRun);
    const { nodeRun } = await import('../../operations/node-run.ts');
    const { renderLogLine } = await import('../../presentation/log-line.ts');
    const { pairFile } = await placesOf(flags);
    // A server outlives whoever read its output: a closed pipe or terminal must not end it.
    for (const stream of [process.stdout, process.stderr]) {
      stream.removeAllListeners('error');
      stream.on('error', () => undefined);
    }
    const medium = this.medium();
    const json = this.wantsJson();
    const server = await nodeRun({
      pairFile,
      letter: flags.server as Letter,
      version: this.config.version,
      forceBackup: flags['force-backup'] === true,
      forcePrimary: flags['force-primary'] === true,
      manualSwitchOnly: flags['manual-switch-only'] === true,
      onLog: (line) => void (json || process.stdout.write(`${renderLogLine(line, medium)}\n`)),
    });
    const release = onInterruption((signal) => server.requestStop(signal, true));
    onFault(server.fail);
    await server.done.catch(endAtOnce(this.manner()));
    release();
    return { data: { server: flags.server, stopped: true, log: server.logPath }, text: () => '', exit: 0 };
  }
}
