import type { SetAsideItem, SetAsideList, SetAsideShown } from '../../core/results/tree.ts';
import { toTheSecond } from '../text/instants.ts';
import type { Medium } from '../text/palette.ts';
import { plainTable } from '../text/plain-table.ts';
import { printable } from '../text/printable.ts';
import { wrap } from '../text/wrap.ts';
import { entryChange } from './entry.ts';

/** One line each, newest first. */
export function renderSetAsideList({ pair, items }: SetAsideList, medium: Medium): string {
  if (items.length === 0) return `${pair}: nothing is set aside.`;
  const head = ['id', 'set aside', 'on', 'entries', 'in favour of'].map(medium.palette.dim);
  const rows = items.map(({ id, at, server, entries, replacedBy }) => [
    id,
    toTheSecond(at, medium),
    `${server.name} (${server.letter})`,
    String(entries),
    replacedBy ?? '',
  ]);
  return plainTable([head, ...rows], { alignment: ['left', 'left', 'left', 'right'] }).join('\n');
}

const STATES: Readonly<Record<SetAsideItem['state'], string>> = {
  same: 'the same is there now',
  conflict: 'CONFLICT: something else is there now',
  missing: 'not there now',
};

/** Each entry that was set aside, and what a restore would change on the active server. */
export function renderSetAside(facts: SetAsideShown, medium: Medium): string {
  const { palette, columns } = medium;
  const { id, at, server, replacedBy, items } = facts;
  const whose = replacedBy === null ? 'the other server' : replacedBy;
  const head = `${id}: set aside on ${server.name} (${server.letter}) at ${toTheSecond(at, medium)}, because the data of ${whose} counts. What a restore would do:`;
  const blocks = items.map((item) => {
    const { path, aside, current, state, changedAt, changedBy } = item;
    if (state === 'same') return [`= ${printable(path)}  ${palette.dim(`(${STATES.same})`)}`];
    const paint = state === 'conflict' ? palette.caution : palette.dim;
    const who =
      changedAt === null
        ? 'it had been removed'
        : `written ${toTheSecond(changedAt, medium)} by ${printable(changedBy ?? '')}`;
    return [
      ...entryChange({ path, before: current, after: aside }, medium),
      `    ${paint(`${STATES[state]}; ${who}`)}`,
    ];
  });
  return [...wrap(head, columns, 2), ...blocks.flat()].join('\n');
}
