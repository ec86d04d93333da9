/**
 * Why a switch happened, for an operator at night: the answer in the first line, the evidence below it, and what to do
 * at the end, just above the prompt.
 */
import stringWidth from 'string-width';
import type { Evidence } from '../../core/diagnosis/evidence.ts';
import type { LogReport } from '../../core/diagnosis/log-report.ts';
import type { WhySwitched } from '../../core/diagnosis/report.ts';
import type { SwitchReport } from '../../core/diagnosis/switch-report.ts';
import { withShortNames } from '../params/short-names.ts';
import { readInstant, sharedTime } from '../text/instants.ts';
import type { Medium } from '../text/palette.ts';
import { type TableRow, textTable } from '../text/plain-table.ts';
import { wrap } from '../text/wrap.ts';
import {
  clean,
  headline,
  NEAR_MISS_COLUMNS,
  nearMissRows,
  nextWithoutSwitch,
  sayAverted,
  sayClock,
  sayConfidence,
  sayGivenUpShort,
  sayInitiator,
  sayKind,
  sayNearMisses,
  sayPointers,
  sayReading,
  sayRoles,
  sayServer,
  sayThreshold,
  sayTimes,
  sayUnhandled,
  sayValue,
  switchLine,
  TWO_ACTIVE,
  withReadableTimes,
} from './why-switched-words.ts';

/** Lines of one list; what is left out is counted, and is included in --json. */
const SHOWN_FIRST = 8;
const SHOWN_LAST = 12;
const SHOWN_AVERTED = 5;
const SHOWN_ASIDE = 3;
/** If the file name and line number are longer than this, in columns, they go on a line of their own. */
const LONGEST_PLACE = 28;
const LONGER_THAN_A_SCREEN = 40;

/** `playedAgain`: the lines about the replay, if there was one. */
export function renderWhySwitched(whole: WhySwitched, medium: Medium, playedAgain: readonly string[] = []): string {
  const report = withShortNames(whole);
  const several = report.logs.flatMap(({ pieces }) => pieces).length > 1;
  const blocks: (readonly string[])[] = [];
  if (report.verdict === 'undetermined') blocks.push(...undetermined(report, several, medium));
  else if (report.verdict === 'not-switched')
    blocks.push(bold(headline(report), medium), noSwitchReasons(report, medium), nextSteps(report, medium));
  report.switches.forEach((found, index) => {
    const count = report.switches.length > 1 ? `Switch ${index + 1} of ${report.switches.length}: ` : '';
    const before = report.verdict === 'undetermined' && count === '' ? 'The last switch before that: ' : count;
    blocks.push(...switchBlocks(found, before, several, medium));
  });
  blocks.push(
    unhandled(report, medium),
    averted(report, medium),
    givenUp(report, medium),
    notes(report, several, medium),
    playedAgain,
    logs(report, medium),
    hints(report, medium),
    nearMisses(report, medium),
  );
  const text = blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
  return [text, ...inShort(report, text, medium)].join('\n\n');
}

// --- the three answers ---------------------------------------------------------------------------------------------

function bold(sentence: string, { palette, columns }: Medium): string[] {
  return wrap(clean(sentence), columns, 2).map(palette.bold);
}

function switchBlocks(found: SwitchReport, count: string, several: boolean, medium: Medium): string[][] {
  const { palette, columns } = medium;
  const rows = (label: string, texts: readonly string[]): TableRow[] =>
    texts.map((text, index) => [index === 0 ? label : '', clean(text)]);
  const network = found.network ?? (found.firstSymptomAt === null ? null : 'no checks in this log');
  const facts = [
    ...rows('Cause', [`${found.cause}; ${sayConfidence(found.confidence)}`]),
    ...rows('Decided by', [sayInitiator(found)]),
    ...rows('Took', sayTimes(found)),
    ...rows('Limit', found.thresholds.map(sayThreshold)),
    ...rows('Network', network === null ? [] : [network]),
    ...rows('Points to', sayPointers(found)),
    ...(found.mayBeTwoActive ? rows('Warning', [TWO_ACTIVE]).map((row) => row.map(palette.caution)) : []),
    ...(found.bothActive === null ? [] : rows('Warning', [found.bothActive]).map((row) => row.map(palette.caution))),
    ...rows('Since then', found.afterwards === null ? [] : [found.afterwards]),
  ];
  return [
    [...bold(`${count}${switchLine(found)}`, medium), '', ...textTable(facts, columns, { between: '   ' })],
    timeLine([...found.evidence, ...found.otherSide], found, medium),
    evidence([...found.evidence, ...found.otherSide], several, medium),
    list(
      'Ruled out',
      found.ruledOut.map(({ cause, because }) => `${cause}: ${because}`),
      medium,
    ),
    list('Unknown', found.missing, medium),
    parameters(found, medium),
    list('What to do', found.next, medium),
  ];
}

function undetermined(report: WhySwitched, several: boolean, medium: Medium): string[][] {
  const { palette, columns } = medium;
  const [, ...more] = report.undetermined;
  const [first = '', ...rest] = wrap(clean(headline(report)), columns, 2);
  return [
    [
      palette.bold(palette.caution(first)),
      ...rest.map(palette.bold),
      ...more.flatMap((each) => wrap(clean(`  ${withReadableTimes(each)}`), columns, 2)),
    ],
    timeLine(report.open, null, medium),
    evidence(report.open, several, medium),
    list(
      'What to do',
      [
        'run why-switched again with the whole Switchover log of the server that was the backup, including the file that follows it',
      ],
      medium,
    ),
  ];
}

function noSwitchReasons({ whyNot: reasons }: WhySwitched, medium: Medium): string[] {
  return list(
    'Why not',
    reasons.map(({ means, evidence: [line] }) => (line === undefined ? means : `${means} (line ${line.line})`)),
    medium,
  );
}

function nextSteps(report: WhySwitched, medium: Medium): string[] {
  return list('What to do', nextWithoutSwitch(report), medium);
}

/** Repeats the answer below a text that is longer than a screen: its first line has scrolled away by then. */
function inShort(report: WhySwitched, text: string, medium: Medium): string[] {
  if (report.switches.length === 0 || text.split('\n').length < LONGER_THAN_A_SCREEN) return [];
  const said = headline(report);
  return [
    bold(`In short: ${said.startsWith('SWITCHED') ? said.replace('SWITCHED', 'switched') : said}`, medium).join('\n'),
  ];
}

// --- sections ------------------------------------------------------------------------------------------------------

function timeLine(entries: readonly Evidence[], found: SwitchReport | null, medium: Medium): string[] {
  if (entries.length === 0) return [];
  const { palette, columns } = medium;
  const inOrder = entries.toSorted((a, b) => a.sharedMs - b.sharedMs);
  const first = inOrder.find((entry) => found === null || entry.at === found.firstSymptomAt) ?? inOrder[0];
  const start = readInstant(first?.at ?? '');
  const title = palette.accent(`Timeline${start.date === null ? '' : `, ${start.date} ${start.zone}`.trimEnd()}`);
  let before: string | null = null;
  const rows = shortened(inOrder).map((entry): TableRow => {
    if (typeof entry === 'number') return [palette.dim(`  … ${entry} more, see --json`)];
    const time = sharedTime(entry.sharedMs + (entry.forwardMs ?? 0));
    const when = time === before ? ['', ''] : [`  ${time} `, sinceStart(entry.sharedMs - (first?.sharedMs ?? 0))];
    before = time;
    const isDecision = found !== null && entry.line === found.line && entry.file === found.file;
    const row = [...when, clean(entry.means)];
    return isDecision ? row.map(palette.bold) : row;
  });
  return [title, ...textTable(rows, columns, { between: ' ', alignment: ['left', 'right'] })];
}

function sinceStart(ms: number): string {
  if (Math.round(ms) === 0) return ''.padStart(9);
  return `${ms < 0 ? '-' : '+'}${(Math.abs(ms) / 1000).toFixed(1)} s`.padStart(9);
}

function evidence(entries: readonly Evidence[], several: boolean, medium: Medium): string[] {
  if (entries.length === 0) return [];
  const { palette, columns } = medium;
  const [{ file = '' } = {}] = entries;
  const ofOne = entries.every((entry) => entry.file === file);
  const label = (entry: Evidence): string => `  ${ofOne ? 'line ' : `${clean(entry.file)}:`}${entry.line}`;
  const rows = shortened(entries).flatMap((entry): TableRow[] => {
    if (typeof entry === 'number') return [[palette.dim(`  … ${entry} more, see --json`)]];
    const [place, text] = [palette.dim(label(entry)), clean(entry.text)];
    if (stringWidth(label(entry)) <= LONGEST_PLACE) return [[place, text]];
    return [[place], ...wrap(' '.repeat(6) + text, columns, 6).map((line) => [line])];
  });
  return [palette.accent(several && ofOne ? `Evidence, in ${clean(file)}` : 'Evidence'), ...textTable(rows, columns)];
}

function list(title: string, items: readonly string[], { palette, columns }: Medium): string[] {
  if (items.length === 0) return [];
  return [palette.accent(title), ...items.flatMap((item) => wrap(`  - ${clean(item)}`, columns, 4))];
}

/** The parameters involved, with their values where the log shows them. */
function parameters({ parameters: names, settings }: SwitchReport, { palette, columns }: Medium): string[] {
  if (names.length === 0) return [];
  const said = names.map((name) => {
    const seen = settings.find(({ parameter }) => parameter === name);
    return seen === undefined ? name : `${name} = ${sayValue(seen.value, seen.unit)}`;
  });
  return [palette.accent('Parameters involved'), ...wrap(`  ${said.join(', ')}`, columns, 2)];
}

function unhandled({ unhandled: all }: WhySwitched, medium: Medium): string[] {
  const left = all.length - SHOWN_AVERTED;
  const more = left > 0 ? [`… ${left} earlier, see --json`] : [];
  return list('Nobody took over', [...more, ...all.slice(-SHOWN_AVERTED).map(sayUnhandled)], medium);
}

function nearMisses({ nearMisses: all }: WhySwitched, { palette, columns }: Medium): string[] {
  if (all === null) return [];
  const { from, to } = all;
  const span = from === null || to === null ? '' : `, ${readInstant(from).full} to ${readInstant(to).full}`;
  const rows = nearMissRows(all);
  const table =
    rows.length === 0
      ? []
      : textTable(
          [NEAR_MISS_COLUMNS, ...rows].map(([hour = '', ...cells]) => [`  ${hour}`, ...cells]),
          columns,
          {
            alignment: ['left', 'right', 'right', 'right', 'right'],
          },
        );
  const left =
    all.minutesLeft === 0
      ? []
      : [palette.dim(`  only the newest are counted: ${all.minutesLeft} minutes are left out`)];
  return [palette.accent(`Near misses${span}`), ...wrap(`  ${sayNearMisses(all)}`, columns, 2), ...table, ...left];
}

function averted({ averted: all, verdict }: WhySwitched, { palette, columns }: Medium): string[] {
  if (all.length === 0) return [];
  const shown = all.slice(-SHOWN_AVERTED);
  const title = verdict === 'switched' ? 'Also averted' : 'Averted';
  const rows = shown.map((each) => [`  ${readInstant(each.at).full}`, clean(`${each.reason}: ${sayAverted(each)}`)]);
  const left = all.length - shown.length;
  return [
    palette.accent(title),
    ...(left > 0 ? [palette.dim(`  … ${left} earlier, see --json`)] : []),
    ...textTable(rows, columns),
  ];
}

function givenUp({ givenUp: all }: WhySwitched, medium: Medium): string[] {
  return list('Given up', all.slice(-SHOWN_AVERTED).map(sayGivenUpShort), medium);
}

function notes(report: WhySwitched, several: boolean, { palette, columns }: Medium): string[] {
  if (report.notes.length === 0) return [];
  const where = (note: Evidence): string => (several ? `${clean(note.file)}:${note.line}` : `line ${note.line}`);
  const items = report.notes.slice(-SHOWN_LAST);
  return [
    palette.accent('Also seen'),
    ...items.flatMap((note) => wrap(`  - ${clean(withReadableTimes(note.means))} (${where(note)})`, columns, 4)),
  ];
}

function logs({ logs: all, leftAside }: WhySwitched, { palette, columns }: Medium): string[] {
  const lines = all.flatMap((log, index) => wrap(clean(`  ${log.file}: ${sayLog(log, index, all[0])}`), columns, 4));
  return [palette.accent(all.length === 1 ? 'Log' : 'Logs'), ...lines, ...sayLeftAside(leftAside, columns)];
}

/** A folder contains much that is not a log; the first few show what kind of files were skipped. */
function sayLeftAside(all: WhySwitched['leftAside'], columns: number): string[] {
  const shown = all
    .slice(0, SHOWN_ASIDE)
    .flatMap(({ file, why }) => wrap(clean(`  not read: ${file}: ${why}`), columns, 4));
  const more = all.length - SHOWN_ASIDE;
  return more > 0 ? [...shown, `  and ${more} more not read, see --json`] : shown;
}

function sayLog(log: LogReport, index: number, first: LogReport | undefined): string {
  const unread = log.unread === 0 ? '' : `, ${log.unread} of them not understood`;
  return [
    sayKind(log),
    `${log.lines} ${log.lines === 1 ? 'line' : 'lines'}${unread}`,
    sayServer(log),
    sayRoles(log),
    index === 0 ? null : sayClock(log, first?.file ?? 'the first'),
    ...sayReading(log),
  ]
    .filter((part) => part !== null)
    .join('; ');
}

function hints({ switchesFound, switches }: WhySwitched, { palette }: Medium): string[] {
  const more = switchesFound - switches.length;
  // With --all, a log with too many switches says so in its own entry.
  if (more <= 0 || switches.length > 1) return [];
  return [
    palette.dim(
      `${more} earlier ${more === 1 ? 'switch' : 'switches'} in the logs: use --all to explain ${more === 1 ? 'it' : 'them'}`,
    ),
  ];
}

/** The first and the last entries of a long list, with the number left out in between. */
function shortened<T>(entries: readonly T[]): readonly (T | number)[] {
  if (entries.length <= SHOWN_FIRST + SHOWN_LAST + 1) return entries;
  const left = entries.length - SHOWN_FIRST - SHOWN_LAST;
  return [...entries.slice(0, SHOWN_FIRST), left, ...entries.slice(-SHOWN_LAST)];
}
