/** A simulated run as text: the scenario, the timeline and the outcome. */
import { findParameter } from '../../core/config/parameters/catalogue.ts';
import { printValue } from '../../core/config/parameters/print-value.ts';
import type { ReportEntry, SimulationReport } from '../../core/simulation/report.ts';
import { sayDuration } from '../text/durations.ts';
import type { Medium } from '../text/palette.ts';
import { textTable } from '../text/plain-table.ts';
import { wrap } from '../text/wrap.ts';

/** Repetitions of a decision, on both connections or every few seconds, are one line. */
interface Line {
  readonly entry: ReportEntry;
  readonly times: number;
  readonly untilMs: number;
}

/** Consecutive decisions of one kind within this time are merged, in ms. */
const TOGETHER_MS = 40_000;

export function renderScenarios(
  list: { readonly stories: readonly { readonly name: string; readonly title: string }[] },
  { palette, columns }: Medium,
): string {
  if (list.stories.length === 0) {
    return wrap('No scenarios were found with the program; give a file of your own.', columns).join('\n');
  }
  const rows = list.stories.map(({ name, title }) => [palette.accent(name), title]);
  return [...textTable(rows, columns), '', 'Run one of them: switchover simulate NAME'].join('\n');
}

export function renderSimulation(report: SimulationReport, medium: Medium): string {
  const blocks = [
    head(report, medium),
    timeLine(report, medium),
    outcome(report, medium),
    expectations(report, medium),
  ];
  blocks.push(violations(report, medium));
  return blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
}

function head({ story: scenario, seed, parameters }: SimulationReport, { palette, columns }: Medium): string[] {
  const title = scenario?.title ?? `Random scenario, seed ${seed}`;
  const prose = (scenario?.prose ?? []).flatMap((paragraph, index) => [
    ...(index > 0 ? [''] : []),
    ...wrap(paragraph, columns),
  ]);
  const set = Object.entries(parameters).map(([name, value]) => `${name} = ${printValue(findParameter(name)!, value)}`);
  return [
    ...wrap(title, columns).map(palette.bold),
    ...prose,
    '',
    ...textTable(
      [['Parameters', set.length === 0 ? 'all defaults' : `${set.join('; ')}; all others default`]],
      columns,
    ),
  ];
}

function timeLine(report: SimulationReport, medium: Medium): string[] {
  const { palette, columns } = medium;
  const { A, B, active } = report.beginning;
  const begins = active.length === 0 ? `A is ${sayPlace(A)}, B is ${sayPlace(B)}` : sayBeginning(report);
  const rows = together(report.timeLine).map(({ entry, times, untilMs }) => {
    const rule = entry.rule === null ? '' : `${entry.server} ${entry.rule}`;
    const more = times === 1 ? '' : ` (${times} times until ${sayMoment(untilMs)})`;
    return [`  ${sayMoment(entry.atMs)} `, rule, `${entry.what}${more}`].map((cell) => painted(cell, entry, palette));
  });
  const lines = textTable([[`  ${sayMoment(0)} `, '', begins], ...rows], columns, {
    between: ' ',
    alignment: ['right'],
  });
  return [palette.accent('Timeline'), ...lines];
}

function sayBeginning({ beginning }: SimulationReport): string {
  const [active] = beginning.active;
  const other = active === 'A' ? 'B' : 'A';
  return `${active} is active, ${other} is ${sayPlace(beginning[other])}`;
}

function sayPlace(place: string): string {
  return place === 'backup.watching' ? 'its backup' : place === 'off' ? 'off' : `in ${place}`;
}

function painted(text: string, entry: ReportEntry, palette: Medium['palette']): string {
  switch (entry.kind) {
    case 'event':
    case 'event-over':
      return palette.accent(text);
    case 'serving':
      return entry.active?.length === 1 ? palette.bold(palette.good(text)) : palette.bold(palette.bad(text));
    default:
      return text;
  }
}

function together(entries: readonly ReportEntry[]): Line[] {
  const lines: Line[] = [];
  for (const entry of entries) {
    const last = lines.at(-1);
    const same =
      last !== undefined &&
      entry.kind === 'decision' &&
      last.entry.kind === 'decision' &&
      last.entry.server === entry.server &&
      last.entry.rule === entry.rule &&
      entry.atMs - last.untilMs <= TOGETHER_MS;
    if (same) lines[lines.length - 1] = { entry: last.entry, times: last.times + 1, untilMs: entry.atMs };
    else lines.push({ entry, times: 1, untilMs: entry.atMs });
  }
  return lines;
}

function outcome({ outcome: end }: SimulationReport, medium: Medium): string[] {
  const { palette, columns } = medium;
  const longest = end.longestDowntimeMs < end.downtimeMs ? `, ${sayTime(end.longestDowntimeMs)} at most at a time` : '';
  const rises = end.becameActive.map(({ server, atMs, cause }) => `${server} at ${sayMoment(atMs)} (${cause})`);
  const rows = [
    ['  active', end.active.length === 0 ? 'none' : end.active.join(' and ')],
    ['  A', end.at.A],
    ['  B', end.at.B],
    ['  became active', rises.length === 0 ? 'none' : shortened(rises).join(', ')],
    ['  no active server', end.downtimeMs === 0 ? 'never' : `${sayTime(end.downtimeMs)}${longest}`],
    ...(end.noServiceMs === end.downtimeMs ? [] : [['  no service', sayTime(end.noServiceMs)]]),
    ['  two active servers', end.twoActiveMs === 0 ? 'never' : sayTime(end.twoActiveMs)],
  ];
  return [palette.accent(`Outcome after ${sayMoment(end.lastsMs)}`), ...textTable(rows, columns, { between: '    ' })];
}

function sayTime(ms: number): string {
  return ms < 100 ? 'less than 0.1 s' : sayDuration(ms);
}

/** The first few and the last few. */
function shortened(items: readonly string[]): readonly string[] {
  if (items.length <= 9) return items;
  return [...items.slice(0, 4), `… ${items.length - 8} more`, ...items.slice(-4)];
}

function expectations(
  { expectations: all, story: scenario }: SimulationReport,
  { palette, columns }: Medium,
): string[] {
  if (scenario === null) return [];
  const broken = all.filter(({ held }) => !held).length;
  const title = broken === 0 ? 'All expectations met' : `${broken} of ${all.length} expectations not met`;
  const rows = all.map(({ text, held, found, line }) =>
    held ? ['  yes', text] : ['  NO ', `${text} (line ${line}): ${found}`].map(palette.bad),
  );
  return [broken === 0 ? palette.good(title) : palette.bad(palette.bold(title)), ...textTable(rows, columns)];
}

function violations({ violations: found }: SimulationReport, { palette, columns }: Medium): string[] {
  if (found.length === 0) return [];
  return [
    palette.bad(palette.bold('An invariant was violated: this is a bug in switchover, please report it')),
    ...found.flatMap(({ atMs, checker, what }) => wrap(`  ${sayMoment(atMs)} ${checker}: ${what}`, columns, 4)),
  ];
}

/** `1:02.345`, `1:00:02.345`: time since the start of the scenario. */
function sayMoment(ms: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000) % 60;
  const rest = `${two(Math.floor(ms / 1_000) % 60)}.${String(Math.floor(ms % 1_000)).padStart(3, '0')}`;
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${two(minutes)}:${rest}`;
}
