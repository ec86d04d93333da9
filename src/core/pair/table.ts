import type { EventKey } from './event.ts';
import type { Row } from './row.ts';
import { backupRows } from './rules/backup.ts';
import { endingRows } from './rules/ending.ts';
import { modeRows } from './rules/mode.ts';
import { moduleRows } from './rules/module.ts';
import { primaryRows } from './rules/primary.ts';
import { reconnectingRows } from './rules/reconnecting.ts';
import { startRows } from './rules/start.ts';
import type { Place } from './state.ts';

/** Every rule of the engine. The order matters: for a place and an event, the first row whose guard holds decides. */
export const TABLE: readonly Row[] = [
  ...startRows,
  ...primaryRows,
  ...moduleRows,
  ...modeRows,
  ...backupRows,
  ...reconnectingRows,
  ...endingRows,
];

/** Rows by place and event, in table order, so that a step looks at the few that can fire. */
export type TableIndex = ReadonlyMap<string, readonly Row[]>;

export function indexTable(table: readonly Row[]): TableIndex {
  const index = new Map<string, Row[]>();
  for (const row of table) {
    for (const place of row.in) {
      for (const key of row.on) {
        const slot = `${place} ${key}`;
        const rows = index.get(slot);
        if (rows === undefined) index.set(slot, [row]);
        else rows.push(row);
      }
    }
  }
  return index;
}

export function rowsAt(index: TableIndex, place: Place, key: EventKey): readonly Row[] {
  return index.get(`${place} ${key}`) ?? [];
}
