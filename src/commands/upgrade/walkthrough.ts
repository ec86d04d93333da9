import { NOT_CONFIRMED } from '../../cli/confirm.ts';
import { Flags } from '../../cli/flags.ts';
import { withOperator } from '../../cli/operator.ts';
import { openPair, PAIR_FLAGS, PLAN_ONLY_FLAG } from '../../cli/pair-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';
import {
  ANSWERS_FLAG,
  BY_HAND_FLAGS,
  byHandOf,
  REPORT_FLAG,
  refuseWithoutTerminal,
  SERVER_BY_HAND_FLAGS,
} from '../../cli/upgrade-flags.ts';
import type { Operator } from '../../core/runbooks/operator.ts';
import type { ProcedureReport } from '../../core/runbooks/report.ts';

export class UpgradeWalkthrough extends SwitchoverCommand {
  static override summary = 'upgrade a pair, one server at a time, step by step';
  static override description =
    `Takes you through the upgrade of both servers to a new release: checks the pair first, explains each step, runs its
command where the pair file names one, and verifies the result by looking at the servers. You can stop at any step and resume
on another day or another machine, go back to the old release, or abort. The backup is upgraded first; then you switch, test,
and decide whether the other server follows. Requires the role remote-control.

While the two servers run different releases, no automatic takeover protects the pair.

With --by-hand it guides you through the same steps on a pair that switchover does not run, such as a PureConnect pair.`;
  static override examples = [
    { description: 'show the whole plan', command: 'switchover upgrade walkthrough --release "2021 R4" --dry-run' },
    { description: 'begin', command: 'switchover upgrade walkthrough --release "2021 R4"' },
    { description: 'continue after a break', command: 'switchover upgrade walkthrough --resume' },
    {
      description: 'unattended, with a report',
      command: 'switchover upgrade walkthrough --release "2021 R4" --answers answers.yaml --report upgrade.html',
    },
    {
      description: 'print a runbook for a PureConnect pair',
      command:
        'switchover upgrade walkthrough --by-hand --server-a ICServer1 --server-b ICServer2 --dry-run --markdown > runbook.md',
    },
  ];
  static override flags = {
    ...PAIR_FLAGS,
    release: Flags.string({ description: 'name of the new release', helpValue: 'NAME' }),
    os: Flags.boolean({
      description: 'the operating system is upgraded too: its adapters, name and account are compared',
      aliases: ['windows'],
    }),
    resume: Flags.boolean({
      description: 'continue the upgrade that was begun, here or elsewhere',
      exclusive: ['release', 'os', 'facts', 'dry-run', 'server-a', 'server-b', 'old-release', 'service'],
    }),
    'dry-run': PLAN_ONLY_FLAG,
    markdown: Flags.boolean({ description: 'with --dry-run: the plan as Markdown, to print', dependsOn: ['dry-run'] }),
    answers: ANSWERS_FLAG,
    facts: Flags.string({
      description: 'facts about a server that cannot be asked: the output of "switchover facts --local --json" there',
      helpValue: 'A=FILE',
      multiple: true,
    }),
    report: REPORT_FLAG,
    ...BY_HAND_FLAGS,
    ...SERVER_BY_HAND_FLAGS,
  };
  static override exitCodes = {
    0: 'the upgrade is finished, or --dry-run shows that it could begin',
    1: 'it ended without the new release on both servers, or was not begun',
    5: 'it was stopped or interrupted; resume it',
  };

  protected async execute(): Promise<Outcome> {
    const { flags } = await this.parse(UpgradeWalkthrough);
    const json = this.wantsJson();
    const { release = null, os = false, facts = [], answers: file, report: reports = [] } = flags;
    const isPlan = flags['dry-run'] === true;
    if (file === undefined && !isPlan) refuseWithoutTerminal(json, 'see the whole plan: --dry-run');
    const { answersOperator } = await import('../../operations/runbooks/answers-operator.ts');
    const { upgradeFrom } = await import('../../operations/runbooks/upgrade-options.ts');
    const { walkUpgrade } = await import('../../operations/runbooks/upgrade.ts');
    const { withReports } = await import('../../operations/runbooks/save-reports.ts');
    const { renderPlan } = await import('../../presentation/runbooks/plan.ts');
    const { planMarkdown } = await import('../../presentation/runbooks/plan-markdown.ts');
    const { renderReport } = await import('../../presentation/runbooks/report.ts');
    const { REPORT_FORMS } = await import('../../presentation/runbooks/report-forms.ts');
    const pair = flags['by-hand'] === true ? null : await openPair(flags);
    try {
      const upgrade = await upgradeFrom(pair, { release, os, facts, byHand: byHandOf(flags) });
      if (isPlan) {
        const plan = await upgrade.plan();
        const isMarkdown = flags.markdown === true;
        return {
          data: plan,
          text: (medium) => (isMarkdown ? planMarkdown(plan) : renderPlan(plan, medium)),
          exit: plan.ready ? 0 : 1,
        };
      }
      const answers = file === undefined ? null : await answersOperator(file, this.sayLines());
      const walk = async (operator: Operator, signal: AbortSignal): Promise<ProcedureReport | null> => {
        const open =
          flags.resume === true
            ? await upgrade.resume(operator)
            : await upgrade.begin((plan) => operator.begins(renderPlan(plan, this.medium(process.stderr))));
        return open === null ? null : walkUpgrade(open, operator, signal);
      };
      const report = await withReports(reports, REPORT_FORMS, upgrade.report, () =>
        withOperator(answers, this.manner(), walk),
      );
      if (report === null) return NOT_CONFIRMED;
      return {
        data: report,
        text: (medium) => renderReport(report, medium),
        exit: report.outcome === 'finished' ? 0 : 1,
      };
    } finally {
      pair?.close();
    }
  }
}
