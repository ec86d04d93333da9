/**
 * Why a switch happened, for an operator at night: the answer in the first line, what it rests on below, and what to
 * do at the end, where the prompt comes back.
 */
import type { Evidence, LogReport, SwitchReport, WhySwitched } from '../core/logs/report.ts';
import { type Instant, readInstant, sayExactly } from './instants.ts';
import type { Medium } from './palette.ts';
import { HEADLINE_CAUSES, sayConfidence, sayInitiator, sayKind } from './why-switched-words.ts';
import { labelled, wrap } from './wrap.ts';

/** Causes after which the other server may still be active: a cut line brings them as well as a dead server. */
const MAY_BE_TWO: ReadonlySet<SwitchReport['cause']> = new Set([
  'notifier-connection-lost',
  'primary-unreachable',
  'fail-safe-start',
]);
const TWO_ACTIVE =
  'from here nobody can tell whether the former active server still runs: two servers may be active until it is known to be down';

const LABEL_WIDTH = 13;
/** Lines of one list; what is left out is counted, and --json has it. */
const SHOWN_FIRST = 8;
const SHOWN_LAST = 12;
const SHOWN_AVERTED = 5;
const LONGER_THAN_A_SCREEN = 40;

export function renderWhySwitched(report: WhySwitched, medium: Medium): string {
  const several = report.logs.length > 1;
  const blocks: string[][] = [];
  if (report.verdict === 'switched') {
    report.switches.forEach((found, index) => {
      const count = report.switches.length > 1 ? `Switch ${index + 1} of ${report.switches.length}. ` : '';
      blocks.push(...switchBlocks(found, count, several, medium));
    });
  } else if (report.verdict === 'not-switched') blocks.push(notSwitched(report, medium));
  else blocks.push(...undetermined(report, several, medium));
  blocks.push(averted(report, medium), notes(report, several, medium), logs(report, medium), hints(report, medium));
  const text = blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
  return [text, ...inShort(report, text, medium)].join('\n\n');
}

// --- the three answers ---------------------------------------------------------------------------------------------

function switchBlocks(found: SwitchReport, count: string, several: boolean, medium: Medium): string[][] {
  const { palette, columns } = medium;
  const at = readInstant(found.at);
  const subject = HEADLINE_CAUSES[found.cause](found);
  const [first = '', ...rest] = wrap(clean(`${count}SWITCHED at ${at.full}: ${subject}`), columns, 2);
  const row = (label: string, text: string): string[] => labelled(label, clean(text), columns, LABEL_WIDTH);
  const symptom = found.firstSymptomAt === null ? null : readInstant(found.firstSymptomAt);
  const head = [palette.bold(first), ...rest.map(palette.bold)];
  const facts = [
    ...row('Cause', `${found.cause}; ${sayConfidence(found.confidence)}`),
    ...row('Decided by', sayInitiator(found)),
    ...(symptom === null || found.detectMs === null
      ? []
      : row(
          'Took',
          `${sayExactly(found.detectMs)} from the first logged failure, at ${symptom.time}, to the decision`,
        )),
    ...(found.network === null && found.firstSymptomAt === null
      ? []
      : row('Network', found.network ?? 'not in this log')),
    ...(MAY_BE_TWO.has(found.cause) ? row('Beware', TWO_ACTIVE).map(palette.caution) : []),
  ];
  return [
    [...head, '', ...facts],
    timeLine(found.evidence, found, medium),
    evidence(found.evidence, several, medium),
    list(
      'Ruled out',
      found.ruledOut.map(({ cause, because }) => `${cause}: ${because}`),
      medium,
    ),
    list('Not known', found.missing, medium),
    parameters(found.parameters, medium),
    list('What to do', found.next, medium),
  ];
}

function notSwitched(report: WhySwitched, { palette, columns }: Medium): string[] {
  const last = report.averted.at(-1);
  const near =
    last === undefined
      ? 'nothing in it points to one'
      : `the last threat, at ${readInstant(last.at).full}, was averted (${last.reason})`;
  const where = report.logs.length > 1 ? 'these logs' : 'this log';
  const [first = '', ...rest] = wrap(`NO SWITCH in ${where}: ${near}`, columns, 2);
  return [palette.bold(first), ...rest.map(palette.bold)];
}

function undetermined(report: WhySwitched, several: boolean, medium: Medium): string[][] {
  const { palette, columns } = medium;
  const [why = '', ...more] = report.undetermined;
  const [first = '', ...rest] = wrap(clean(`CANNOT TELL: ${why}`), columns, 2);
  const head = [palette.bold(palette.caution(first)), ...rest.map((line) => palette.bold(line))];
  return [
    [...head, ...more.flatMap((each) => wrap(clean(`  ${each}`), columns, 2))],
    timeLine(report.open, null, medium),
    evidence(report.open, several, medium),
    list(
      'What to do',
      ['give the whole Switchover log of the server that was the backup, and the file that follows it'],
      medium,
    ),
  ];
}

/** The answer again below a text that is longer than a screen: its first line has scrolled away by then. */
function inShort({ switches }: WhySwitched, text: string, { palette, columns }: Medium): string[] {
  const last = switches.at(-1);
  if (last === undefined || text.split('\n').length < LONGER_THAN_A_SCREEN) return [];
  const subject = HEADLINE_CAUSES[last.cause](last);
  return [
    wrap(clean(`In short: switched at ${readInstant(last.at).full}: ${subject}`), columns, 2)
      .map(palette.bold)
      .join('\n'),
  ];
}

// --- sections ------------------------------------------------------------------------------------------------------

function timeLine(entries: readonly Evidence[], found: SwitchReport | null, medium: Medium): string[] {
  if (entries.length === 0) return [];
  const { palette, columns } = medium;
  const start = readInstant(found?.firstSymptomAt ?? entries[0]?.at ?? '');
  const lines = [palette.accent(`Time line${start.date === null ? '' : `, ${start.date} ${start.zone}`.trimEnd()}`)];
  let before: string | null = null;
  for (const entry of shortened(entries)) {
    if (typeof entry === 'number') {
      lines.push(palette.dim(`  … ${entry} more, see --json`));
      continue;
    }
    const at = readInstant(entry.at);
    const label = at.time === before ? '' : `  ${at.time}  ${sinceStart(at, start)}`;
    before = at.time;
    const isDecision = found !== null && entry.line === found.line && entry.file === found.file;
    const body = labelled(label, clean(entry.means), columns, 26);
    lines.push(...(isDecision ? body.map(palette.bold) : body));
  }
  return lines;
}

function sinceStart(at: Instant, start: Instant): string {
  const ms = at.ms - start.ms;
  if (ms === 0) return ''.padStart(9);
  return `${ms < 0 ? '-' : '+'}${(Math.abs(ms) / 1000).toFixed(1)} s`.padStart(9);
}

function evidence(entries: readonly Evidence[], several: boolean, medium: Medium): string[] {
  if (entries.length === 0) return [];
  const { palette, columns } = medium;
  const label = (entry: Evidence): string => `  ${several ? `${clean(entry.file)}:` : 'line '}${entry.line}`;
  const width = Math.min(Math.max(...entries.map((entry) => label(entry).length)) + 2, several ? 30 : 14);
  const lines = [palette.accent('Evidence')];
  for (const entry of shortened(entries)) {
    if (typeof entry === 'number') lines.push(palette.dim(`  … ${entry} more, see --json`));
    else if (label(entry).length + 2 > width) {
      lines.push(palette.dim(label(entry)), ...wrap(' '.repeat(6) + clean(entry.text), columns, 6));
    } else {
      const [first = '', ...rest] = labelled(label(entry), clean(entry.text), columns, width);
      lines.push(palette.dim(first.slice(0, width)) + first.slice(width), ...rest);
    }
  }
  return lines;
}

function list(title: string, items: readonly string[], { palette, columns }: Medium): string[] {
  if (items.length === 0) return [];
  return [palette.accent(title), ...items.flatMap((item) => wrap(`  - ${clean(item)}`, columns, 4))];
}

function parameters(names: readonly string[], { palette, columns }: Medium): string[] {
  if (names.length === 0) return [];
  return [palette.accent('Governed by'), ...wrap(`  ${names.join(', ')}`, columns, 2)];
}

function averted({ averted: all, verdict }: WhySwitched, { palette, columns }: Medium): string[] {
  if (all.length === 0) return [];
  const shown = all.slice(-SHOWN_AVERTED);
  const title = verdict === 'switched' ? 'Averted besides' : 'Averted';
  const lines = shown.flatMap(({ at, reason, means }) =>
    labelled(`  ${readInstant(at).full}`, `${reason}: ${means}`, columns, readInstant(at).full.length + 4),
  );
  const left = all.length - shown.length;
  return [palette.accent(title), ...(left > 0 ? [palette.dim(`  … ${left} earlier, see --json`)] : []), ...lines];
}

function notes(report: WhySwitched, several: boolean, { palette, columns }: Medium): string[] {
  if (report.notes.length === 0) return [];
  const where = (note: Evidence): string => (several ? `${clean(note.file)}:${note.line}` : `line ${note.line}`);
  const items = report.notes.slice(-SHOWN_LAST);
  return [
    palette.accent('Also seen'),
    ...items.flatMap((note) => wrap(`  - ${clean(note.means)} (${where(note)})`, columns, 4)),
  ];
}

function logs({ logs: all }: WhySwitched, { palette, columns }: Medium): string[] {
  const lines = all.flatMap((log, index) => wrap(`  ${clean(log.file)}: ${sayLog(log, index, all[0])}`, columns, 4));
  return [palette.accent(all.length === 1 ? 'Log' : 'Logs'), ...lines];
}

function sayLog(log: LogReport, index: number, first: LogReport | undefined): string {
  const read = `${sayKind(log)}, ${log.lines} ${log.lines === 1 ? 'line' : 'lines'}`;
  const unread = log.unread === 0 ? '' : `, ${log.unread} of them not understood`;
  return `${read}${unread}${index === 0 ? '' : `; ${sayClock(log, first)}`}`;
}

function sayClock({ offsetMs, offsetWithinMs, sharedRequests }: LogReport, first: LogReport | undefined): string {
  if (offsetMs === null || offsetWithinMs === null) return 'how its clock differs is not known';
  const from = Math.round(offsetMs - offsetWithinMs);
  const to = Math.round(offsetMs + offsetWithinMs);
  const by =
    sharedRequests.length === 0
      ? ''
      : ` (by ${sharedRequests.length} shared ${sharedRequests.length === 1 ? 'request' : 'requests'})`;
  const than = clean(first?.file ?? 'the first');
  if (from >= 0) return `its clock is ${from} to ${to} ms ahead of ${than}${by}`;
  if (to <= 0) return `its clock is ${-to} to ${-from} ms behind ${than}${by}`;
  return `its clock is between ${-from} ms behind and ${to} ms ahead of ${than}${by}`;
}

function hints({ switchesFound, switches }: WhySwitched, { palette }: Medium): string[] {
  const more = switchesFound - switches.length;
  if (more <= 0) return [];
  return [palette.dim(`${more} earlier ${more === 1 ? 'switch is' : 'switches are'} in the logs: --all explains them`)];
}

/** The first and the last of a long list, the number of those left out between them. */
function shortened<T>(entries: readonly T[]): readonly (T | number)[] {
  if (entries.length <= SHOWN_FIRST + SHOWN_LAST + 1) return entries;
  const left = entries.length - SHOWN_FIRST - SHOWN_LAST;
  return [...entries.slice(0, SHOWN_FIRST), left, ...entries.slice(-SHOWN_LAST)];
}

/** A log, or a file's name, may hold what a terminal takes for commands. */
function clean(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, ' ');
}
