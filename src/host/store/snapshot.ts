/** The rows of a range of keys as they are at one moment, while commits go on. */
import { DatabaseSync } from 'node:sqlite';
import type { LogEnd } from '../../core/replication/position.ts';
import type { Row } from '../../core/replication/replica.ts';
import type { StoredRow } from './check.ts';

export interface Snapshot<Content> {
  /** How far the log went at that moment. */
  readonly log: LogEnd;
  /** The next rows in the order of their keys, at most so many. None: that was all. */
  readonly next: (most: number) => readonly Row<Content>[];
  /** Has to be called: until then, the WAL file of the store grows with every commit. May be called again. */
  readonly close: () => void;
}

/** Begins now. Reads over a connection of its own, which blocks no commit and is blocked by none. */
export function takeSnapshot<Content>(
  {
    file,
    from,
    before,
    log,
  }: { readonly file: string; readonly from: string; readonly before: string; readonly log: LogEnd },
  rowOf: (stored: StoredRow) => Row<Content>,
): Snapshot<Content> {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    // What is read first decides which moment it is.
    database.exec('BEGIN; SELECT last FROM state');
    const select = database.prepare('SELECT * FROM "row" WHERE key >= ? AND key < ? ORDER BY key');
    const found = select.iterate(from, before) as unknown as Iterator<StoredRow>;
    return {
      log,
      next: (most) => {
        const rows: Row<Content>[] = [];
        while (rows.length < most) {
          const { done, value } = found.next();
          if (done === true) break;
          rows.push(rowOf(value));
        }
        return rows;
      },
      close: () => {
        if (database.isOpen) database.close();
      },
    };
  } catch (error) {
    database.close();
    throw error;
  }
}
