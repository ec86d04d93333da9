import { Args, Flags } from '../../cli/flags.ts';
import { openPair } from '../../cli/pair-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';
import { TREE_CHANGE_EXITS, TREE_CHANGE_FLAGS, TREE_PATH } from '../../cli/tree-flags.ts';

export class DsSet extends SwitchoverCommand {
  static override summary = 'set attributes of an entry, and make it if it is not there';
  static override description =
    `Sets attributes of an entry on the active server; the backup gets the change at once. A name given again adds a value;
attributes that are not named stay, unless --exactly is given. If somebody else changes the entry at the same moment,
nothing is changed, and the error says who it was: look, and repeat. Requires the role master-administrator. Parameters are
changed with "params set".`;
  static override examples = [
    { description: 'one attribute', command: 'switchover ds set CONFIG/Users/Joe Extension=101' },
    { description: 'two values', command: 'switchover ds set CONFIG/Users/Joe Skill=sales Skill=support' },
    {
      description: 'only if nobody has changed it since position 3.1204',
      command: 'switchover ds set CONFIG/Users/Joe Extension=102 --expect 3.1204 --reason "moved"',
    },
  ];
  static override args = {
    ...TREE_PATH,
    assignment: Args.string({ description: 'NAME=VALUE; may be repeated', multiple: true, ignoreStdin: true }),
  };
  static override flags = {
    ...TREE_CHANGE_FLAGS,
    class: Flags.string({ description: 'class of the entry; default for a new one: Entry', helpValue: 'CLASS' }),
    unset: Flags.string({
      description: 'attribute to remove; may be repeated',
      helpValue: 'NAME',
      multiple: true,
      multipleNonGreedy: true,
    }),
    exactly: Flags.boolean({ description: 'remove the attributes that are not named' }),
    expect: Flags.string({
      description: 'only if this is still its position; absent: only if it is not there',
      helpValue: 'POSITION',
    }),
  };
  static override exitCodes = TREE_CHANGE_EXITS;

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(DsSet);
    const { setEntry } = await import('../../operations/tree/ds-change.ts');
    const { renderTreeChange } = await import('../../presentation/tree/changes.ts');
    const pair = await openPair(flags);
    try {
      const result = await setEntry(pair, args.path, args.assignment ?? [], {
        reason: flags.reason ?? null,
        dryRun: flags['dry-run'] === true,
        class: flags.class ?? null,
        unset: flags.unset ?? [],
        exactly: flags.exactly === true,
        expect: flags.expect ?? null,
      });
      return { data: result, text: (medium) => renderTreeChange(result, medium), exit: 0, warnings: result.problems };
    } finally {
      pair.close();
    }
  }
}
