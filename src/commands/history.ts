import { Flags } from '../cli/flags.ts';
import { openPair, PAIR_FLAGS } from '../cli/pair-flags.ts';
import { type Outcome, SwitchoverCommand } from '../cli/switchover-command.ts';
import { SwitchoverError } from '../core/problem.ts';
import { parseSince } from '../core/since.ts';

export class History extends SwitchoverCommand {
  static override summary = 'show past switches and takeovers';
  static override description =
    `Lists every switch, takeover and start of an active server, and every switch or takeover that was given up, newest first:
when, from which server to which, why, who requested it, how long after the first failure it was decided, and how long it took
until the new server was active. Both servers are asked, because each keeps what it did itself; if one does not answer, what
only that one knows is missing, and a warning says so. To find out why a takeover happened: switchover why-switched.`;
  static override examples = [
    { description: 'the last ones', command: 'switchover history' },
    { description: 'of the last 90 days', command: 'switchover history --since 90d --limit 1000' },
    { description: 'for a report', command: 'switchover history --since 2026-01-01 --limit 1000 --json' },
  ];
  static override flags = {
    ...PAIR_FLAGS,
    since: Flags.string({
      description: 'only from this time on: 2026-11-23, 2026-11-23T14:18 (UTC), or back from now: 12h, 90d',
      helpValue: 'TIME',
    }),
    limit: Flags.integer({
      description: 'maximum number of events',
      helpValue: 'NUMBER',
      min: 1,
      max: 50_000,
      default: 20,
    }),
  };
  static override exitCodes = { 1: null, 3: 'neither server answers', 5: null };

  protected async execute(): Promise<Outcome> {
    const { flags } = await this.parse(History);
    const { readHistory } = await import('../operations/pair/history.ts');
    const { renderHistory } = await import('../presentation/pair/history.ts');
    const sinceMs = flags.since === undefined ? null : millisecondsOf(flags.since);
    const pair = await openPair(flags);
    try {
      const { history, warnings } = await readHistory(pair, { sinceMs, limit: flags.limit });
      return { data: history, text: (medium) => renderHistory(history, medium), exit: 0, warnings };
    } finally {
      pair.close();
    }
  }
}

function millisecondsOf(text: string): number {
  const parsed = parseSince(text, '--since', Date.now());
  if (parsed.ok) return parsed.ms;
  throw new SwitchoverError('usage', parsed.problem);
}
