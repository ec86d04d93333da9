import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { changeCommit } from '../../../src/core/replication/local-change.ts';
import type { AsideItem, Row } from '../../../src/core/replication/replica.ts';
import { BUCKETS, LEVELS, NOTHING } from '../../../src/core/replication/replica.ts';
import { type OpenedStore, openStore, type Store } from '../../../src/host/store/store.ts';
import { caught } from '../../support/caught.ts';
import type { MemoryReplica } from '../../support/memory-replica.ts';
import { replicatedPair } from '../../support/replicated-pair.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const EVERYTHING = ['', '\u{10ffff}', 1_000_000] as const;
const same = (text: string): string => text;

/** Opened until the test ends, or is closed by it. */
function opened(file: string, more: { kept?: number; setAside?: (items: readonly AsideItem<string>[]) => void } = {}) {
  const kept = { changes: more.kept ?? 1_000, characters: 1_000_000 };
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

function newFile(): string {
  return join(temporaryFolder(), 'tree.db');
}

function change(store: Store<string>, id: string, writes: Readonly<Record<string, string | null>>, request = id): void {
  const all = Object.entries(writes).map(([key, content]) => ({ key, content }));
  store.commit(changeCommit(store, 1, { id, at: 'then', by: 'admin', reason: 'why', request, writes: all }));
}

/** Everything that a store answers. */
function contentsOf(store: Store<string>): unknown {
  return {
    rows: store.rowsBetween(...EVERYTHING),
    changes: store.changesAfter(store.logBase(), { changes: 1_000_000, bytes: 1e9 }),
    log: store.log(),
    base: [store.logBase(), store.idAt(store.logBase())],
    marks: [store.isIncomplete(), store.partialSince(), store.count()],
    hashes: [0, 1, 2].map((level) => Array.from({ length: 16 ** level }, (_, index) => store.hashOf(level, index))),
  };
}

/** A file with this many changes in it, closed. */
function written(changes: number): string {
  const file = newFile();
  const { store, close } = opened(file);
  for (let number = 1; number <= changes; number += 1) {
    change(store, `id ${number}`, { [`key ${number}`]: `value ${number} `.repeat(20), shared: `${number}` });
  }
  close();
  return file;
}

describe('a store', () => {
  it('holds after it is opened again what was committed, and nobody else may read it', () => {
    const file = newFile();
    const first = opened(file);
    expect(first.damage).toBeNull();
    change(first.store, 'one', { a: '1', b: '2' });
    change(first.store, 'two', { a: '3', b: null });
    first.store.commit({ ...NOTHING, incomplete: true, partialSince: 1 });
    const before = contentsOf(first.store);
    first.close();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { store, damage } = opened(file);
    expect(damage).toBeNull();
    expect(contentsOf(store)).toEqual(before);
    expect(store.row('a')).toMatchObject({ position: { term: 1, number: 2 }, content: '3' });
    expect([store.row('b'), store.count(), store.partialSince(), store.isIncomplete()]).toEqual([null, 1, 1, true]);
  });

  it('finds rows by ranges of keys, in their order, and changes by the request that made them', () => {
    const { store } = opened(newFile());
    change(store, 'one', { b: '1', a: '2', c: '3', ab: '4' }, 'request 1');
    const keys = (rows: readonly Row<string>[]): string[] => rows.map(({ key }) => key);
    expect(keys(store.rowsBetween('a', 'c', 10))).toEqual(['a', 'ab', 'b']);
    expect(keys(store.rowsBetween('a', 'c', 2))).toEqual(['a', 'ab']);
    expect(store.changeOfRequest('request 1')?.id).toBe('one');
    expect(store.changeOfRequest('request 2')).toBeNull();
  });

  it('keeps only the latest changes, by number and by size', () => {
    const { store } = opened(newFile(), { kept: 3 });
    for (let number = 1; number <= 5; number += 1) change(store, `id ${number}`, { key: `${number}` });
    expect([store.logBase(), store.idAt(2), store.idAt(1)]).toEqual([2, 'id 2', null]);
    expect(store.changesAfter(0, { changes: 10, bytes: 1e6 }).map(({ id }) => id)).toEqual(['id 3', 'id 4', 'id 5']);
    expect(store.changesAfter(3, { changes: 1, bytes: 1e6 }).map(({ id }) => id)).toEqual(['id 4']);
    expect(store.changesAfter(2, { changes: 10, bytes: 1 }).map(({ id }) => id)).toEqual(['id 3']);
    change(store, 'large', { key: 'x'.repeat(999_990) });
    expect([store.logBase(), store.log().last]).toEqual([5, 6]);
  });

  it('takes nothing of a commit that leaves a gap in the log, or whose items cannot be set aside', () => {
    const { store } = opened(newFile(), {
      setAside: () => {
        throw new Error('no space left on device');
      },
    });
    change(store, 'one', { a: '1' });
    const before = contentsOf(store);
    const [late] = changeCommit(store, 1, { id: 'x', at: '', by: '', reason: null, request: null, writes: [] }).append;
    const put = [{ key: 'b', position: { term: 1, number: 9 }, content: '2' }];
    const gap = { ...NOTHING, put, append: [{ ...late!, position: { term: 1, number: 9 } }] };
    expect(() => store.commit(gap)).toThrow('change 9 does not follow 1');
    const aside = [{ key: 'a', position: { term: 1, number: 1 }, content: null }];
    expect(() => store.commit({ ...NOTHING, put, remove: ['a'], incomplete: true, aside })).toThrow('no space left');
    expect(contentsOf(store)).toEqual(before);
    change(store, 'two', { a: '2' });
    expect(store.log().last).toBe(2);
  });

  it('of a later version is refused, and left as it is', async () => {
    const file = written(1);
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 2');
    database.close();
    const { problem } = await caught((async () => opened(file))());
    expect(problem).toMatchObject({ code: 'store-newer', where: file });
    expect(readdirSync(join(file, '..'))).toEqual(['tree.db']);
  });
});

describe('a damaged store', () => {
  it.each([
    ['is a text', (file: string) => writeFileSync(file, 'a text, and no database '.repeat(1_000))],
    ['ends in the middle', (file: string) => truncateSync(file, Math.floor(statSync(file).size / 2) - 100)],
    [
      'has a row that was changed without its hash',
      (file: string) => {
        const database = new DatabaseSync(file);
        database.exec(`UPDATE "row" SET content = 'changed' WHERE key = 'shared'`);
        database.close();
      },
    ],
    [
      'lacks a change in its log',
      (file: string) => {
        const database = new DatabaseSync(file);
        database.exec('DELETE FROM change WHERE number = 7');
        database.close();
      },
    ],
  ])('that %s is kept aside, and an empty one takes its place', (_, spoil) => {
    const file = written(20);
    spoil(file);
    const spoiled = readFileSync(file);
    const { store, damage, close } = opened(file);
    expect(damage?.why).toEqual(expect.any(String));
    expect(readFileSync(damage!.keptAs)).toEqual(spoiled);
    expect([store.count(), store.log().last]).toEqual([0, 0]);
    change(store, 'new', { a: '1' });
    close();
    expect(opened(file).store.row('a')?.content).toBe('1');
  });

  it('that was emptied is a new one', () => {
    const file = written(3);
    truncateSync(file, 0);
    expect(opened(file)).toMatchObject({ damage: null });
  });

  it('never shows a wrong row, wherever a byte of it was changed', () => {
    const sound = readFileSync(written(40));
    const folder = temporaryFolder();
    const reference = opened(written(40));
    const rows = contentsOf(reference.store);
    reference.close();
    let found = 0;
    for (let at = 20; at < sound.length; at += 397) {
      const file = join(folder, `${at}.db`);
      writeFileSync(file, sound);
      const fd = openSync(file, 'r+');
      writeSync(fd, Buffer.from([sound[at]! ^ 0x55]), 0, 1, at);
      closeSync(fd);
      const { store, damage, close } = opened(file);
      if (damage === null) expect(contentsOf(store)).toMatchObject({ rows: (rows as { rows: unknown }).rows });
      else found += 1;
      close();
    }
    expect(found).toBeGreaterThan(10);
  });
});

it('a change that was confirmed survives kill -9 of the process that made it, 10 times in a row', async () => {
  const file = newFile();
  const script = join(import.meta.dirname, '..', '..', 'processes', 'store-writer.ts');
  let confirmed = 0;
  for (let round = 1; round <= 10; round += 1) {
    const child = spawn(process.execPath, [script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(child, 'close');
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      // At another point each time.
      if (said.split('\n').length > round * 3) child.kill('SIGKILL');
    });
    await exited;
    const last = Number(said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1));
    expect(last).toBeGreaterThan(confirmed);
    confirmed = last;
    const { store, damage, close } = opened(file);
    expect(damage).toBeNull();
    const number = store.log().last;
    expect(number).toBeGreaterThanOrEqual(confirmed);
    expect([store.row('a')?.content, store.row('b')?.content, store.count()]).toEqual([
      `${number}`,
      `${number}`,
      number + 2,
    ]);
    close();
  }
});

it('two servers with stores replicate as those in memory do, and their stores say the same when they are opened again', () => {
  for (const seed of [1, 3, 4, 8]) {
    const folder = temporaryFolder();
    const stores = new Map<string, { readonly store: Store<string>; readonly close: () => void }>();
    const kept = seed === 3 ? 10 : 1_000;
    const replica = (letter: string): MemoryReplica<string> => {
      const aside: AsideItem<string>[] = [];
      const one = opened(join(folder, letter), { kept, setAside: (items) => aside.push(...items) });
      stores.set(letter, one);
      const rows = (): ReadonlyMap<string, Row<string>> =>
        new Map(one.store.rowsBetween(...EVERYTHING).map((row) => [row.key, row]));
      return { ...one.store, rows, aside: () => aside };
    };
    const run = (pair: ReturnType<typeof replicatedPair>) => {
      pair.takeOver('A');
      for (let event = 0; event < 300; event += 1) pair.act();
      pair.settle();
      return (['A', 'B'] as const).map((letter) =>
        [...pair.servers[letter].replica.rows().values()]
          .map(({ key, position, content }) => `${key} ${position.term}.${position.number} ${content}`)
          .toSorted(),
      );
    };
    const onDisk = run(replicatedPair(seed, { kept, scopes: seed === 4, replica }));
    expect(onDisk[0]).toEqual(onDisk[1]);
    for (const [letter, { store, close }] of stores) {
      const before = contentsOf(store);
      close();
      const again = opened(join(folder, letter), { kept });
      expect(again.damage).toBeNull();
      expect(contentsOf(again.store)).toEqual(before);
      expect(again.store.rowsOf(BUCKETS - 1)).toEqual([]);
      expect(again.store.hashOf(LEVELS, 0)).toEqual([0, 0, 0, 0]);
    }
  }
});
