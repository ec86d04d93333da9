/** Which rows of the table are evaluated in a run: any other row cannot make a difference, however it is broken. */
import { guard, type Row } from '../../src/core/engine/row.ts';
import type { TableIndex } from '../../src/core/engine/table.ts';
import { indexTable } from '../../src/core/engine/table.ts';

export interface WatchedTable {
  readonly index: TableIndex;
  /** The rows that were evaluated since the last call, and those of them that fired. */
  readonly take: () => { readonly asked: ReadonlySet<number>; readonly fired: ReadonlySet<number> };
}

export function watchTable(table: readonly Row[]): WatchedTable {
  let asked = new Set<number>();
  let fired = new Set<number>();
  const watched = table.map((row): Row => {
    const { number, when } = row;
    const ask = guard(when?.name ?? 'always', (state, event) => {
      asked.add(number);
      const holds = when === null || when.holds(state, event);
      if (holds) fired.add(number);
      return holds;
    });
    return { ...row, when: ask };
  });
  const take: WatchedTable['take'] = () => {
    const seen = { asked, fired };
    asked = new Set();
    fired = new Set();
    return seen;
  };
  return { index: indexTable(watched), take };
}
