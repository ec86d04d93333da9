import { Flags } from '../../cli/flags.ts';
import { openPair } from '../../cli/pair-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';
import { OPTIONAL_TREE_PATH, TREE_READ_FLAGS } from '../../cli/tree-flags.ts';

export class DsExport extends SwitchoverCommand {
  static override summary = 'write everything below a path to a file';
  static override description =
    `Writes the entries at and below a path, as they are at one moment, as lines of JSON: a header, one line for each entry, and
their number. Without --out they go to standard output; with it, the file is complete, or not there. "ds import" and
"ds restore" read it.`;
  static override examples = [
    { description: 'everything', command: 'switchover ds export --out tree.jsonl' },
    { description: 'count the users', command: 'switchover ds export CONFIG/Users | grep -c Extension' },
  ];
  static override args = { ...OPTIONAL_TREE_PATH };
  static override flags = {
    ...TREE_READ_FLAGS,
    out: Flags.string({ char: 'o', description: 'the file to write', helpValue: 'FILE' }),
  };
  static override exitCodes = { 1: null, 5: null };

  protected async execute(): Promise<Outcome | undefined> {
    const { args, flags } = await this.parse(DsExport);
    const { exportToFile, exportToOutput } = await import('../../operations/tree/ds-export.ts');
    const pair = await openPair(flags);
    try {
      const wanted = { path: args.path ?? null, server: flags.server ?? null };
      if (flags.out === undefined) {
        await exportToOutput(pair, wanted, process.stdout);
        return undefined;
      }
      const done = await exportToFile(pair, wanted, flags.out);
      const what = `${done.entries} ${done.entries === 1 ? 'entry' : 'entries'} of ${done.server.name} (${done.server.letter})`;
      return { data: done, text: () => `${done.file}: ${what}`, exit: 0 };
    } finally {
      pair.close();
    }
  }
}
