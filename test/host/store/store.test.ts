import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeCommit } from '../../../src/core/replication/local-change.ts';
import type { AsideItem, Row } from '../../../src/core/replication/replica.ts';
import { BUCKETS, LEVELS, NOTHING } from '../../../src/core/replication/replica.ts';
import type { Store } from '../../../src/host/store/store.ts';
import { caught } from '../../support/caught.ts';
import type { MemoryReplica } from '../../support/memory-replica.ts';
import { replicatedPair } from '../../support/replicated-pair.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { change, contentsOf, EVERYTHING, newFile, opened, written } from '../../support/text-store.ts';

const WRITER = join(import.meta.dirname, '..', '..', 'processes', 'store-writer.ts');
const LIMITS = [{ since: 1, scope: '{}' }];

describe('a store', () => {
  it('holds after it is opened again what was committed, and nobody else may read it', () => {
    const file = newFile();
    const first = opened(file);
    expect(first.damage).toBeNull();
    change(first.store, 'one', { a: '1', b: '2' });
    change(first.store, 'two', { a: '3', b: null });
    first.store.commit({ ...NOTHING, incomplete: true, limits: LIMITS });
    const before = contentsOf(first.store);
    first.close();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    chmodSync(file, 0o644);
    const { store, damage } = opened(file);
    expect(damage).toBeNull();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(contentsOf(store)).toEqual(before);
    expect(store.row('a')).toMatchObject({ position: { term: 1, number: 2 }, content: '3' });
    expect([store.row('b'), store.count(), store.limits(), store.isIncomplete()]).toEqual([null, 1, LIMITS, true]);
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

  it('pages through its changes, the newest first', () => {
    const { store } = opened(newFile(), { kept: 4 });
    for (let number = 1; number <= 5; number += 1) change(store, `id ${number}`, { key: `${number}` });
    const newest = (number: number, changes: number, bytes = 1e6): readonly string[] =>
      store.changesBefore(number, { changes, bytes }).map(({ id }) => id);
    expect([newest(6, 2), newest(4, 10), newest(2, 10), newest(6, 10, 1)]).toEqual([
      ['id 5', 'id 4'],
      ['id 3', 'id 2'],
      [],
      ['id 5'],
    ]);
  });

  it.each([
    ['letters', 'x'],
    ['letters of two bytes', 'é'],
    ['letters of two halves', '\u{1f600}'],
    ['NULs', '\0'],
  ])('cuts its log at the same size after it is opened again: %s', (_, letter) => {
    const lengths = [false, true].map((reopens) => {
      const file = newFile();
      let { store, close } = opened(file);
      for (let number = 1; number <= 100; number += 1) {
        if (reopens && number === 30) {
          close();
          ({ store, close } = opened(file));
        }
        change(store, `${number}`, { key: letter.repeat(12_000) });
      }
      return store.log().last - store.logBase();
    });
    const most = Math.floor(1_000_000 / Buffer.byteLength(JSON.stringify([['key', letter.repeat(12_000)]])));
    expect(lengths).toEqual([most, most]);
  });

  it('holds any text as it is, or refuses it', () => {
    const text = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) });
    const whole = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(fc.array(fc.oneof(text, whole), { minLength: 6, maxLength: 6 }), (texts) => {
        const [key, content, id, by, reason, request] = texts as [string, string, string, string, string, string];
        const file = newFile();
        const { store, close } = opened(file);
        const made = { id, at: 'then', by, reason, request, writes: [{ key, content }] };
        const commit = (): void => store.commit(changeCommit(store, 1, made));
        if (texts.every((each) => each.isWellFormed())) commit();
        else expect(commit).toThrow('half of a character');
        const before = contentsOf(store);
        close();
        const again = opened(file);
        expect(again.damage).toBeNull();
        expect(contentsOf(again.store)).toEqual(before);
        again.close();
      }),
      { numRuns: 50 },
    );
  });

  it('refuses a log to begin anew whose last change has half of a character as its id', () => {
    const { store } = opened(newFile());
    const restart = { log: { terms: [{ term: 1, first: 1 }], last: 2 }, id: '\ud800' };
    expect(() => store.commit({ ...NOTHING, restart })).toThrow('half of a character');
    expect(store.log().last).toBe(0);
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
    const { application_id: mark } = database.prepare('PRAGMA application_id').get() as { application_id: number };
    database.exec(`PRAGMA user_version = 2; PRAGMA application_id = ${mark + 1}`);
    database.close();
    const { problem } = await caught((async () => opened(file))());
    expect(problem).toMatchObject({ code: 'store-newer', where: file });
    expect(readdirSync(join(file, '..'))).toEqual(['tree.db', 'tree.db.lock']);
  });
});

describe('a snapshot', () => {
  it('has the rows of one moment, in pieces, whatever is committed in between', () => {
    const { store } = opened(newFile());
    change(store, 'one', { a: '1', b: '1', c: '1', d: '1', z: '1' });
    const snapshot = store.snapshot('a', 'z');
    change(store, 'two', { a: '2', b: null, c: '2', bb: '2' });
    const pieces = [snapshot.next(3), snapshot.next(3), snapshot.next(3)];
    expect(pieces.map((rows) => rows.map(({ key, content }) => `${key} ${content}`))).toEqual([
      ['a 1', 'b 1', 'c 1'],
      ['d 1'],
      [],
    ]);
    expect([snapshot.log.last, store.log().last]).toEqual([1, 2]);
    snapshot.close();
    snapshot.close();
    const later = store.snapshot('', 'c');
    expect(later.next(10).map(({ key }) => key)).toEqual(['a', 'bb']);
    expect(later.log.last).toBe(2);
  });

  it('lets the WAL file grow only as long as it is open', () => {
    const file = newFile();
    const { store } = opened(file);
    const walBytes = (): number => statSync(`${file}-wal`).size;
    const snapshot = store.snapshot('', 'z');
    for (let round = 1; round <= 20; round += 1) change(store, `${round}`, { a: `${round}`.repeat(500_000) });
    expect(walBytes()).toBeGreaterThan(16 * 1024 * 1024);
    snapshot.close();
    for (let round = 1; round <= 3; round += 1) change(store, `small ${round}`, { a: 'small' });
    expect(walBytes()).toBeLessThan(9 * 1024 * 1024);
  });

  it('that nobody closed ends with the store, whose file then holds everything', () => {
    const file = newFile();
    const { store, close } = opened(file);
    change(store, 'one', { a: '1' });
    store.snapshot('', 'z').next(1);
    change(store, 'two', { a: '2' });
    close();
    expect(readdirSync(join(file, '..'))).toEqual(['tree.db', 'tree.db.lock']);
    expect(opened(file).store.row('a')?.content).toBe('2');
  });
});

describe('a first copy', () => {
  /** How SQLite finds rows by ranges of keys. */
  function planOf(file: string): unknown {
    const database = new DatabaseSync(file);
    const plan = database.prepare('EXPLAIN QUERY PLAN SELECT * FROM "row" WHERE key > ? ORDER BY key').all('');
    database.close();
    return plan;
  }

  it('can be interrupted, is found by ranges of keys all the time, and in the end quickly', () => {
    const file = newFile();
    const first = opened(file);
    const row = (key: string) => ({ key, position: { term: 1, number: 1 }, content: key });
    first.store.commit({ ...NOTHING, incomplete: true });
    first.store.commit({ ...NOTHING, put: ['c', 'a', 'd'].map(row) });
    const keys = (store: Store<string>): readonly string[] => store.rowsBetween('a', 'd', 10).map(({ key }) => key);
    expect(keys(first.store)).toEqual(['a', 'c']);
    expect(
      first.store
        .snapshot('b', 'z')
        .next(9)
        .map(({ key }) => key),
    ).toEqual(['c', 'd']);
    first.close();
    expect(planOf(file)).toMatchObject([{ detail: expect.not.stringContaining('INDEX') }, {}]);
    const second = opened(file);
    expect(second.damage).toBeNull();
    second.store.commit({ ...NOTHING, put: [row('b')] });
    second.store.commit({ ...NOTHING, incomplete: false });
    second.store.commit({ ...NOTHING, put: [row('aa')] });
    expect(keys(second.store)).toEqual(['a', 'aa', 'b', 'c']);
    second.close();
    expect(planOf(file)).toMatchObject([{ detail: expect.stringContaining('USING INDEX row_key') }]);
    expect(keys(opened(file).store)).toEqual(['a', 'aa', 'b', 'c']);
  });
});

it('a change that was confirmed survives kill -9 of the process that made it, 10 times in a row', async () => {
  const file = newFile();
  let confirmed = 0;
  for (let round = 1; round <= 10; round += 1) {
    const child = spawn(process.execPath, [WRITER, file], { stdio: ['ignore', 'pipe', 'inherit'] });
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
