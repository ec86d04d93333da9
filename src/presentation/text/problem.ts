import type { Problem } from '../../core/problem.ts';
import type { Medium } from './palette.ts';
import { textTable } from './plain-table.ts';
import { printable } from './printable.ts';
import { wrap } from './wrap.ts';

/**
 * One problem as text: what, why, where, what to do.
 *
 * ```
 * Error: port 3633 is already in use (port-in-use)
 *   why:   another program listens on 127.0.0.1:3633
 *   where: pair.yaml:5:14
 *   do:    stop that program, or give this server another port in the pair file
 * ```
 */
export function renderProblem(problem: Problem, medium: Medium): string {
  const { palette, columns } = medium;
  const paint = problem.severity === 'error' ? palette.bad : palette.caution;
  const head = problem.severity === 'error' ? 'Error' : 'Warning';
  const lines = wrap(printable(`${head}: ${problem.what} (${problem.code})`), columns, 2);
  const first = lines[0] ?? '';
  const body = [paint(palette.bold(first.slice(0, head.length + 1))) + first.slice(head.length + 1), ...lines.slice(1)];
  const rows: readonly (readonly [string, string | null])[] = [
    ['why:  ', problem.why],
    ['where:', problem.where],
    ['do:   ', problem.do],
  ];
  const said = rows.flatMap(([label, value]) =>
    value === null || value === '' ? [] : [[`  ${palette.dim(label)}`, printable(value)]],
  );
  return [...body, ...textTable(said, columns, { between: ' ' })].join('\n');
}
