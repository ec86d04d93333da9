import { Flags } from '../../cli/flags.ts';
import { openPair, PAIR_FLAGS, SERVER_FLAG } from '../../cli/pair-flags.ts';
import { showProgress } from '../../cli/progress.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';

export class NodeStop extends SwitchoverCommand {
  static override summary = 'stop one server in order';
  static override description =
    `An active server finishes its work, runs its Discontinue hook and tells the backup, which takes over at once unless
told not to. Needs the role remote-control.`;
  static override examples = [
    { description: 'the server on this machine', command: 'switchover node stop' },
    {
      description: 'the active server for a short restart, without a takeover',
      command: 'switchover node stop --server A --no-takeover',
    },
  ];
  static override flags = {
    ...PAIR_FLAGS,
    server: SERVER_FLAG,
    takeover: Flags.boolean({ description: 'the backup takes over', default: true, allowNo: true }),
  };
  static override exitCodes = { 1: null };

  protected async execute(): Promise<Outcome> {
    const { flags } = await this.parse(NodeStop);
    const { chooseServer, localServer } = await import('../../operations/choose-server.ts');
    const { nodeStop } = await import('../../operations/node-stop.ts');
    const { sayDuration } = await import('../../presentation/durations.ts');
    const { renderAfterStop } = await import('../../presentation/status.ts');
    const pair = await openPair(flags);
    try {
      const letter =
        flags.server === undefined
          ? await localServer(pair.path, pair.pairFile)
          : chooseServer(pair.pairFile, flags.server);
      const progress = showProgress(
        { first: 'stopping in order', goesOn: 'the server goes on stopping without it', request: null },
        this.manner(),
      );
      const result = await nodeStop(pair, letter, flags.takeover).finally(progress.done);
      const role = result.wasActive ? 'the active server' : 'not active';
      const head = `Server ${letter} (${role}) has stopped after ${sayDuration(result.tookMs)}.`;
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
