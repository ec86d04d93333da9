/** What a store costs on top of plain `node:sqlite` with the same rows and settings, in one process. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { bucketOf } from '../../src/core/replication/hash-tree.ts';
import { changeCommit } from '../../src/core/replication/local-change.ts';
import { NOTHING, type Row as StoreRow } from '../../src/core/replication/replica.ts';
import { openStore, type Store } from '../../src/host/store/store.ts';
import { type Bench, limitRow, type Row } from './row.ts';

const ROWS = 1_000_000;
const BATCH = 1_000;
const SINGLE = 1_000;
const MOST_RUNS = 3;
const STORE = join(import.meta.dirname, '..', '..', 'src', 'host', 'store', 'store.ts');

export const bench: Bench = { name: 'store', run: measureStore };

interface Figures {
  readonly batches: number;
  readonly single: number;
  readonly opening: number;
  readonly megabytes: number;
}

async function measureStore(runs: number): Promise<Row[]> {
  const all: Figures[] = [];
  for (let run = 0; run < Math.min(runs, MOST_RUNS); run += 1) all.push(measureOnce());
  const row = (what: string, unit: Row['unit'], limit: number, of: (one: Figures) => number): Row =>
    limitRow(what, unit, limit, all.map(of));
  return [
    row(
      'a first copy of 1,000,000 rows, in batches of 1,000, against `node:sqlite`',
      'times',
      2,
      ({ batches }) => batches,
    ),
    row('one change in a transaction of its own, against `node:sqlite`', 'times', 2, ({ single }) => single),
    row('opening a store of 1,000,000 rows, against selecting all of them', 'times', 5, ({ opening }) => opening),
    row('memory of a process that opens it and exports all of it', 'MB', 250, ({ megabytes }) => megabytes),
  ];
}

function measureOnce(): Figures {
  const folder = mkdtempSync(join(tmpdir(), 'switchover-bench-'));
  const file = join(folder, 'store.db');
  const open = (): Store<string> => openStore({ file, write: same, read: same, setAside: () => undefined }).store;
  const plain = new DatabaseSync(join(folder, 'plain.db'));
  const store = open();
  try {
    plain.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    plain.exec('CREATE TABLE entry (key TEXT PRIMARY KEY, content TEXT, term INTEGER, number INTEGER, hash BLOB)');
    const insert = plain.prepare('INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?)');
    const hash = Buffer.alloc(16);
    const writePlain = (rows: readonly StoreRow<string>[]): void => {
      plain.exec('BEGIN IMMEDIATE');
      for (const { key, content } of rows) insert.run(key, content, 1, 1, hash);
      plain.exec('COMMIT');
    };
    const rows = Array.from({ length: ROWS }, (_, number) => rowOfNumber(number, 'first'));
    const floorMs = timed(() => {
      for (let from = 0; from < ROWS; from += BATCH) writePlain(rows.slice(from, from + BATCH));
    });
    rows.sort((one, other) => bucketOf(one.key) - bucketOf(other.key));
    const batchesMs = timed(() => {
      store.commit({ ...NOTHING, incomplete: true });
      for (let from = 0; from < ROWS; from += BATCH) store.commit({ ...NOTHING, put: rows.slice(from, from + BATCH) });
      store.commit({ ...NOTHING, incomplete: false });
    });
    rows.length = 0;
    let [singleFloorMs, singleMs] = [0, 0];
    for (let turn = 0; turn < SINGLE; turn += 1) {
      const row = rowOfNumber((turn * 9_973) % ROWS, 'second');
      singleFloorMs += timed(() => writePlain([row]));
      singleMs += timed(() => change(store, row));
    }
    store.close();
    const selectMs = timed(() => {
      for (const _ of plain.prepare('SELECT * FROM entry').iterate());
    });
    const openingMs = timed(() => void open().close());
    return {
      batches: batchesMs / floorMs,
      single: singleMs / singleFloorMs,
      opening: openingMs / selectMs,
      megabytes: megabytesToExport(file),
    };
  } finally {
    plain.close();
    rmSync(folder, { recursive: true });
  }
}

/** The peak memory of a process of its own, Node included, that opens a store and reads a snapshot of all its rows. */
function megabytesToExport(file: string): number {
  const script = `
    import { openStore } from ${JSON.stringify(STORE)};
    const same = (text) => text;
    const { store } = openStore({ file: ${JSON.stringify(file)}, write: same, read: same, setAside: () => undefined });
    const snapshot = store.snapshot('', '\\u{10ffff}');
    let rows = 0;
    for (let piece = snapshot.next(1_000); piece.length > 0; piece = snapshot.next(1_000)) rows += piece.length;
    store.close();
    if (rows !== ${ROWS}) throw new Error(rows + ' rows');
  `;
  const words = ['-r', join(import.meta.dirname, 'say-memory.cjs'), '--input-type=module', '-e', script];
  const { status, output } = spawnSync(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit', 'pipe'] });
  if (status !== 0) throw new Error('the store cannot be exported');
  return Number(output[3]) / 1024;
}

function same(text: string): string {
  return text;
}

function rowOfNumber(number: number, mail: string): StoreRow<string> {
  const key = `config\\users\\user ${number}`;
  const content = `{"class":"User","attributes":{"Extension":["${number}"],"Mail":["${mail}.${number}@example.net"]}}`;
  return { key, position: { term: 1, number: 1 }, content };
}

function change(store: Store<string>, { key, content }: StoreRow<string>): void {
  const writes = [{ key, content }];
  store.commit(changeCommit(store, 1, { id: key, at: '', by: 'bench', reason: null, request: null, writes }));
}

function timed(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}
