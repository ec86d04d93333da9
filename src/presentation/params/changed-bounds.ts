import type { ChangedBound } from '../../core/engine/bounds/changed.ts';
import type { Medium } from '../text/palette.ts';
import { wrap } from '../text/wrap.ts';
import { FAILURE_NAMES, sayTime, timesTable } from './takeover-times.ts';

/** The takeover times that a change affects, before and after it; empty if it affects none. */
export function changedBoundsInFull(bounds: readonly ChangedBound[], { columns, palette }: Medium): string[] {
  if (bounds.length === 0) return [];
  const rows = bounds.flatMap((bound) =>
    (['before', 'after'] as const).map((when) => {
      const { shortestMs, typicalMs, longestMs } = bound[when];
      return [when === 'before' ? nameOf(bound) : '', when, ...[shortestMs, typicalMs, longestMs].map(sayTime)];
    }),
  );
  const said = bounds.flatMap((bound) => wordsOn(bound, columns).map(isDanger(bound) ? palette.bad : palette.dim));
  return [
    ...wrap('Changed takeover times, from the failure to the decision to take over, not including hooks:', columns),
    ...timesTable(['failure', '', 'shortest', 'typical', 'longest'], rows, 2),
    ...said,
  ];
}

/** The same in a sentence. */
export function changedBoundsInShort(bounds: readonly ChangedBound[], { columns }: Medium): string[] {
  if (bounds.length === 0) return [];
  const [one = '', ...others] = [...new Set(bounds.map(({ failure }) => FAILURE_NAMES[failure]))];
  const last = others.pop();
  const names = last === undefined ? one : `${[one, ...others].join(', ')} and ${last}`;
  const danger = bounds.some(isDanger)
    ? ' A backup that is cut off would take over although the other server is active.'
    : '';
  return wrap(`Takeover times changed: ${names}.${danger} See switchover params bounds.`, columns);
}

function nameOf({ failure, backup }: ChangedBound): string {
  const name = FAILURE_NAMES[failure];
  return backup.length === 1 ? `${name}, ${backup[0]} backup` : name;
}

function isDanger({ before, after }: ChangedBound): boolean {
  return after.note?.startsWith('DANGER') === true && after.note !== before.note;
}

/** Why there is never a takeover any more, or what the new times mean. */
function wordsOn(bound: ChangedBound, columns: number): string[] {
  const { before, after } = bound;
  if (after.never !== null) return wrap(`${nameOf(bound)}: never, because ${after.never}.`, columns, 2);
  return before.note === after.note || after.note === null ? [] : wrap(`${nameOf(bound)}: ${after.note}.`, columns, 2);
}
