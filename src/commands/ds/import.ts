import { carryOut } from '../../cli/change-tree.ts';
import { Args, Flags } from '../../cli/flags.ts';
import { openPair, YES_FLAG } from '../../cli/pair-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';
import { TREE_CHANGE_EXITS, TREE_CHANGE_FLAGS } from '../../cli/tree-flags.ts';

export class DsImport extends SwitchoverCommand {
  static override summary = 'bring the tree to what a file says';
  static override description =
    `Shows what a file written by "ds export" would change on the active server, and asks for confirmation. With --replace,
entries that are not in the file are removed, at and below the path that was exported. Large files are imported in several
changes; if that is interrupted, the same command goes on with what is left. Entries of the parameters are left out. A file
that is damaged or incomplete is refused before anything is changed. Requires the role master-administrator.`;
  static override examples = [
    { description: 'only show what would change', command: 'switchover ds import users.jsonl --dry-run' },
    { description: 'exactly what the file says', command: 'switchover ds import users.jsonl --replace --yes' },
  ];
  static override args = {
    file: Args.string({ description: 'file written by "switchover ds export"', required: true, ignoreStdin: true }),
  };
  static override flags = {
    ...TREE_CHANGE_FLAGS,
    replace: Flags.boolean({ description: 'remove entries that are not in the file' }),
    yes: YES_FLAG,
  };
  static override exitCodes = { ...TREE_CHANGE_EXITS, 1: 'not confirmed; nothing was changed' };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(DsImport);
    const { planImport } = await import('../../operations/tree/ds-import.ts');
    const { runPlan } = await import('../../operations/tree/ds-change.ts');
    const { renderImportPlan } = await import('../../presentation/tree/import.ts');
    const pair = await openPair(flags);
    try {
      const plan = await planImport(pair, args.file, flags.replace === true);
      const { length } = plan.changes;
      return await carryOut(pair, plan, {
        run: runPlan,
        question: `Change ${length} ${length === 1 ? 'entry' : 'entries'}?`,
        reason: flags.reason ?? `import of ${args.file}`,
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
