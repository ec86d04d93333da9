/** Stores of texts, for tests. */
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { changeCommit } from '../../src/core/replication/local-change.ts';
import type { AsideItem } from '../../src/core/replication/replica.ts';
import { type OpenedStore, openStore, type Store } from '../../src/host/store/store.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const EVERYTHING = ['', '\u{10ffff}', 1_000_000] as const;
const same = (text: string): string => text;

/** Opened until the test ends, or is closed by it. */
export function opened(
  file: string,
  more: { kept?: number; setAside?: (items: readonly AsideItem<string>[]) => void } = {},
) {
  const kept = { changes: more.kept ?? 1_000, bytes: 1_000_000 };
  const answer: OpenedStore<string> = openStore({
    file,
    write: same,
    read: same,
    setAside: more.setAside ?? (() => undefined),
    kept,
  });
  let isOpen = true;
  const close = (): void => {
    if (isOpen) answer.store.close();
    isOpen = false;
  };
  onTestFinished(close);
  return { ...answer, close };
}

export function newFile(): string {
  return join(temporaryFolder(), 'tree.db');
}

export function change(
  store: Store<string>,
  id: string,
  writes: Readonly<Record<string, string | null>>,
  request = id,
): void {
  const all = Object.entries(writes).map(([key, content]) => ({ key, content }));
  store.commit(changeCommit(store, 1, { id, at: 'then', by: 'admin', reason: 'why', request, writes: all }));
}

/** Everything that a store answers. */
export function contentsOf(store: Store<string>): unknown {
  return {
    rows: store.rowsBetween(...EVERYTHING),
    changes: store.changesAfter(store.logBase(), { changes: 1_000_000, bytes: 1e9 }),
    log: store.log(),
    base: [store.logBase(), store.idAt(store.logBase())],
    marks: [store.isIncomplete(), store.limits(), store.count()],
    hashes: [0, 1, 2].map((level) => Array.from({ length: 16 ** level }, (_, index) => store.hashOf(level, index))),
  };
}

/** A file with this many changes in it, closed. */
export function written(changes: number): string {
  const file = newFile();
  const { store, close } = opened(file);
  for (let number = 1; number <= changes; number += 1) {
    change(store, `id ${number}`, { [`key ${number}`]: `value ${number} `.repeat(20), shared: `${number}` });
  }
  close();
  return file;
}

/** A file whose log began anew with data from another server, and went on. */
