import { openPair } from '../../cli/pair-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';
import { TREE_PATH, TREE_READ_FLAGS } from '../../cli/tree-flags.ts';

export class DsGet extends SwitchoverCommand {
  static override summary = 'show an entry of the configuration tree';
  static override description =
    `Shows the class of an entry, its attributes with all their values, and who changed it last. The position at the end names
that change: "ds set --expect" takes it. Asks the active server, or the one that --server names. Letter case of paths
does not matter.`;
  static override examples = [
    { description: 'on the active server', command: 'switchover ds get CONFIG/Users/Joe' },
    { description: 'on the backup, for a script', command: 'switchover ds get CONFIG/Users/Joe --server B --json' },
  ];
  static override args = { ...TREE_PATH };
  static override flags = { ...TREE_READ_FLAGS };
  static override exitCodes = { 1: 'there is no such entry', 5: null };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(DsGet);
    const { readEntry } = await import('../../operations/tree/ds-read.ts');
    const { renderEntry } = await import('../../presentation/tree/entry.ts');
    const pair = await openPair(flags);
    try {
      const { path, server, entry, warnings } = await readEntry(pair, args.path, flags.server ?? null);
      const none = `There is no entry ${path} on ${server.name} (${server.letter}).`;
      return {
        data: entry,
        text: (medium) => (entry === null ? none : renderEntry(entry, medium)),
        exit: entry === null ? 1 : 0,
        warnings,
      };
    } finally {
      pair.close();
    }
  }
}
