import { confirm } from '../cli/confirm.ts';
import { openPair, PAIR_FLAGS, SERVER_FLAG, YES_FLAG } from '../cli/pair-flags.ts';
import { showProgress } from '../cli/progress.ts';
import { type Outcome, SwitchoverCommand } from '../cli/switchover-command.ts';

export class Rejoin extends SwitchoverCommand {
  static override summary = 'make a stale server the backup again';
  static override description =
    `After a takeover the former active server is stale: it does not take part in failover until it rejoins, by this command
or by a restart. It then watches the active server and can take over again. Requires the role remote-control.`;
  static override examples = [
    { description: 'the stale server of the pair', command: 'switchover rejoin' },
    { description: 'server A, without confirmation', command: 'switchover rejoin --server A --yes' },
  ];
  static override flags = { ...PAIR_FLAGS, server: SERVER_FLAG, yes: YES_FLAG };
  static override exitCodes = { 1: null };

  protected async execute(): Promise<Outcome> {
    const { flags } = await this.parse(Rejoin);
    const { chooseServer } = await import('../operations/pair/choose-server.ts');
    const { planRejoin, rejoin } = await import('../operations/pair/rejoin.ts');
    const { renderRejoined, renderRejoinQuestion } = await import('../presentation/pair/rejoin.ts');
    const pair = await openPair(flags);
    try {
      const plan = await planRejoin(
        pair,
        flags.server === undefined ? null : chooseServer(pair.pairFile, flags.server),
      );
      await confirm(renderRejoinQuestion(plan), { yes: flags.yes === true, json: this.wantsJson() });
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
