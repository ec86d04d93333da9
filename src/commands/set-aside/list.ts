import { openPair, PAIR_FLAGS } from '../../cli/pair-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';

export class SetAsideListing extends SwitchoverCommand {
  static override summary = 'list what servers had alone when they gave way';
  static override description =
    `After a failure, the old active server may have changes that the new one never received. When it becomes the backup again,
they are set aside as files in its data folder and kept for 90 days. Lists them, of both servers.`;
  static override examples = [{ description: 'on both servers', command: 'switchover set-aside list' }];
  static override flags = { ...PAIR_FLAGS };
  static override exitCodes = { 1: null, 5: null };

  protected async execute(): Promise<Outcome> {
    const { flags } = await this.parse(SetAsideListing);
    const { listSetAside } = await import('../../operations/tree/set-aside.ts');
    const { renderSetAsideList } = await import('../../presentation/tree/set-aside.ts');
    const pair = await openPair(flags);
    try {
      const { warnings, ...data } = await listSetAside(pair);
      return { data, text: (medium) => renderSetAsideList(data, medium), exit: 0, warnings };
    } finally {
      pair.close();
    }
  }
}
