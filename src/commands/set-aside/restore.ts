import { isConfirmed, NOT_CONFIRMED } from '../../cli/confirm.ts';
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
    const { restoreSetAside } = await import('../../operations/tree/set-aside.ts');
    const { renderTreeChange } = await import('../../presentation/tree/changes.ts');
    const json = this.wantsJson();
    const options = {
      paths: args.path ?? [],
      overwrite: flags.overwrite === true,
      reason: flags.reason ?? null,
    };
    const pair = await openPair(flags);
    try {
      const plan = await restoreSetAside(pair, args.id, { ...options, dryRun: true });
      if (flags['dry-run'] === true || plan.changes.length === 0) {
        return { data: plan, text: (medium) => renderTreeChange(plan, medium), exit: 0 };
      }
      if (!json && flags.yes !== true) {
        process.stderr.write(`${renderTreeChange(plan, this.medium(process.stderr))}\n\n`);
      }
      if (!(await isConfirmed('Put them back?', { yes: flags.yes === true, json }))) return NOT_CONFIRMED;
      const result = await restoreSetAside(pair, args.id, { ...options, dryRun: false });
      return { data: result, text: (medium) => renderTreeChange(result, medium), exit: 0, warnings: result.problems };
    } finally {
      pair.close();
    }
  }
}
