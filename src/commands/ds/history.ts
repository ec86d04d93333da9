import { Flags } from '../../cli/flags.ts';
import { openPair, PAIR_FLAGS } from '../../cli/pair-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';
import { OPTIONAL_TREE_PATH } from '../../cli/tree-flags.ts';

export class DsHistory extends SwitchoverCommand {
  static override summary = 'show who changed what in the configuration tree, when and why';
  static override description =
    `Lists the changes at and below a path, newest first: position, time, credential or program, reason, and what was written.
"=" marks an entry with its attributes after the change, "-" one that was removed.`;
  static override examples = [
    { description: 'the last changes', command: 'switchover ds history' },
    { description: 'of one user', command: 'switchover ds history CONFIG/Users/Joe --limit 5' },
  ];
  static override args = { ...OPTIONAL_TREE_PATH };
  static override flags = {
    ...PAIR_FLAGS,
    limit: Flags.integer({
      description: 'maximum number of changes',
      helpValue: 'NUMBER',
      min: 1,
      max: 1000,
      default: 20,
    }),
  };
  static override exitCodes = { 1: null, 5: null };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(DsHistory);
    const { treeHistory } = await import('../../operations/tree/ds-read.ts');
    const { renderTreeHistory } = await import('../../presentation/tree/changes.ts');
    const pair = await openPair(flags);
    try {
      const { warnings, ...history } = await treeHistory(pair, args.path ?? null, flags.limit);
      return { data: history, text: (medium) => renderTreeHistory(history, medium), exit: 0, warnings };
    } finally {
      pair.close();
    }
  }
}
