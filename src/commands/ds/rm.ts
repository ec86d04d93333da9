import { isConfirmed, NOT_CONFIRMED } from '../../cli/confirm.ts';
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
    const { removeEntry } = await import('../../operations/tree/ds-change.ts');
    const { renderTreeChange } = await import('../../presentation/tree/changes.ts');
    const json = this.wantsJson();
    const options = { reason: flags.reason ?? null, recursive: flags.recursive === true };
    const pair = await openPair(flags);
    try {
      const plan = await removeEntry(pair, args.path, { ...options, dryRun: true });
      if (flags['dry-run'] === true) {
        return { data: plan, text: (medium) => renderTreeChange(plan, medium), exit: 0 };
      }
      if (!json && flags.yes !== true) {
        process.stderr.write(`${renderTreeChange(plan, this.medium(process.stderr))}\n\n`);
      }
      const { length } = plan.changes;
      const question = length === 1 ? 'Remove it?' : `Remove these ${length} entries?`;
      if (!(await isConfirmed(question, { yes: flags.yes === true, json }))) return NOT_CONFIRMED;
      const result = await removeEntry(pair, args.path, { ...options, dryRun: false });
      return { data: result, text: (medium) => renderTreeChange(result, medium), exit: 0, warnings: result.problems };
    } finally {
      pair.close();
    }
  }
}
