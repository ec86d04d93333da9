import { isConfirmed, NOT_CONFIRMED } from '../../cli/confirm.ts';
import { Flags } from '../../cli/flags.ts';
import { openPair, PAIR_FLAGS, PLAN_ONLY_FLAG, SERVER_FLAG, YES_FLAG } from '../../cli/pair-flags.ts';
import { showProgress } from '../../cli/progress.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';

export class NodeStop extends SwitchoverCommand {
  static override summary = 'shut one server down cleanly';
  static override description =
    `An active server finishes its work, runs its Discontinue hook and notifies the backup, which takes over immediately
(not with --no-takeover). If no backup would take over, it asks for confirmation. Requires the role remote-control.`;
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
    'dry-run': PLAN_ONLY_FLAG,
    yes: YES_FLAG,
  };
  static override exitCodes = {
    0: 'stopped, or --dry-run shows what would happen',
    1: 'not confirmed; nothing was done',
  };

  protected async execute(): Promise<Outcome> {
    const { flags } = await this.parse(NodeStop);
    const { chooseServer, localServer } = await import('../../operations/pair/choose-server.ts');
    const { nodeStop, planStop } = await import('../../operations/pair/node-stop.ts');
    const { renderStopPlan, renderStopped, renderStopQuestion } = await import('../../presentation/pair/stop.ts');
    const pair = await openPair(flags);
    try {
      const letter =
        flags.server === undefined
          ? await localServer(pair.path, pair.pairFile)
          : chooseServer(pair.pairFile, flags.server);
      const plan = await planStop(pair, letter);
      if (flags['dry-run'] === true) {
        const { takeover } = flags;
        return {
          data: { dryRun: true, ...plan, takeover },
          text: (medium) => renderStopPlan(plan, takeover, medium),
          exit: 0,
        };
      }
      const asked = { yes: flags.yes === true || plan.unattended.length === 0, json: this.wantsJson() };
      if (!(await isConfirmed(renderStopQuestion(plan), asked))) return NOT_CONFIRMED;
      const progress = showProgress(
        { first: 'shutting down', goesOn: 'the server continues to shut down', request: null },
        this.manner(),
      );
      const result = await nodeStop(pair, plan, flags.takeover).finally(progress.done);
      return {
        data: { ...result, takeover: flags.takeover },
        text: (medium) => renderStopped(result, medium),
        exit: 0,
      };
    } finally {
      pair.close();
    }
  }
}
