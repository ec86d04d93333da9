import { Args, Flags } from '../cli/flags.ts';
import { openPair, PAIR_FLAGS } from '../cli/pair-flags.ts';
import { type Outcome, SwitchoverCommand } from '../cli/switchover-command.ts';
import { parseDuration } from '../core/duration.ts';
import { SwitchoverError } from '../core/problem.ts';

export class Mode extends SwitchoverCommand {
  static override summary = 'let the pair switch by itself, or only when told';
  static override description =
    `In manual mode no server takes over by itself, whatever fails: the backup watches on and logs what it would have done.
An operator can still switch. Both servers are told, and keep the mode over a restart. With --for it ends by itself. After more
than three takeovers within an hour a pair goes into manual mode on its own; "mode automatic" ends that too. Needs the role
remote-control.`;
  static override examples = [
    { description: 'for work on the network', command: 'switchover mode manual --for 2h --reason "new core switch"' },
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
    for: Flags.string({ description: 'how long manual mode holds: 90s, 30m, 2h, 1d', helpValue: 'DURATION' }),
    reason: Flags.string({ description: 'why, for the log and for status', helpValue: 'TEXT' }),
  };
  static override exitCodes = { 1: null, 5: 'only one of the two servers was reached' };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(Mode);
    const { setMode } = await import('../operations/mode.ts');
    const { renderMode } = await import('../presentation/mode.ts');
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
      what: '--for goes with manual mode only',
      why: 'automatic is what a limited mode returns to, and has no end',
      where: '--for',
      do: 'leave it out, or say: switchover mode manual --for TIME',
    });
  }
  const parsed = parseDuration(text, '--for');
  if (parsed.ok) return parsed.ms;
  throw new SwitchoverError('usage', parsed.problem);
}
