import { Args, Flags } from '../cli/flags.ts';
import { progressLine } from '../cli/progress-line.ts';
import { type Outcome, SwitchoverCommand } from '../cli/switchover-command.ts';
import type { ExplainedAndReplayed } from '../operations/why-switched.ts';

export class WhySwitched extends SwitchoverCommand {
  static override summary = 'why a switch happened, or why none did, from the logs';
  static override description =
    `Reads the logs of our own servers (logs/switchover.log in a server's data folder, or the flight recorder beside it) and
the reference's Switchover, Notifier and TsServer logs, alone or together. Give the log of the server that was the backup;
others add to it. The last switch is explained. Nothing is guessed: where the logs cannot tell, the answer says what is missing.

LOG is a file, a folder with all that is in it, a .gz or .zip, or "-" for standard input. Files that a log was cut into
(NAME.1, NAME.2 …, or one for each day) are one log. Rows may be laid out as tables with tabs, commas or spaces, columns in
any order, as copied from a browser or a page. A binary .ininlog must be exported first.

TIME is written as the log writes it: 14:18, 14:18:05.500, or with its day as 2026-11-23T14:18. Where the rows carry no day,
it comes from the log's header, its name (Switchover-2026-11-23.log), its folder (2026-11-23/) or --date.`;
  static override examples = [
    { description: 'the last switch in one log', command: 'switchover why-switched switchover.log' },
    { description: 'several logs on one time line', command: 'switchover why-switched switchover.log notifier.log' },
    { description: 'all that support sent', command: 'switchover why-switched case-4711.zip' },
    {
      description: 'what happened that night',
      command: 'switchover why-switched logs/ --since 22:00 --until 06:00 --all',
    },
    {
      description: 'would a longer time-out have prevented it?',
      command: 'switchover why-switched switchover.log --what-if "Switchover TS Timeout=20"',
    },
    { description: 'a page to send to others', command: 'switchover why-switched switchover.log --html why.html' },
    { description: 'every switch, for a script', command: 'switchover why-switched switchover.log --all --json' },
  ];
  static override args = {
    log: Args.string({
      description: 'log, folder or archive, or "-" for standard input; several may be given',
      required: true,
      multiple: true,
      ignoreStdin: true,
    }),
  };
  static override flags = {
    all: Flags.boolean({ description: 'explain every switch, not only the last' }),
    at: Flags.string({ description: 'explain the switch at this time, or near it', helpValue: 'TIME' }),
    since: Flags.string({ description: 'leave out what happened before', helpValue: 'TIME' }),
    until: Flags.string({ description: 'leave out what happened after', helpValue: 'TIME' }),
    date: Flags.string({ description: "day of a log's first row, where its rows carry none", helpValue: 'DATE' }),
    'what-if': Flags.string({
      description: 'another value of a parameter: what would have happened under it? May be given several times',
      helpValue: 'NAME=VALUE',
      multiple: true,
    }),
    html: Flags.string({ description: 'write the answer as one offline page too', helpValue: 'FILE' }),
  };
  static override exitCodes = {
    0: 'the logs show a switch, or that there was none',
    1: 'the logs cannot tell',
    3: 'a log cannot be read, or the page cannot be written',
    4: 'the page would replace a file that is none',
  };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(WhySwitched);
    const { whySwitched } = await import('../operations/why-switched.ts');
    const { sayBytesRead } = await import('../presentation/bytes-read.ts');
    const { renderWhySwitched } = await import('../presentation/why-switched.ts');
    const { renderReplays } = await import('../presentation/why-switched-replay.ts');
    const { html } = flags;
    const line = progressLine(this.manner());
    const work = (): Promise<ExplainedAndReplayed> =>
      whySwitched(args.log, flags, (read) => line.say(sayBytesRead(read))).finally(line.done);
    const report = html === undefined ? await work() : await withPage(html, work, flags['what-if'] ?? []);
    return {
      data: html === undefined ? report : { ...report, html },
      text: (medium) =>
        renderWhySwitched(report, medium, renderReplays({ ...report, values: flags['what-if'] ?? [] }, medium)) +
        (html === undefined ? '' : `\n\nThe page is in ${html}`),
      exit: report.verdict === 'undetermined' ? 1 : 0,
    };
  }
}

async function withPage(
  file: string,
  work: () => Promise<ExplainedAndReplayed>,
  values: readonly string[],
): Promise<ExplainedAndReplayed> {
  const { savePage } = await import('../operations/save-page.ts');
  const { renderWhyPage } = await import('../presentation/page/why-page.ts');
  return savePage(file, work, (report) => renderWhyPage(report, { ...report, values }));
}
