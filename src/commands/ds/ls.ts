import { openPair } from '../../cli/pair-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';
import { OPTIONAL_TREE_PATH, TREE_READ_FLAGS } from '../../cli/tree-flags.ts';

export class DsLs extends SwitchoverCommand {
  static override summary = 'list what is immediately below a path';
  static override description =
    `Lists the entries immediately below a path, with class and attributes. A backslash after a name says that there is more
below it; a name without a class only has something below it.`;
  static override examples = [
    { description: 'the two roots', command: 'switchover ds ls' },
    { description: 'all users', command: 'switchover ds ls CONFIG/Users' },
  ];
  static override args = { ...OPTIONAL_TREE_PATH };
  static override flags = { ...TREE_READ_FLAGS };
  static override exitCodes = { 1: null, 5: null };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(DsLs);
    const { listTree } = await import('../../operations/tree/ds-read.ts');
    const { renderListing } = await import('../../presentation/tree/listing.ts');
    const pair = await openPair(flags);
    try {
      const wanted = { path: args.path ?? null, depth: 1, server: flags.server ?? null };
      const { warnings, ...listing } = await listTree(pair, wanted);
      return { data: listing, text: (medium) => renderListing(listing, medium), exit: 0, warnings };
    } finally {
      pair.close();
    }
  }
}
