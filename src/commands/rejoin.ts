import { isConfirmed, NOT_CONFIRMED } from '../cli/confirm.ts';
import { openPair, PAIR_FLAGS, PLAN_ONLY_FLAG, SERVER_FLAG, YES_FLAG } from '../cli/pair-flags.ts';
import { showProgress } from '../cli/progress.ts';
import { type Outcome, SwitchoverCommand } from '../cli/switchover-command.ts';

export class Rejoin extends SwitchoverCommand {
  static override summary = 'make a stale server the backup again';
  static override description =
    `After a takeover the former active server is stale: it does not take part in failover until it rejoins, by this command
or by a restart. It then watches the active server and can take over again. Requires the role remote-control.`;
  static override examples = [
    { description: 'the stale server of the pair', command: 'switchover rejoin' },
    { description: 'only show what would happen', command: 'switchover rejoin --dry-run' },
    { description: 'server A, without confirmation', command: 'switchover rejoin --server A --yes' },
  ];
  static override flags = { ...PAIR_FLAGS, server: SERVER_FLAG, 'dry-run': PLAN_ONLY_FLAG, yes: YES_FLAG };
  static override exitCodes = { 0: 'rejoined, or --dry-run shows that it could', 1: 'not confirmed; nothing was done' };

  protected async execute(): Promise<Outcome> {
    const { flags } = await this.parse(Rejoin);
    const { chooseServer } = await import('../operations/pair/choose-server.ts');
    const { planRejoin, rejoin } = await import('../operations/pair/rejoin.ts');
    const { renderRejoined, renderRejoinPlan, renderRejoinQuestion } = await import('../presentation/pair/rejoin.ts');
    const pair = await openPair(flags);
    try {
      const plan = await planRejoin(
        pair,
        flags.server === undefined ? null : chooseServer(pair.pairFile, flags.server),
      );
      if (flags['dry-run'] === true) {
        return { data: { dryRun: true, ...plan }, text: (medium) => renderRejoinPlan(plan, medium), exit: 0 };
      }
      const json = this.wantsJson();
      if (!(await isConfirmed(renderRejoinQuestion(plan), { yes: flags.yes === true, json }))) return NOT_CONFIRMED;
      const progress = showProgress(
        { first: 'requesting the rejoin', goesOn: 'the server continues to rejoin', request: plan.id },
        this.manner(),
      );
      const after = await rejoin(pair, plan).finally(progress.done);
      const data = { server: plan.letter, rejoined: true, after };
      return { data, text: (medium) => renderRejoined(plan, after, medium), exit: 0 };
    } finally {
      pair.close();
    }
  }
}
