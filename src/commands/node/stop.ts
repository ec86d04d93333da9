import { Flags } from '../../cli/flags.ts';
import { openPair, PAIR_FLAGS, SERVER_FLAG } from '../../cli/pair-flags.ts';
import { showProgress } from '../../cli/progress.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';

export class NodeStop extends SwitchoverCommand {
  static override summary = 'shut one server down cleanly';
  static override description =
    `An active server finishes its work, runs its Discontinue hook and notifies the backup, which takes over immediately
(not with --no-takeover). Requires the role remote-control.`;
  static override examples = [
    { description: 'the server on this machine', command: 'switchover node stop' },
    {
      description: 'the active server, for a short restart without a takeover',
      command: 'switchover node stop --server A --no-takeover',
    },
  ];
  static override flags = {
    ...PAIR_FLAGS,
    server: SERVER_FLAG,
    takeover: Flags.boolean({ description: 'let the backup take over', default: true, allowNo: true }),
  };
  static override exitCodes = { 1: null };

  protected async execute(): Promise<Outcome> {
    const { flags } = await this.parse(NodeStop);
    const { chooseServer, localServer } = await import('../../operations/pair/choose-server.ts');
    const { nodeStop } = await import('../../operations/pair/node-stop.ts');
    const { sayDuration } = await import('../../presentation/text/durations.ts');
    const { renderAfterStop } = await import('../../presentation/pair/status.ts');
    const pair = await openPair(flags);
    try {
      const letter =
        flags.server === undefined
          ? await localServer(pair.path, pair.pairFile)
          : chooseServer(pair.pairFile, flags.server);
      const progress = showProgress(
        { first: 'shutting down', goesOn: 'the server continues to shut down', request: null },
        this.manner(),
      );
      const result = await nodeStop(pair, letter, flags.takeover).finally(progress.done);
      const role = result.wasActive ? 'the active server' : 'not active';
      const head = `Server ${letter} (${role}) stopped after ${sayDuration(result.tookMs)}.`;
      return {
        data: { ...result, takeover: flags.takeover },
        text: (medium) => `${head}\n\n${renderAfterStop(result.after, medium)}`,
        exit: 0,
      };
    } finally {
      pair.close();
    }
  }
}
