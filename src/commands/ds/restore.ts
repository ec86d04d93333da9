import { carryOut } from '../../cli/change-tree.ts';
import { Args } from '../../cli/flags.ts';
import { openPair, YES_FLAG } from '../../cli/pair-flags.ts';
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
    const { planRestore } = await import('../../operations/tree/ds-import.ts');
    const { runPlan } = await import('../../operations/tree/ds-change.ts');
    const { renderImportPlan } = await import('../../presentation/tree/import.ts');
    const pair = await openPair(flags);
    try {
      const plan = await planRestore(pair, args.backup);
      const { length } = plan.changes;
      return await carryOut(pair, plan, {
        run: runPlan,
        question: `Change ${length} ${length === 1 ? 'entry' : 'entries'}?`,
        reason: flags.reason ?? `restore of ${args.backup}`,
        dryRun: flags['dry-run'] === true,
        yes: flags.yes === true,
        manner: this.manner(),
        errorMedium: this.medium(process.stderr),
        render: (medium) => renderImportPlan(plan, medium),
      });
    } finally {
      pair.close();
    }
  }
}
