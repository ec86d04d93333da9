/**
 * The screen of a procedure: its steps, the two servers, and what goes on now. On a low screen, the list of steps is
 * shortened around the current one; the alarm and the current step are always whole.
 */
import stringWidth from 'string-width';
import type { ProcedureReport, ReportStep } from '../../core/runbooks/report.ts';
import type { ProcedureView, ServerView } from '../../core/runbooks/view.ts';
import type { ScreenSize } from '../pair/screen.ts';
import { sayDuration } from '../text/durations.ts';
import type { Medium, Palette } from '../text/palette.ts';
import { plainTable } from '../text/plain-table.ts';
import { wrap } from '../text/wrap.ts';
import { cut, markOf, oneLine, painterOf, stepLabel, timeOfDay } from './step-words.ts';

/** From this many columns on, the servers are beside the steps. */
const WIDE = 110;
const BETWEEN = '   ';

/** At most `rows` rows, if the alarm and the current step leave it a choice. */
export function renderProcedureScreen(view: ProcedureView, size: ScreenSize, medium: Medium): string {
  const fitting = { ...medium, columns: size.columns };
  const draw = size.columns >= WIDE ? besideEachOther : oneBelowTheOther;
  const levels: readonly Level[] = ['roomy', 'tight', 'least'];
  for (const level of levels) {
    const lines = draw(view, level, size.rows, fitting);
    if (heightOf(lines, size.columns) <= size.rows || level === 'least') return lines.join('\n');
  }
  return '';
}

/** `tight`: without empty lines; `least`: without what can be looked up elsewhere. */
type Level = 'roomy' | 'tight' | 'least';

function oneBelowTheOther(view: ProcedureView, level: Level, rows: number, medium: Medium): string[] {
  const around = (steps: string[]): string[] =>
    blocks(level, [
      heading(view.report, level, medium),
      alarm(view, medium),
      losses(view, level, medium),
      level === 'least' ? [] : servers(view, level, medium),
      steps,
      activity(view, medium),
    ]);
  // The steps get what is left; the line stands for them.
  const room = rows - heightOf(around(['']), medium.columns) + 1;
  return around(stepsIn(view.report, room, medium));
}

function besideEachOther(view: ProcedureView, level: Level, rows: number, medium: Medium): string[] {
  const right = Math.min(50, Math.floor(medium.columns * 0.38));
  const left = medium.columns - right - BETWEEN.length;
  const above = blocks(level, [heading(view.report, level, medium), alarm(view, medium)]);
  const beside = { ...medium, columns: right };
  const facts = blocks(level, [
    level === 'least' ? [] : servers(view, level, beside),
    losses(view, level, beside),
    activity(view, beside),
  ]);
  const gap = level === 'roomy' && above.length > 0 ? 1 : 0;
  const room = rows - heightOf(above, medium.columns) - gap;
  const steps = stepsIn(view.report, room, { ...medium, columns: left });
  const both = Array.from({ length: Math.max(steps.length, facts.length) }, (_, index) => {
    const [one, other] = [steps[index] ?? '', facts[index] ?? ''];
    return other === '' ? one : one + ' '.repeat(Math.max(0, left - stringWidth(one))) + BETWEEN + other;
  });
  return [...above, ...(gap === 0 ? [] : ['']), ...both];
}

function blocks(level: Level, all: readonly (readonly string[])[]): string[] {
  const shown = all.filter((lines) => lines.length > 0);
  return shown.flatMap((lines, index) => (index > 0 && level === 'roomy' ? ['', ...lines] : lines));
}

/** How many rows they take; a line that is too long takes several. */
export function heightOf(lines: readonly string[], columns: number): number {
  return lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(stringWidth(line) / columns)), 0);
}

function heading(report: ProcedureReport, level: Level, { palette, columns }: Medium): string[] {
  if (level === 'least') return [];
  const { procedure, pair, oldRelease, newRelease, route } = report;
  const releases = oldRelease === null || newRelease === null ? '' : ` from ${oldRelease} to ${newRelease}`;
  const title = oneLine(`${procedure.charAt(0).toUpperCase()}${procedure.slice(1)} of ${pair}${releases}`);
  const turn = {
    forward: '',
    back: `GOING BACK to ${oldRelease ?? 'the old release'}`,
    out: 'ABORTED: what it stopped is started again',
  }[route];
  return [
    ...wrap(title, columns, 2).map(palette.bold),
    ...(turn === '' ? [] : wrap(oneLine(turn), columns, 2).map((line) => palette.caution(palette.bold(line)))),
  ];
}

function alarm({ alarm: ringing }: ProcedureView, { palette, columns }: Medium): string[] {
  if (ringing === null) return [];
  return [
    ...wrap(`ALARM: ${oneLine(ringing.what)}`, columns, 7).map((line) => palette.bad(palette.bold(line))),
    ...ringing.do.flatMap((each) => wrap(`  - ${oneLine(each)}`, columns, 4).map(palette.bad)),
  ];
}

/** Downtime now or measured, and how long nothing has protected the pair. */
function losses(view: ProcedureView, level: Level, medium: Medium): string[] {
  const { palette, columns } = medium;
  const { downtimeMs, unprotectedMs, report } = view;
  const measured = level === 'least' ? [] : report.downtimes;
  return [
    ...(downtimeMs === null
      ? []
      : wrap(`DOWNTIME ${sayDuration(downtimeMs)}: no server is active`, columns, 2).map((line) =>
          palette.bad(palette.bold(line)),
        )),
    ...(unprotectedMs === null
      ? []
      : wrap(`NOT PROTECTED for ${sayDuration(unprotectedMs)}: no automatic takeover`, columns, 2).map(
          palette.caution,
        )),
    ...measured.flatMap(({ ms, to, at }) => {
      const took = ms === null ? 'downtime not measured' : `downtime ${sayDuration(ms)}`;
      return wrap(`Switch to ${oneLine(report.servers[to])} at ${timeOfDay(at, medium)}: ${took}`, columns, 2);
    }),
  ];
}

function servers({ servers: both }: ProcedureView, level: Level, medium: Medium): string[] {
  const { palette, columns } = medium;
  const rows = both.map((server) => [
    palette.bold(server.letter),
    oneLine(server.name),
    stateCell(server, palette),
    server.release === null ? '' : oneLine(server.release),
  ]);
  return plainTable(rows).flatMap((line, index) => {
    const fault = both[index]?.fault ?? null;
    if (fault === null || level === 'least') return [line];
    return [line, ...wrap(`   ${oneLine(fault)}`, columns, 3).map(palette.dim)];
  });
}

/** Without a fault, a server whose state is not known is one that nothing can ask. */
function stateCell({ state, serving, fault }: ServerView, palette: Palette): string {
  if (serving === null) return (fault === null ? palette.dim : palette.bad)(oneLine(state));
  const isActive = state === 'primary';
  const words = oneLine(isActive && !serving ? `${state}, not serving` : state);
  return ((isActive && serving) || state === 'backup' ? palette.good : palette.caution)(words);
}

function activity({ activity: now }: ProcedureView, { palette, columns }: Medium): string[] {
  return now === null ? [] : wrap(`Now: ${oneLine(now)}`, columns, 5).map(palette.accent);
}

/** All steps if there is room, otherwise those around the current one. */
function stepsIn(report: ProcedureReport, room: number, medium: Medium): string[] {
  const { steps } = report;
  const drawn = steps.map((step) => stepLines(step, medium));
  const at = steps.findIndex(({ result }) => result === 'current');
  let [from, to] = at < 0 ? [Math.max(0, steps.length - 1), steps.length] : [at, at + 1];
  const shown = (first: number, end: number): string[] => [
    ...rest(steps.slice(0, first), medium),
    ...drawn.slice(first, end).flat(),
    ...rest(steps.slice(end), medium),
  ];
  const fits = (first: number, end: number): boolean => heightOf(shown(first, end), medium.columns) <= room;
  if (fits(0, steps.length)) return shown(0, steps.length);
  if (!fits(from, to)) return drawn.slice(from, to).flat();
  while (to < steps.length && fits(from, to + 1)) to += 1;
  while (from > 0 && fits(from - 1, to)) from -= 1;
  return shown(from, to);
}

/** One line for several steps: `[x]  1-4 done`, `[ ]  6-11 to come`. */
function rest(steps: readonly ReportStep[], { palette, columns }: Medium): string[] {
  const [first] = steps;
  if (first === undefined) return [];
  const isToCome = first.result === 'to-do';
  const labels = steps.map(stepLabel).filter((label) => label !== '');
  const [low, high] = [labels[0], labels.at(-1)];
  const range = low === undefined ? `${steps.length} steps` : low === high ? low : `${low}-${high}`;
  const left = steps.filter(({ result }) => result !== 'done' && result !== 'to-do').length;
  const words = isToCome ? 'to come' : left === 0 ? 'done' : `done, ${left} of them not or in part`;
  const result = isToCome ? 'to-do' : left === 0 ? 'done' : 'skipped';
  return [cut(`${markOf(result, palette)}  ${palette.dim(`${range} ${words}`)}`, columns)];
}

function stepLines(step: ReportStep, medium: Medium): string[] {
  const { palette, columns } = medium;
  const { result, actions } = step;
  const lead = `${markOf(result, palette)} ${stepLabel(step).padStart(3)}  `;
  const room = columns - stringWidth(lead);
  const paint = result === 'done' || result === 'to-do' ? (text: string): string => text : painterOf(result, palette);
  const title = oneLine(step.title);
  if (result !== 'current') {
    const note = noteOf(step, medium);
    const fits = stringWidth(title) + stringWidth(note) + 2 <= room;
    return [lead + paint(cut(title, room)) + (fits && note !== '' ? palette.dim(`  ${note}`) : '')];
  }
  const [first = '', ...others] = wrap(title, room);
  const indent = ' '.repeat(stringWidth(lead));
  const parts = actions.length > 1 ? actions.map((action) => partLine(action, indent, medium)) : [];
  const failed = actions.find((action) => action.result === 'failed');
  const why = failed === undefined ? [] : [indent + palette.bad(cut(`failed: ${oneLine(failed.detail)}`, room))];
  return [lead + paint(first), ...others.map((line) => indent + paint(line)), ...parts, ...why];
}

function partLine({ title, result }: ReportStep['actions'][number], indent: string, medium: Medium): string {
  const text = cut(oneLine(title), medium.columns - indent.length - 4);
  return `${indent}${markOf(result, medium.palette)} ${result === 'current' ? medium.palette.bold(text) : text}`;
}

/** When it was done, or why not. */
function noteOf({ result, actions }: ReportStep, medium: Medium): string {
  const last = actions.findLast(({ at }) => at !== null);
  if (last === undefined) return '';
  if (result === 'done') return last.at === null ? '' : timeOfDay(last.at, medium);
  if (result === 'skipped') return `skipped: ${oneLine(last.detail)}`;
  return result === 'given-up' ? 'left undone' : '';
}
