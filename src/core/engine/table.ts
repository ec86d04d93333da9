import type { EventKey } from './event.ts';
import type { Row } from './row.ts';
import { completeRow } from './row.ts';
import { backupRows } from './rules/backup.ts';
import { endingRows } from './rules/ending.ts';
import { modeRows } from './rules/mode.ts';
import { moduleRows } from './rules/module.ts';
import { primaryRows } from './rules/primary.ts';
import { reconnectingRows } from './rules/reconnecting.ts';
import { startRows } from './rules/start.ts';
import type { Place } from './state.ts';

/** Every rule of the engine. Order matters: for a place and an event, the first row whose guard holds decides. */
export const TABLE: readonly Row[] = [
  ...startRows,
  ...primaryRows,
  ...moduleRows,
  ...modeRows,
  ...backupRows,
  ...reconnectingRows,
  ...endingRows,
].map(completeRow);

/** Rows by event and place, in table order, so that a step looks only at those that can fire. */
export type TableIndex = ReadonlyMap<EventKey, ReadonlyMap<Place, readonly Row[]>>;

export function indexTable(table: readonly Row[]): TableIndex {
  const index = new Map<EventKey, Map<Place, Row[]>>();
  for (const row of table) {
    for (const key of row.on) {
      const places = index.get(key) ?? new Map<Place, Row[]>();
      index.set(key, places);
      for (const place of row.in) {
        const rows = places.get(place);
        if (rows === undefined) places.set(place, [row]);
        else rows.push(row);
      }
    }
  }
  return index;
}

export function rowsAt(index: TableIndex, place: Place, key: EventKey): readonly Row[] {
  return index.get(key)?.get(place) ?? NO_ROWS;
}

const NO_ROWS: readonly Row[] = [];
