import { openPair, PAIR_FLAGS } from '../../cli/pair-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';
import { BY_HAND_FLAGS, byHandOf, REPORT_FLAG } from '../../cli/upgrade-flags.ts';

export class UpgradeStatus extends SwitchoverCommand {
  static override summary = 'show how far the upgrade of a pair has got, or how the last one ended';
  static override description =
    `Shows the steps of the upgrade with what was done, by whom and when, the downtimes, and what comes next. The servers keep
its journal; a copy is next to the pair file.`;
  static override examples = [
    { description: 'where does it stand?', command: 'switchover upgrade status' },
    { description: 'write the report as a web page', command: 'switchover upgrade status --report upgrade.html' },
  ];
  static override flags = { ...PAIR_FLAGS, report: REPORT_FLAG, ...BY_HAND_FLAGS };
  static override exitCodes = { 0: 'there is an upgrade, under way or ended', 1: 'this pair has had no upgrade' };

  protected async execute(): Promise<Outcome> {
    const { flags } = await this.parse(UpgradeStatus);
    const { withReports } = await import('../../operations/runbooks/save-reports.ts');
    const { upgradeFrom } = await import('../../operations/runbooks/upgrade-options.ts');
    const { renderReport } = await import('../../presentation/runbooks/report.ts');
    const { REPORT_FORMS } = await import('../../presentation/runbooks/report-forms.ts');
    const pair = flags['by-hand'] === true ? null : await openPair(flags);
    try {
      const upgrade = await upgradeFrom(pair, { release: null, os: false, facts: [], byHand: byHandOf(flags) });
      const report = await withReports(flags.report ?? [], REPORT_FORMS, upgrade.report, upgrade.report);
      if (report === null) return { data: null, text: () => 'No upgrade of this pair is known.', exit: 1 };
      return { data: report, text: (medium) => renderReport(report, medium), exit: 0 };
    } finally {
      pair?.close();
    }
  }
}
