import { isConfirmed, NOT_CONFIRMED } from '../../cli/confirm.ts';
import { Args } from '../../cli/flags.ts';
import { openPair, YES_FLAG } from '../../cli/pair-flags.ts';
import { progressLine } from '../../cli/progress-line.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';
import { TREE_CHANGE_EXITS, TREE_CHANGE_FLAGS } from '../../cli/tree-flags.ts';

export class DsRestore extends SwitchoverCommand {
  static override summary = 'bring the tree back to what a backup says';
  static override description =
    `Shows what a backup would change on the active server, and asks for confirmation. Afterwards the tree is what it was when the
backup was made: newer entries are removed. The restore is an ordinary change: it is in the history, and the state before it
can be restored from a backup as well. Parameters are left as they are ("params restore"). Requires the role
master-administrator.`;
  static override examples = [
    { description: 'what is there', command: 'switchover ds backup --list' },
    { description: 'only show what would change', command: 'switchover ds restore 20300131T093000Z --dry-run' },
    { description: 'from a file', command: 'switchover ds restore tree.jsonl --reason "wrong import"' },
  ];
  static override args = {
    backup: Args.string({
      description: 'name of a backup of a server, or a file written by "switchover ds export"',
      required: true,
      ignoreStdin: true,
    }),
  };
  static override flags = {
    ...TREE_CHANGE_FLAGS,
    yes: YES_FLAG,
  };
  static override exitCodes = { ...TREE_CHANGE_EXITS, 1: 'not confirmed; nothing was changed' };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(DsRestore);
    const { planRestore, runImport } = await import('../../operations/tree/ds-import.ts');
    const { renderImportPlan } = await import('../../presentation/tree/import.ts');
    const { renderTreeChange } = await import('../../presentation/tree/changes.ts');
    const json = this.wantsJson();
    const pair = await openPair(flags);
    try {
      const plan = await planRestore(pair, args.backup);
      const { steps: _, ...data } = plan;
      if (flags['dry-run'] === true || plan.changes.length === 0) {
        return { data: { dryRun: true, ...data }, text: (medium) => renderImportPlan(plan, medium), exit: 0 };
      }
      if (!json) process.stderr.write(`${renderImportPlan(plan, this.medium(process.stderr))}\n\n`);
      const question = `Change ${plan.changes.length} ${plan.changes.length === 1 ? 'entry' : 'entries'}?`;
      if (!(await isConfirmed(question, { yes: flags.yes === true, json }))) return NOT_CONFIRMED;
      const progress = progressLine(this.manner());
      const say = (entries: number): void => progress.say(`${entries} of ${plan.changes.length} entries`);
      const result = await runImport(pair, plan, flags.reason ?? `restore of ${args.backup}`, say).finally(
        progress.done,
      );
      return { data: result, text: (medium) => renderTreeChange(result, medium), exit: 0, warnings: result.problems };
    } finally {
      pair.close();
    }
  }
}
