import { isConfirmed, NOT_CONFIRMED } from '../cli/confirm.ts';
import { Flags } from '../cli/flags.ts';
import { openPair, PAIR_FLAGS, PLAN_ONLY_FLAG, YES_FLAG } from '../cli/pair-flags.ts';
import { showProgress } from '../cli/progress.ts';
import { progressLine } from '../cli/progress-line.ts';
import { type Outcome, SwitchoverCommand } from '../cli/switchover-command.ts';

export class Switch extends SwitchoverCommand {
  static override summary = 'make the backup the active server';
  static override description =
    `Shows the state of the pair, asks for confirmation and follows the switch until it is done. The active server finishes
its work, runs its Discontinue hook and becomes the backup; if anything goes wrong on the way, it stays active.
Requires the role remote-control, or master-administrator with --immediate.

The switches of the original control panel work as well: "/Immediate /Notifier" switches immediately and without a
question. The pair file names both servers, so /Notifier may stand alone; /Notifier=HOST must name one of them.`;
  static override examples = [
    { description: 'show the plan, then ask', command: 'switchover switch' },
    { description: 'only show the plan', command: 'switchover switch --dry-run' },
    {
      description: 'in a maintenance script: wait until the pair is protected again',
      command: 'switchover switch --yes --wait --reason "monthly test"',
    },
  ];
  static override flags = {
    ...PAIR_FLAGS,
    immediate: Flags.boolean({ description: 'take over now, without waiting for the active server (/Immediate)' }),
    'dry-run': PLAN_ONLY_FLAG,
    wait: Flags.boolean({
      char: 'w',
      description: 'wait until the backup has everything before the switch, and until the pair is protected after it',
    }),
    'accept-data-loss': Flags.boolean({
      description: 'switch even though the backup lacks changes; they are set aside; requires --reason',
      dependsOn: ['reason'],
    }),
    reason: Flags.string({ description: 'reason, for the log', helpValue: 'TEXT' }),
    notifier: Flags.string({
      description: 'for old scripts (/Notifier=HOST): a server of the pair, by name or address',
      hidden: true,
    }),
    yes: YES_FLAG,
  };
  static override slashFlags = { Immediate: '--immediate --yes', Notifier: '--notifier[=HOST]', '?': '--help' };
  static override exitCodes = {
    0: 'switched, or --dry-run shows that it could',
    1: 'the switch was given up, or not confirmed; the old server is still active',
  };

  protected async execute(): Promise<Outcome> {
    const { flags } = await this.parse(Switch);
    const { refuseForeignHost } = await import('../operations/pair/choose-server.ts');
    const { LONGEST_WAIT_MS, planSwitch, refuseLoss, runSwitch } = await import('../operations/pair/switch.ts');
    const { renderDryRun, renderSwitchPlan, renderSwitchResult } = await import('../presentation/pair/switch.ts');
    const json = this.wantsJson();
    const pair = await openPair(flags);
    try {
      if (flags.notifier) refuseForeignHost(pair.pairFile, flags.notifier);
      const waiting = flags.wait === true ? progressLine(this.manner()) : null;
      waiting?.say('waiting until the backup has everything');
      const patience = flags.wait === true ? LONGEST_WAIT_MS : undefined;
      const plan = await planSwitch(pair, flags.immediate === true, patience).finally(() => waiting?.done());
      if (flags['dry-run'] === true) {
        return { data: { dryRun: true, ...plan }, text: (medium) => renderDryRun(plan, medium), exit: 0 };
      }
      if (!json) process.stderr.write(`${renderSwitchPlan(plan, this.medium(process.stderr))}\n\n`);
      const accepted = flags['accept-data-loss'] === true;
      if (!accepted && (flags.yes === true || json)) refuseLoss(plan);
      const question =
        plan.wouldLose.length > 0 && !accepted ? 'Switch and lose what only the active server has?' : 'Switch?';
      if (!(await isConfirmed(question, { yes: flags.yes === true, json }))) return NOT_CONFIRMED;
      const progress = showProgress(
        { first: 'requesting the switch', goesOn: 'the switch continues', request: plan.id },
        this.manner(),
      );
      const result = await runSwitch(pair, plan, {
        reason: flags.reason ?? null,
        waitForProtection: flags.wait === true,
        onPhase: progress.say,
      }).finally(progress.done);
      return {
        data: result,
        text: (medium) => renderSwitchResult(result, medium),
        exit: result.outcome === 'switched' ? 0 : 1,
      };
    } finally {
      pair.close();
    }
  }
}
