import { Flags } from '../../cli/flags.ts';
import { openPair, PAIR_FLAGS } from '../../cli/pair-flags.ts';
import { type Outcome, SwitchoverCommand } from '../../cli/switchover-command.ts';

export class DsBackup extends SwitchoverCommand {
  static override summary = 'make a backup of the configuration tree, or list the backups';
  static override description =
    `Makes a backup on the active server now, in its data folder. The active server also makes them by itself, by default one a
day, of which it keeps seven ("backups" in the pair file). With --list, shows the backups of both servers. Making one requires the role master-administrator.`;
  static override examples = [
    { description: 'before a large change', command: 'switchover ds backup' },
    { description: 'which there are', command: 'switchover ds backup --list' },
  ];
  static override flags = {
    ...PAIR_FLAGS,
    list: Flags.boolean({ char: 'l', description: 'only list the backups of both servers' }),
  };
  static override exitCodes = { 1: null };

  protected async execute(): Promise<Outcome> {
    const { flags } = await this.parse(DsBackup);
    const { listBackups, makeBackup } = await import('../../operations/tree/ds-backup.ts');
    const { renderBackups } = await import('../../presentation/tree/backups.ts');
    const pair = await openPair(flags);
    try {
      const data = flags.list === true ? await listBackups(pair) : await makeBackup(pair);
      return { data, text: (medium) => renderBackups(data, medium), exit: 0 };
    } finally {
      pair.close();
    }
  }
}
