import { Args } from '../../cli/flags.ts';
import { openPair, PAIR_FLAGS } from '../../cli/pair-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';

export class SetAsideShow extends SwitchoverCommand {
  static override summary = 'show what was set aside, beside what is there now';
  static override description =
    `Shows each entry that was set aside: what a restore would change on the active server, and whether something else is there
now.`;
  static override examples = [
    { description: 'by its id', command: 'switchover set-aside show 20300131T093000-1f2e3d' },
  ];
  static override args = {
    id: Args.string({ description: 'id, as "set-aside list" shows it', required: true, ignoreStdin: true }),
  };
  static override flags = { ...PAIR_FLAGS };
  static override exitCodes = { 1: null, 5: null };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(SetAsideShow);
    const { showSetAside } = await import('../../operations/tree/set-aside.ts');
    const { renderSetAside } = await import('../../presentation/tree/set-aside.ts');
    const pair = await openPair(flags);
    try {
      const data = await showSetAside(pair, args.id);
      return { data, text: (medium) => renderSetAside(data, medium), exit: 0 };
    } finally {
      pair.close();
    }
  }
}
