import { Flags } from '../../cli/flags.ts';
import { endingSignals } from '../../cli/interrupt.ts';
import { openPair, PAIR_FLAGS } from '../../cli/pair-flags.ts';
import { SwitchoverCommand } from '../../cli/switchover-command.ts';
import { OPTIONAL_TREE_PATH } from '../../cli/tree-flags.ts';

export class DsWatch extends SwitchoverCommand {
  static override summary = 'follow the changes of the configuration tree';
  static override description =
    `Prints each change at and below a path as it is made, until Ctrl-C. After a lost connection or a switch it goes on from the
last position; if changes in between can no longer be shown, it says so. With --json, prints one JSON document a line:
{ "change": … }, { "gap": { "from", "to" } } or { "lost": … }.`;
  static override examples = [
    { description: 'all users', command: 'switchover ds watch CONFIG/Users' },
    { description: 'for a script, from a position', command: 'switchover ds watch --from 3.1204 --json' },
  ];
  static override args = { ...OPTIONAL_TREE_PATH };
  static override flags = {
    ...PAIR_FLAGS,
    from: Flags.string({ description: 'the position after which to begin; default: now', helpValue: 'POSITION' }),
  };
  static override exitCodes = { 0: 'ended by Ctrl-C', 1: null, 5: null };

  protected async execute(): Promise<undefined> {
    const { args, flags } = await this.parse(DsWatch);
    const { watchTree } = await import('../../operations/tree/ds-watch.ts');
    const { renderWatched } = await import('../../presentation/tree/changes.ts');
    const json = this.wantsJson();
    const pair = await openPair(flags);
    const ended = new AbortController();
    for (const signal of endingSignals()) process.once(signal, () => ended.abort());
    try {
      const wanted = { path: args.path ?? null, from: flags.from ?? null };
      for await (const watched of watchTree(pair, wanted, ended.signal)) {
        process.stdout.write(`${json ? JSON.stringify(watched) : renderWatched(watched, this.medium())}\n`);
      }
    } finally {
      pair.close();
    }
  }
}
