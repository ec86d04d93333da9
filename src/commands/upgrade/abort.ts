import { Flags } from '../../cli/flags.ts';
import { withOperator } from '../../cli/operator.ts';
import { openPair, PAIR_FLAGS } from '../../cli/pair-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';
import { ANSWERS_FLAG, BY_HAND_FLAGS, byHandOf, REPORT_FLAG, refuseWithoutTerminal } from '../../cli/upgrade-flags.ts';

export class UpgradeAbort extends SwitchoverCommand {
  static override summary = 'end an upgrade as things stand';
  static override description =
    `Ends the upgrade where it is: starts the services that it stopped and sets their start modes as they were. The releases and
the roles stay as they are. To return to the old release instead, resume the upgrade and choose to go back.
Requires the role remote-control.`;
  static override examples = [
    { description: 'end it, step by step', command: 'switchover upgrade abort' },
    { description: 'without questions', command: 'switchover upgrade abort --yes --reason "the window is over"' },
  ];
  static override flags = {
    ...PAIR_FLAGS,
    reason: Flags.string({ description: 'reason, for the report', helpValue: 'TEXT' }),
    yes: Flags.boolean({ char: 'y', description: 'run the commands without asking; stops where there is none' }),
    answers: ANSWERS_FLAG,
    report: REPORT_FLAG,
    ...BY_HAND_FLAGS,
  };
  static override exitCodes = { 0: 'the upgrade is ended', 1: null, 5: 'it was stopped or interrupted; resume it' };

  protected async execute(): Promise<Outcome> {
    const { flags } = await this.parse(UpgradeAbort);
    const isUnattended = flags.yes === true || flags.answers !== undefined;
    if (!isUnattended) refuseWithoutTerminal(this.wantsJson(), 'run the commands without asking: --yes');
    const { answersOperator } = await import('../../operations/runbooks/answers-operator.ts');
    const { withReports } = await import('../../operations/runbooks/save-reports.ts');
    const { abortUpgrade } = await import('../../operations/runbooks/upgrade.ts');
    const { upgradeFrom } = await import('../../operations/runbooks/upgrade-options.ts');
    const { renderReport } = await import('../../presentation/runbooks/report.ts');
    const { REPORT_FORMS } = await import('../../presentation/runbooks/report-forms.ts');
    const pair = flags['by-hand'] === true ? null : await openPair(flags);
    try {
      const upgrade = await upgradeFrom(pair, { release: null, os: false, facts: [], byHand: byHandOf(flags) });
      const answers = isUnattended ? await answersOperator(flags.answers ?? null, this.sayLines()) : null;
      const report = await withReports(flags.report ?? [], REPORT_FORMS, upgrade.report, () =>
        withOperator(answers, this.manner(), (operator, signal) =>
          abortUpgrade(upgrade, flags.reason ?? null, operator, signal),
        ),
      );
      return { data: report, text: (medium) => renderReport(report, medium), exit: 0 };
    } finally {
      pair?.close();
    }
  }
}
