import { Args, Flags } from '../cli/flags.ts';
import { openPair, PAIR_FLAGS } from '../cli/pair-flags.ts';
import { type Outcome, SwitchoverCommand } from '../cli/switchover-command.ts';
import { parseDuration } from '../core/duration.ts';
import { SwitchoverError } from '../core/problem.ts';

export class Mode extends SwitchoverCommand {
  static override summary = 'turn automatic takeover on or off';
  static override description =
    `In manual mode no server takes over by itself, whatever fails: the backup keeps watching and logs what it would have done.
Operators can still switch. The mode is set on both servers and survives restarts; with --for it ends by itself. After more
than three takeovers within an hour, a pair enters manual mode on its own; "mode automatic" ends that too. Requires the
role remote-control.`;
  static override examples = [
    {
      description: 'during network maintenance',
      command: 'switchover mode manual --for 2h --reason "new core switch"',
    },
    { description: 'back to normal', command: 'switchover mode automatic' },
  ];
  static override args = {
    mode: Args.string({
      description: 'automatic or manual',
      options: ['automatic', 'manual'],
      required: true,
      ignoreStdin: true,
    }),
  };
  static override flags = {
    ...PAIR_FLAGS,
    for: Flags.string({ description: 'end manual mode after this time: 90s, 30m, 2h, 1d', helpValue: 'DURATION' }),
    reason: Flags.string({ description: 'reason, shown in the log and in status', helpValue: 'TEXT' }),
  };
  static override exitCodes = { 1: null, 5: 'only one of the two servers was reached' };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(Mode);
    const { setMode } = await import('../operations/pair/mode.ts');
    const { renderMode } = await import('../presentation/pair/mode.ts');
    const mode = args.mode === 'manual' ? 'manual' : 'automatic';
    const forMs = flags.for === undefined ? null : millisecondsOf(flags.for, mode);
    const pair = await openPair(flags);
    try {
      const outcome = await setMode(pair, { mode, forMs, reason: flags.reason ?? null });
      return { data: outcome, text: (medium) => renderMode(outcome, medium), exit: 0 };
    } finally {
      pair.close();
    }
  }
}

function millisecondsOf(text: string, mode: 'automatic' | 'manual'): number {
  if (mode === 'automatic') {
    throw new SwitchoverError('usage', {
      code: 'for-without-manual',
      what: '--for is only valid with manual mode',
      why: 'automatic mode has no time limit',
      where: '--for',
      do: 'omit --for, or run: switchover mode manual --for DURATION',
    });
  }
  const parsed = parseDuration(text, '--for');
  if (parsed.ok) return parsed.ms;
  throw new SwitchoverError('usage', parsed.problem);
}
