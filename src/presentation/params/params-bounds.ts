/** Takeover times for an administrator: the table first, then how each number is calculated. */
import type { TakeoverBound } from '../../core/engine/bounds/takeover.ts';
import type { BoundTerm } from '../../core/engine/bounds/terms.ts';
import type { Bounds, ComparedBound } from '../../core/results/parameters.ts';
import { sayDuration } from '../text/durations.ts';
import type { Medium, Palette } from '../text/palette.ts';
import { type TableRow, textTable } from '../text/plain-table.ts';
import { wrap } from '../text/wrap.ts';
import { FAILURE_NAMES, sayTime, timesTable } from './takeover-times.ts';

export function renderBounds(facts: Bounds, medium: Medium): string {
  const { columns, palette } = medium;
  const under = facts.file ?? (facts.pair === null ? 'the defaults' : `the values in force in ${facts.pair}`);
  const set = Object.entries(facts.set).map(([name, value]) => `${name} = ${String(value)}`);
  const also = set.length === 0 ? '' : ` and ${set.join(', ')}`;
  const head = `Time from the failure to the decision to take over, with server ${facts.server} as the backup and ${under}${also}. Hooks are not included.`;
  const sums = facts.bounds.flatMap((bound) => ['', ...describe(bound, medium)]);
  return [
    ...wrap(head, columns),
    '',
    ...table(facts, medium),
    '',
    palette.bold('How the times are calculated'),
    ...sums,
  ].join('\n');
}

function table({ bounds }: Bounds, { palette }: Medium): string[] {
  const compared = bounds.some(({ before }) => before !== null);
  const head = ['failure', 'shortest', 'typical', 'longest', ...(compared ? ['longest before'] : [])];
  const rows = bounds.map((bound) => {
    const times = [bound.shortestMs, bound.typicalMs, bound.longestMs].map(sayTime);
    const was = bound.before === null ? [] : [sayChange(bound, bound.before)];
    const isDanger = bound.note?.startsWith('DANGER') === true;
    const name = FAILURE_NAMES[bound.failure];
    return [isDanger ? palette.bad(name) : name, ...times, ...was];
  });
  return timesTable(head, rows);
}

function sayChange(now: ComparedBound, before: NonNullable<ComparedBound['before']>): string {
  return now.longestMs === before.longestMs ? 'unchanged' : sayTime(before.longestMs);
}

function describe(bound: TakeoverBound, medium: Medium): string[] {
  const { columns, palette } = medium;
  const title = `${FAILURE_NAMES[bound.failure]}: ${bound.what}`;
  const lines = wrap(title, columns).map(palette.bold);
  if (bound.never !== null) lines.push(...wrap(`  Never: ${bound.never}.`, columns, 2));
  else if (bound.longestMs === 0) lines.push('  The backup decides immediately.');
  const terms = bound.terms.filter(({ longestMs }) => longestMs > 0).flatMap((term) => describeTerm(term, palette));
  lines.push(...textTable(terms, columns).map((line) => line.replaceAll(UNBROKEN, ' ')));
  if (bound.moduleFirst !== null) lines.push(...describeModuleFirst(bound.moduleFirst, columns));
  if (bound.note !== null) lines.push(...wrap(`  Note: ${bound.note}.`, columns, 2));
  return lines;
}

/** As wide as the longest range of usual times, so that all failures line up; a longer range has its own line. */
const SPAN_WIDTH = 20;

function describeTerm(term: BoundTerm, palette: Palette): TableRow[] {
  const [from, to] = [term.shortestMs === 0 ? '0' : sayDuration(term.shortestMs), sayDuration(term.longestMs)];
  const span = `  ${term.shortestMs === term.longestMs || from === to ? to : `${from} to ${to}`}`;
  const beside = ' '.repeat(SPAN_WIDTH);
  // A name broken over two lines cannot be found by searching.
  const names = term.parameters.map((name) => name.replaceAll(' ', UNBROKEN)).join(', ');
  return [
    ...(span.length > SPAN_WIDTH ? [[span], [beside, term.what]] : [[span.padEnd(SPAN_WIDTH), term.what]]),
    ...(names === '' ? [] : [[beside, palette.dim(names)]]),
  ];
}

const UNBROKEN = '\u00a0';

function describeModuleFirst({ shortestMs, longestMs }: TakeoverBound, columns: number): string[] {
  const text =
    `  With these values the module monitor may decide first, because the module on that server does not answer either: ` +
    `after ${sayTime(shortestMs)} to ${sayTime(longestMs)}. The times above include both.`;
  return wrap(text, columns, 2);
}
