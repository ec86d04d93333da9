import { Args, Flags } from '../cli/flags.ts';
import { progressLine } from '../cli/progress-line.ts';
import { type Outcome, SwitchoverCommand } from '../cli/switchover-command.ts';
import type { ExplainedAndReplayed } from '../operations/explain/why-switched.ts';

export class WhySwitched extends SwitchoverCommand {
  static override summary = 'explain from the logs why a switch happened, or why none did';
  static override description =
    `Reads the logs of switchover servers (logs/switchover.log in a server's data folder, or the flight recorder beside it) and
the Switchover, Notifier and TsServer logs of PureConnect, alone or together, and explains the last switch. Give the log of
the server that was the backup; other logs add detail. Nothing is guessed: if the logs do not show the cause, the answer
says what is missing.

LOG is a file, a folder (with everything in it), a .gz or .zip file, or "-" for standard input. The rotated files of a log
(NAME.1, NAME_1.log, NAME.log-2026112314, one per day …) are read as one log: if you name one of them, its neighbours are
read too, and the answer is about that one; if you name several, only those are read. Rows may be separated by tabs, commas
or spaces, with columns in any order, as copied from a browser, a mail or a ticket, or as written by journalctl or by
"docker logs --timestamps". A binary .ininlog must be exported first.

Write TIME as it appears in the log: 14:18, 14:18:05.500 or, with a date, 2026-11-23T14:18. If the rows have no date, it
comes from the log's header, its name (Switchover-2026-11-23.log), its folder (2026-11-23/) or --date.`;
  static override examples = [
    { description: 'the last switch in one log', command: 'switchover why-switched switchover.log' },
    { description: 'several logs on one timeline', command: 'switchover why-switched switchover.log notifier.log' },
    { description: 'everything that support sent', command: 'switchover why-switched case-4711.zip' },
    {
      description: 'what happened that night',
      command: 'switchover why-switched logs/ --since 22:00 --until 06:00 --all',
    },
    {
      description: 'would a longer timeout have prevented it?',
      command: 'switchover why-switched switchover.log --what-if "Switchover TS Timeout=20"',
    },
    { description: 'a page to send to others', command: 'switchover why-switched switchover.log --html why.html' },
    { description: 'every switch, for a script', command: 'switchover why-switched switchover.log --all --json' },
  ];
  static override args = {
    log: Args.string({
      description: 'log file, folder or archive, or "-" for standard input; may be repeated',
      required: true,
      multiple: true,
      ignoreStdin: true,
    }),
  };
  static override flags = {
    all: Flags.boolean({ description: 'explain every switch, not only the last' }),
    at: Flags.string({ description: 'explain the switch at or nearest to this time', helpValue: 'TIME' }),
    since: Flags.string({ description: 'ignore everything before this time', helpValue: 'TIME' }),
    until: Flags.string({ description: 'ignore everything after this time', helpValue: 'TIME' }),
    date: Flags.string({ description: "date of the log's first row, if its rows have none", helpValue: 'DATE' }),
    'what-if': Flags.string({
      description: 'show what would have happened with this parameter value; may be repeated',
      helpValue: 'NAME=VALUE',
      multiple: true,
    }),
    html: Flags.string({ description: 'also write the answer as a self-contained web page', helpValue: 'FILE' }),
  };
  static override exitCodes = {
    0: 'the logs show a switch, or show that there was none',
    1: 'the logs do not show whether there was a switch',
    3: 'a log cannot be read, or the page cannot be written',
    4: 'FILE already exists and is not such a page',
  };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(WhySwitched);
    const { whySwitched } = await import('../operations/explain/why-switched.ts');
    const { sayBytesRead } = await import('../presentation/explain/bytes-read.ts');
    const { renderWhySwitched } = await import('../presentation/explain/why-switched.ts');
    const { renderReplays } = await import('../presentation/explain/why-switched-replay.ts');
    const { html } = flags;
    const line = progressLine(this.manner());
    const work = (): Promise<ExplainedAndReplayed> =>
      whySwitched(args.log, flags, (read) => line.say(sayBytesRead(read))).finally(line.done);
    const report = html === undefined ? await work() : await withPage(html, work, flags['what-if'] ?? []);
    return {
      data: html === undefined ? report : { ...report, html },
      text: (medium) =>
        renderWhySwitched(report, medium, renderReplays({ ...report, values: flags['what-if'] ?? [] }, medium)) +
        (html === undefined ? '' : `\n\nThe page was written to ${html}`),
      exit: report.verdict === 'undetermined' ? 1 : 0,
    };
  }
}

async function withPage(
  file: string,
  work: () => Promise<ExplainedAndReplayed>,
  values: readonly string[],
): Promise<ExplainedAndReplayed> {
  const { savePage } = await import('../operations/explain/save-page.ts');
  const { renderWhyPage } = await import('../presentation/explain/page/why-page.ts');
  return savePage(file, work, (report) => renderWhyPage(report, { ...report, values }));
}
