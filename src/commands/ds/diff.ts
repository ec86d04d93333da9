import { openPair, PAIR_FLAGS } from '../../cli/pair-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';
import { OPTIONAL_TREE_PATH } from '../../cli/tree-flags.ts';

export class DsDiff extends SwitchoverCommand {
  static override summary = 'compare the configuration trees of both servers';
  static override description =
    `Compares what both servers hold, by hashes: the cost follows the differences, however large the tree. What changes meanwhile
is looked at again and counts only if it still differs. In an Upgrade state, differences are to be expected.`;
  static override examples = [
    { description: 'everything', command: 'switchover ds diff' },
    { description: 'in a script: exit 1 if anything differs', command: 'switchover ds diff CONFIG/Users --json' },
  ];
  static override args = { ...OPTIONAL_TREE_PATH };
  static override flags = { ...PAIR_FLAGS };
  static override exitCodes = { 0: 'both hold the same', 1: 'they differ', 5: null };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(DsDiff);
    const { treeDifferences } = await import('../../operations/tree/ds-diff.ts');
    const { renderDifferences } = await import('../../presentation/tree/differences.ts');
    const pair = await openPair(flags);
    try {
      const found = await treeDifferences(pair, args.path ?? null);
      return { data: found, text: (medium) => renderDifferences(found, medium), exit: found.different ? 1 : 0 };
    } finally {
      pair.close();
    }
  }
}
