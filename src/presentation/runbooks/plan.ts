/** The plan of a procedure on a terminal. */
import type { ProcedurePlan } from '../../core/runbooks/plan.ts';
import type { ReadinessState } from '../../core/runbooks/readiness.ts';
import type { Medium, Palette } from '../text/palette.ts';
import { plainTable, textTable } from '../text/plain-table.ts';
import { printable } from '../text/printable.ts';
import { shellWord } from '../text/shell-word.ts';
import { wrap } from '../text/wrap.ts';
import { type PartContent, planContent, type StepContent } from './plan-content.ts';
import { oneLine } from './step-words.ts';

/** Longer lines are hard to read. */
const LONGEST_LINE = 100;
/** Width of a step's number, with the space behind it. */
const INDENT = 5;

export function renderPlan(plan: ProcedurePlan, medium: Medium): string {
  const fitting = { ...medium, columns: Math.min(medium.columns, LONGEST_LINE) };
  const { palette, columns } = fitting;
  const { overview } = plan;
  const { title, servers, cautions, steps } = planContent(plan);
  const part = (head: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [[palette.accent(head), ...lines].join('\n')];
  const table = [
    ['server', 'before', 'afterwards'].map(palette.dim),
    ...servers.map(({ name, before, afterwards }) => [name, before, afterwards].map(oneLine)),
  ];
  return [
    wrap(oneLine(title), columns, 2).map(palette.bold).join('\n'),
    wrap(oneLine(overview.summary), columns).join('\n'),
    plainTable(table).join('\n'),
    ...part('Checks', checks(plan, fitting)),
    ...part('Cautions', items(cautions, columns).map(palette.caution)),
    ...part('Terms', terms(overview.terms, columns)),
    ...part('Before you begin', items(overview.before, columns)),
    palette.accent('Steps'),
    ...steps.map((step) => stepLines(step, fitting).join('\n')),
    ...part('Afterwards', items(overview.afterwards, columns)),
  ].join('\n\n');
}

function checks({ checks: all, ready, servers }: ProcedurePlan, { palette, columns }: Medium): string[] {
  if (all.length === 0) return [];
  const failed = all.filter(({ state }) => state === 'error').length;
  const verdict = ready
    ? palette.good('  Ready.')
    : palette.bad(palette.bold(`  NOT READY: ${failed === 1 ? '1 check' : `${failed} checks`} failed.`));
  const rows = all.map(({ state, server, what, do: next }) => [
    `  ${painterOf(state, palette)(state)}`,
    server === null ? 'pair' : oneLine(servers[server]),
    oneLine(next === null ? what : `${what}: ${next}`),
  ]);
  return [verdict, ...textTable(rows, columns)];
}

function painterOf(state: ReadinessState, palette: Palette): (text: string) => string {
  return { ok: palette.good, warning: palette.caution, error: palette.bad, unknown: palette.caution }[state];
}

function items(all: readonly string[], columns: number): string[] {
  return all.flatMap((item) => wrap(`  - ${oneLine(item)}`, columns, 4));
}

function terms(all: ProcedurePlan['overview']['terms'], columns: number): string[] {
  return all.flatMap(([term, meaning]) => wrap(`  - ${oneLine(`${term}: ${meaning}`)}`, columns, 4));
}

function stepLines(step: StepContent, medium: Medium): string[] {
  const { palette, columns } = medium;
  const pad = ' '.repeat(INDENT);
  const below = (text: string, indent = INDENT): string[] => wrap(pad + oneLine(text), columns, indent);
  const [first = '', ...others] = wrap(oneLine(step.title), columns - INDENT);
  return [
    [`${step.label.padStart(INDENT - 2)}  ${first}`, ...others.map((line) => pad + line)].map(palette.bold).join('\n'),
    ...(step.onlyIf === null ? [] : below(step.onlyIf).map(palette.caution)),
    ...below(step.why),
    ...step.cautions.flatMap((caution) => below(`Caution: ${caution}`, INDENT + 9).map(palette.caution)),
    ...step.parts.flatMap((part) => partLines(part, medium)),
    ...below(`Done when ${step.doneWhen}.`).map(palette.good),
    ...(step.back === null ? [] : below(`To go back: ${step.back}`, INDENT + 12).map(palette.dim)),
  ];
}

function partLines({ title, command, lines }: PartContent, { palette, columns }: Medium): string[] {
  const pad = ' '.repeat(INDENT);
  if (command !== null) {
    const where = oneLine(command.where);
    const run = title === null ? `Run ${where}:` : `${oneLine(title)} (run ${where}):`;
    // Not wrapped, so that it can be copied.
    const words = printable(command.words.map(shellWord).join(' '));
    return [...wrap(`${pad}${run}`, columns, INDENT), palette.bold(`${pad}  ${words}`)];
  }
  const head = title === null ? [] : wrap(`${pad}${oneLine(title)}:`, columns, INDENT);
  if (lines.length === 1) return [...head, ...wrap(`${pad}- ${oneLine(lines[0]!)}`, columns, INDENT + 2)];
  return [
    ...head,
    ...lines.flatMap((line, index) => wrap(`${pad}${index + 1}. ${oneLine(line)}`, columns, INDENT + 3)),
  ];
}
