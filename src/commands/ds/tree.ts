import { Flags } from '../../cli/flags.ts';
import { openPair } from '../../cli/pair-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';
import { OPTIONAL_TREE_PATH, TREE_READ_FLAGS } from '../../cli/tree-flags.ts';

export class DsTree extends SwitchoverCommand {
  static override summary = 'show everything below a path, indented';
  static override description =
    `Shows the entries below a path, level by level, with their attributes. --depth limits the levels. For all of a large tree
use "ds export".`;
  static override examples = [
    { description: 'three levels of everything', command: 'switchover ds tree' },
    { description: 'all workstations', command: 'switchover ds tree SERVER/Workstations --depth 10' },
  ];
  static override args = { ...OPTIONAL_TREE_PATH };
  static override flags = {
    ...TREE_READ_FLAGS,
    depth: Flags.integer({ description: 'levels to show', helpValue: 'NUMBER', min: 1, max: 32, default: 3 }),
  };
  static override exitCodes = { 1: null, 5: null };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(DsTree);
    const { listTree } = await import('../../operations/tree/ds-read.ts');
    const { renderTree } = await import('../../presentation/tree/listing.ts');
    const pair = await openPair(flags);
    try {
      const wanted = { path: args.path ?? null, depth: flags.depth, server: flags.server ?? null };
      const { warnings, ...listing } = await listTree(pair, wanted);
      return { data: listing, text: (medium) => renderTree(listing, medium), exit: 0, warnings };
    } finally {
      pair.close();
    }
  }
}
