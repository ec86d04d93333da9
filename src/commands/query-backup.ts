import { PAIR_FLAGS, placesOf, SERVER_FLAG } from '../cli/pair-flags.ts';
import { type Outcome, SwitchoverCommand } from '../cli/switchover-command.ts';

export class QueryBackup extends SwitchoverCommand {
  static override summary = 'report by exit code whether a server is the backup';
  static override description =
    `For scripts that run on the servers. "Not the backup" does not mean active: a stale, starting or reconnecting server is
neither. Anything that must run on only one server should check GET /primary, as in the last example. Without --server it
asks the server on this machine and needs no operator credential.`;
  static override examples = [
    { description: 'skip a job on the backup', command: 'switchover query-backup && exit 0' },
    { description: 'query server B', command: 'switchover query-backup --server B' },
    {
      description: 'run a job on the active server only',
      command: 'curl -fs --cacert ca.crt https://10.0.0.1:3633/primary && run-the-job',
    },
  ];
  static override flags = { ...PAIR_FLAGS, server: SERVER_FLAG };
  static override exitCodes = { 0: 'it is the backup', 1: 'it is not the backup', 4: null, 5: null };

  protected async execute(): Promise<Outcome> {
    const { flags } = await this.parse(QueryBackup);
    const { queryBackup } = await import('../operations/pair/query-backup.ts');
    const answer = await queryBackup(await placesOf(flags), flags.server ?? null);
    const text = `${answer.name} (${answer.server}) is ${answer.backup ? '' : 'not '}the backup.`;
    return { data: answer, text: () => text, exit: answer.backup ? 0 : 1 };
  }
}
