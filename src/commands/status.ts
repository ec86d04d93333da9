import { Flags } from '../cli/flags.ts';
import { openPair, PAIR_FLAGS } from '../cli/pair-flags.ts';
import { type Outcome, SwitchoverCommand } from '../cli/switchover-command.ts';

export class Status extends SwitchoverCommand {
  static override summary = 'show what the pair is doing and whether it is protected';
  static override description =
    `Queries both servers in parallel and answers within two seconds, whatever is down. Protected means that one server
is active and the other would take over: it is the backup, in automatic mode, with both connections up.`;
  static override examples = [
    { description: 'the pair in this folder', command: 'switchover status' },
    { description: 'refresh every second until Ctrl-C', command: 'switchover status --watch' },
    { description: 'for a script: exit code 0 while protected', command: 'switchover status --json > status.json' },
  ];
  static override flags = {
    ...PAIR_FLAGS,
    watch: Flags.boolean({ char: 'w', description: 'refresh every second until Ctrl-C' }),
  };
  static override exitCodes = { 0: 'the pair is protected', 1: 'the pair is not protected', 5: null };

  protected async execute(): Promise<Outcome | undefined> {
    const { flags } = await this.parse(Status);
    const { watchStatus } = await import('../cli/watch.ts');
    const { exitCodeOf } = await import('../core/results/assessment.ts');
    const { readStatus } = await import('../operations/pair/status.ts');
    const { renderStatus } = await import('../presentation/pair/status.ts');
    const pair = await openPair(flags);
    try {
      if (flags.watch === true)
        return await watchStatus(
          () => readStatus(pair),
          () => this.medium(),
          this.wantsJson(),
        );
      const status = await readStatus(pair);
      return {
        data: status,
        text: (medium) => renderStatus(status, medium),
        exit: exitCodeOf(status.protection),
        warnings: pair.warnings,
      };
    } finally {
      pair.close();
    }
  }
}
