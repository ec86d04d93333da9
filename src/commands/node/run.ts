import { endAtOnce, onFault } from '../../cli/fault.ts';
import { Flags } from '../../cli/flags.ts';
import { onInterruption } from '../../cli/interrupt.ts';
import { PAIR_FILE_FLAG, placesOf } from '../../cli/pair-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';
import type { Letter } from '../../core/letter.ts';

export class NodeRun extends SwitchoverCommand {
  static override summary = 'run one server of the pair in the foreground';
  static override description =
    `The two servers negotiate which one is active. The backup watches the active server and takes over when it fails.
SIGTERM and Ctrl-C shut the server down cleanly: an active server runs its Discontinue hook and hands over to the backup.
A second Ctrl-C ends it immediately.`;
  static override examples = [
    { description: 'server A of the pair in this folder', command: 'switchover node run --pair pair.yaml --server A' },
    {
      description: 'as backup, in manual mode',
      command: 'switchover node run --pair pair.yaml --server B --force-backup --manual-switch-only',
    },
  ];
  static override flags = {
    ...PAIR_FILE_FLAG,
    server: Flags.string({ description: 'which server this is', options: ['A', 'B'], required: true }),
    'force-backup': Flags.boolean({ description: 'do not become active until an operator switches (/ForceBackup)' }),
    'force-primary': Flags.boolean({
      description: 'become active even though this server is stale',
      exclusive: ['force-backup'],
    }),
    'manual-switch-only': Flags.boolean({
      description: 'mirror and watch, but never take over by itself (/ManualSwitchOnly)',
    }),
  };
  static override slashFlags = { ForceBackup: '--force-backup', ManualSwitchOnly: '--manual-switch-only' };
  static override exitCodes = { 0: 'shut down cleanly', 1: null, 5: null };

  protected async execute(): Promise<Outcome> {
    const { flags } = await this.parse(NodeRun);
    const { nodeRun } = await import('../../operations/pair/node-run.ts');
    const { renderListening, renderLogLine } = await import('../../presentation/text/log-line.ts');
    const { pairFile } = await placesOf(flags);
    // A server outlives the reader of its output: a closed pipe or terminal must not end it.
    for (const stream of [process.stdout, process.stderr]) {
      stream.removeAllListeners('error');
      stream.on('error', () => undefined);
    }
    const medium = this.medium();
    const print = (text: string): void => void (this.wantsJson() || process.stdout.write(`${text}\n`));
    const server = await nodeRun({
      pairFile,
      letter: flags.server as Letter,
      version: this.config.version,
      forceBackup: flags['force-backup'] === true,
      forcePrimary: flags['force-primary'] === true,
      manualSwitchOnly: flags['manual-switch-only'] === true,
      onLog: (line, at) => print(renderLogLine(line, at, medium)),
    });
    print(renderListening(server, medium));
    const release = onInterruption((signal) => server.requestStop(signal, true));
    onFault(server.fail);
    await server.done.catch(endAtOnce(this.manner()));
    release();
    return { data: { server: flags.server, stopped: true, log: server.logPath }, text: () => '', exit: 0 };
  }
}
