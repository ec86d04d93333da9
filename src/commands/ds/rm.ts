import { carryOut } from '../../cli/change-tree.ts';
import { Flags } from '../../cli/flags.ts';
import { openPair, YES_FLAG } from '../../cli/pair-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';
import { TREE_CHANGE_EXITS, TREE_CHANGE_FLAGS, TREE_PATH } from '../../cli/tree-flags.ts';

export class DsRm extends SwitchoverCommand {
  static override summary = 'remove an entry from the configuration tree';
  static override description =
    `Shows what would be removed and asks for confirmation. Without --recursive, an entry with something below it is refused.
Requires the role master-administrator.`;
  static override examples = [
    { description: 'only show what would be removed', command: 'switchover ds rm CONFIG/Users/Joe --dry-run' },
    { description: 'with everything below it', command: 'switchover ds rm SERVER/Workstations/Old --recursive' },
  ];
  static override args = { ...TREE_PATH };
  static override flags = {
    ...TREE_CHANGE_FLAGS,
    recursive: Flags.boolean({ char: 'r', description: 'with everything below it' }),
    yes: YES_FLAG,
  };
  static override exitCodes = { ...TREE_CHANGE_EXITS, 1: 'not confirmed; nothing was removed' };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(DsRm);
    const { planRemoval, runPlan } = await import('../../operations/tree/ds-change.ts');
    const pair = await openPair(flags);
    try {
      const plan = await planRemoval(pair, args.path, { recursive: flags.recursive === true });
      const { length } = plan.changes;
      return await carryOut(pair, plan, {
        run: runPlan,
        question: length === 1 ? 'Remove it?' : `Remove these ${length} entries?`,
        reason: flags.reason ?? null,
        dryRun: flags['dry-run'] === true,
        yes: flags.yes === true,
        manner: this.manner(),
        errorMedium: this.medium(process.stderr),
      });
    } finally {
      pair.close();
    }
  }
}
