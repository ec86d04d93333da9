import { carryOut } from '../../cli/change-tree.ts';
import { Args, Flags } from '../../cli/flags.ts';
import { openPair, YES_FLAG } from '../../cli/pair-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';
import { TREE_CHANGE_EXITS, TREE_CHANGE_FLAGS } from '../../cli/tree-flags.ts';

export class SetAsideRestore extends SwitchoverCommand {
  static override summary = 'put back what was set aside';
  static override description =
    `Writes entries that were set aside to the active server: all, or those at and below the paths given. Where something else
is there now, nothing is changed unless --overwrite is given. Shows the change first and asks for confirmation. Parameters
are set with "params set". Requires the role master-administrator.`;
  static override examples = [
    {
      description: 'only show what would change',
      command: 'switchover set-aside restore 20300131T093000-1f2e3d --dry-run',
    },
    {
      description: 'one entry',
      command: 'switchover set-aside restore 20300131T093000-1f2e3d CONFIG/Users/Joe',
    },
  ];
  static override args = {
    id: Args.string({ description: 'id, as "set-aside list" shows it', required: true, ignoreStdin: true }),
    path: Args.string({ description: 'path in the tree; may be repeated', multiple: true, ignoreStdin: true }),
  };
  static override flags = {
    ...TREE_CHANGE_FLAGS,
    overwrite: Flags.boolean({ description: 'also where something else is there now' }),
    yes: YES_FLAG,
  };
  static override exitCodes = { ...TREE_CHANGE_EXITS, 1: 'not confirmed; nothing was changed' };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(SetAsideRestore);
    const { planRestoreAside } = await import('../../operations/tree/set-aside.ts');
    const { runPlan } = await import('../../operations/tree/ds-change.ts');
    const pair = await openPair(flags);
    try {
      const wanted = { paths: args.path ?? [], overwrite: flags.overwrite === true };
      const { plan, warnings } = await planRestoreAside(pair, args.id, wanted);
      return await carryOut(pair, plan, {
        run: runPlan,
        warnings,
        question: 'Put them back?',
        reason: flags.reason ?? `set aside ${args.id}`,
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
