import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { changeCommit } from '../../../src/core/replication/local-change.ts';
import type { AsideItem, Row } from '../../../src/core/replication/replica.ts';
import { BUCKETS, LEVELS, NOTHING } from '../../../src/core/replication/replica.ts';
import { createDatabase } from '../../../src/host/store/schema.ts';
import { type OpenedStore, openStore, type Store } from '../../../src/host/store/store.ts';
import { caught } from '../../support/caught.ts';
import type { MemoryReplica } from '../../support/memory-replica.ts';
import { replicatedPair } from '../../support/replicated-pair.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const EVERYTHING = ['', '\u{10ffff}', 1_000_000] as const;
const WRITER = join(import.meta.dirname, '..', '..', 'processes', 'store-writer.ts');
const same = (text: string): string => text;

/** Opened until the test ends, or is closed by it. */
function opened(file: string, more: { kept?: number; setAside?: (items: readonly AsideItem<string>[]) => void } = {}) {
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

/** A file whose log began anew with data from another server, and went on. */
function restarted(): string {
  const file = newFile();
  const { store, close } = opened(file);
  const put = ['a', 'shared'].map((key) => ({ key, position: { term: 1, number: 9 }, content: 'copied' }));
  const log = { terms: [{ term: 1, first: 1 }], last: 9 };
  store.commit({ ...NOTHING, put, restart: { log, id: 'id 9' }, incomplete: true, partialSince: 3 });
  for (const id of ['id 10', 'id 11']) change(store, id, { shared: id });
  close();
  return file;
}

function textOf(file: string): string {
  const { store, close } = opened(file);
  const text = JSON.stringify(contentsOf(store));
  close();
  return text;
}

/** A file in a folder. */
function writtenIn(folder: string): string {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  return file;
}

/** A disk of its own; null where this machine lets nobody mount one. */
function mounted(options: string): string | null {
  const place = join(temporaryFolder(), 'disk');
  mkdirSync(place);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'none', place]).status !== 0) return null;
  onTestFinished(() => void execFileSync('umount', ['-l', place]));
  return place;
}

const PAGE = 4_096;
const pageOf = (at: number): number => at - (at % PAGE);

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
    chmodSync(file, 0o644);
    const { store, damage } = opened(file);
    expect(damage).toBeNull();
    expect(statSync(file).mode & 0o777).toBe(0o600);
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

describe('a store that cannot be used', () => {
  it('because it is open already is refused, here and in another process, until it is closed', async () => {
    const file = newFile();
    const first = opened(file);
    const again = async () => opened(file);
    expect((await caught(again())).problem).toMatchObject({ code: 'store-in-use', where: file });
    first.close();
    const child = spawn(process.execPath, [WRITER, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(child, 'close');
    await once(child.stdout, 'data');
    expect((await caught(again())).problem).toMatchObject({ code: 'store-in-use', where: file });
    child.kill('SIGKILL');
    await exited;
    expect((await again()).damage).toBeNull();
  });

  it.each([
    ['its folder is missing', (folder: string) => join(folder, 'missing', 'tree.db')],
    ['a folder has its name', (folder: string) => mkdirSync(join(folder, 'tree.db'), { recursive: true })!],
    ['its folder is a file', (folder: string) => join(writtenIn(folder), 'tree.db')],
  ])('because %s says where', async (_, fileIn) => {
    const file = fileIn(temporaryFolder());
    const { kind, problem } = await caught((async () => opened(file))());
    expect(kind).toBe('unreachable');
    expect(problem).toMatchObject({ code: 'store-unusable', where: file });
  });

  it('because nothing may be written there says where, and is left as it is', async ({ skip }) => {
    const place = mounted('size=1m');
    if (place === null) return skip('nothing can be mounted here');
    const file = join(place, 'tree.db');
    writeFileSync(file, readFileSync(written(3)));
    execFileSync('mount', ['-o', 'remount,ro', place]);
    const { problem } = await caught((async () => opened(file))());
    expect(problem).toMatchObject({ code: 'store-unusable', where: file });
    execFileSync('mount', ['-o', 'remount,rw', place]);
    expect(readdirSync(place)).toEqual(['tree.db']);
    expect(opened(file)).toMatchObject({ damage: null });
  });

  it('because there is no room for it says where', async ({ skip }) => {
    const place = mounted('size=16k');
    if (place === null) return skip('nothing can be mounted here');
    const { problem } = await caught((async () => opened(join(place, 'tree.db')))());
    expect(problem).toMatchObject({ code: 'store-unusable' });
  });
});

it('on a disk that was full when it was opened, a sound store is not taken for damaged', async ({ skip }) => {
  const place = mounted('size=1m');
  if (place === null) return skip('nothing can be mounted here');
  const file = join(place, 'tree.db');
  writeFileSync(file, readFileSync(written(5)));
  writeFileSync(`${file}.lock`, '');
  expect(() => writeFileSync(join(place, 'filler'), 'x'.repeat(2_000_000))).toThrow('no space left');
  const { problem } = await caught((async () => opened(file))());
  expect(problem.code).toBe('store-unusable');
  rmSync(join(place, 'filler'));
  const { store, damage } = opened(file);
  expect([damage, store.log().last]).toEqual([null, 5]);
});

it('on a full disk a store takes nothing of a commit, and goes on as soon as there is room', ({ skip }) => {
  const place = mounted('size=1m');
  if (place === null) return skip('nothing can be mounted here');
  const file = join(place, 'tree.db');
  const { store, close } = opened(file);
  change(store, 'small', { a: '1' });
  const filler = join(place, 'filler');
  writeFileSync(filler, 'x'.repeat(300_000));
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const before = contentsOf(store);
    const large = (): void => change(store, `large ${attempt}`, { a: null, [`b ${attempt}`]: 'x'.repeat(600_000) });
    expect(large).toThrow(/full/);
    expect(contentsOf(store)).toEqual(before);
    change(store, `small ${attempt}`, { a: `small ${attempt}` });
  }
  rmSync(filler);
  change(store, 'medium', { a: null, b: 'x'.repeat(100_000) });
  const before = contentsOf(store);
  close();
  const again = opened(file);
  expect(again.damage).toBeNull();
  expect(contentsOf(again.store)).toEqual(before);
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
    [
      'lacks the last change in its log',
      (file: string) => {
        const database = new DatabaseSync(file);
        database.exec('DELETE FROM change WHERE number = 20');
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

  it('that was emptied is damaged too', () => {
    const file = written(3);
    truncateSync(file, 0);
    expect(opened(file).damage).not.toBeNull();
  });

  /** Damaged, and with changes that are only in its WAL file, as if the process had been killed. */
  function damagedWithWal(): { readonly file: string; readonly bytes: Buffer; readonly wal: Buffer } {
    const source = written(20);
    const { store, close } = opened(source);
    change(store, 'in the WAL only', { a: '1' });
    const [bytes, wal] = [readFileSync(source), readFileSync(`${source}-wal`)];
    close();
    // A page that the WAL file does not replace.
    const replaced = new Set<number>();
    for (let frame = 32; frame < wal.length; frame += 24 + PAGE) replaced.add(wal.readUInt32BE(frame) - 1);
    const page = Array.from({ length: bytes.length / PAGE }, (_, index) => index).findLast(
      (one) => !replaced.has(one),
    )!;
    bytes.fill(0, page * PAGE, (page + 1) * PAGE);
    const file = newFile();
    writeFileSync(file, bytes);
    writeFileSync(`${file}-wal`, wal);
    return { file, bytes, wal };
  }

  it('is kept with the changes that are in its WAL file only', () => {
    const { file } = damagedWithWal();
    const { damage, close } = opened(file);
    close();
    const kept = ['', '-wal'].flatMap((suffix) =>
      existsSync(damage!.keptAs + suffix) ? [readFileSync(damage!.keptAs + suffix)] : [],
    );
    expect(Buffer.concat(kept).includes('in the WAL only')).toBe(true);
    expect(opened(file).damage).toBeNull();
  });

  const stops: readonly [string, (file: string, keptAs: string) => void][] = [
    ['had a name of its own', (file) => renameSync(file, `${file}.damaged`)],
    [
      'was joined by its WAL file',
      (file, keptAs) => {
        renameSync(file, `${file}.damaged`);
        renameSync(`${file}-wal`, `${keptAs}-wal`);
      },
    ],
    [
      'had an unfinished successor',
      (file, keptAs) => {
        renameSync(file, `${file}.damaged`);
        renameSync(`${file}-wal`, `${keptAs}-wal`);
        writeFileSync(`${file}.new`, 'half');
      },
    ],
    [
      'had a successor',
      (file, keptAs) => {
        renameSync(file, `${file}.damaged`);
        renameSync(`${file}-wal`, `${keptAs}-wal`);
        createDatabase(file);
      },
    ],
  ];
  it.each(stops)('is kept whole and reported if a process that put it aside ended when it %s', (_, stop) => {
    const { file, bytes, wal } = damagedWithWal();
    utimesSync(file, 1_800_000_000, 1_800_000_000);
    const keptAs = `${file}.damaged-2027-01-15T08-00-00-000Z`;
    stop(file, keptAs);
    const { store, damage, close } = opened(file);
    expect(damage?.keptAs).toBe(keptAs);
    expect(readFileSync(keptAs)).toEqual(bytes);
    expect(readFileSync(`${keptAs}-wal`)).toEqual(wal);
    expect(store.count()).toBe(0);
    close();
    expect(readdirSync(join(file, '..')).toSorted()).toEqual(
      ['tree.db', keptAs, `${keptAs}-wal`, 'tree.db.lock'].map((name) => basename(name)),
    );
    expect(opened(file).damage).toBeNull();
  });

  it('is kept beside another one that was written at the same time', () => {
    const file = newFile();
    const kept = ['first', 'second'].map((text) => {
      writeFileSync(file, text);
      utimesSync(file, 1_700_000_000, 1_700_000_000);
      const { damage, close } = opened(file);
      close();
      return damage!.keptAs;
    });
    expect(kept.map((each) => readFileSync(each, 'utf8'))).toEqual(['first', 'second']);
  });

  it('that was about to be put aside does not displace a sound one that was put in its place', () => {
    const file = written(3);
    writeFileSync(`${file}.damaged`, 'damaged');
    const { store, damage } = opened(file);
    expect(readFileSync(damage!.keptAs, 'utf8')).toBe('damaged');
    expect(store.log().last).toBe(3);
  });

  const columns: readonly [table: string, column: string, value: string][] = [
    ['"row"', 'bucket', '1'],
    ['"row"', 'key', `'other ' || key`],
    ['"row"', 'content', `'other'`],
    ['"row"', 'term', '3'],
    ['"row"', 'number', '1'],
    ['"row"', 'hash', `x'00'`],
    ['change', 'term', '3'],
    ['change', 'id', `'other'`],
    ['change', 'at', `'other'`],
    ['change', '"by"', `'other'`],
    ['change', 'reason', 'NULL'],
    ['change', 'request', 'NULL'],
    ['change', 'omitted', '7'],
    ['change', 'writes', `'[]'`],
    ['change', 'hash', `x'00'`],
    ['term', 'term', '2'],
    ['term', 'first', '2'],
    ['state', 'last', '21'],
    ['state', 'last', '9223372036854775807'],
    ['state', 'base', '13'],
    ['state', 'base_id', `'other'`],
    ['state', 'incomplete', '0'],
    ['state', 'partial_since', '4'],
    ['state', 'hash', `x'00'`],
  ];
  it.each(columns)('is noticed in %s.%s, changed to %s', (table, column, value) => {
    const file = restarted();
    const database = new DatabaseSync(file);
    database.exec(`UPDATE ${table} SET ${column} = ${value}`);
    database.close();
    expect(opened(file).damage).not.toBeNull();
  });

  it.each([
    ['DELETE FROM "row" WHERE key = \'shared\''],
    ['DELETE FROM state'],
    ['DELETE FROM term'],
    ['DROP TABLE change'],
    ['ALTER TABLE state RENAME COLUMN base TO bass'],
    ['DROP INDEX row_key'],
    ['CREATE TABLE more (one)'],
    ['PRAGMA user_version = 0'],
    ['PRAGMA user_version = 2'],
    ['PRAGMA application_id = 2'],
  ])('is noticed after: %s', (statement) => {
    const file = written(20);
    const database = new DatabaseSync(file);
    database.exec(statement);
    database.close();
    expect(opened(file).damage).not.toBeNull();
  });

  it('is never shown: the contents are the same, or damage is reported, wherever bytes were changed or cut off', () => {
    const sound = readFileSync(written(40));
    const { contents, empty } = { contents: textOf(written(40)), empty: textOf(newFile()) };
    const at = fc.integer({ min: 0, max: sound.length - 1 });
    const flip = fc.record({ is: fc.constant('flip' as const), at, bits: fc.integer({ min: 1, max: 255 }) });
    const inHeader = fc.record({
      is: fc.constant('flip' as const),
      at: fc.integer({ min: 0, max: 99 }),
      bits: fc.integer({ min: 1, max: 255 }),
    });
    const cut = fc.record({ is: fc.constant('cut' as const), at });
    const zero = fc.record({ is: fc.constant('zero' as const), at });
    const seen = { same: 0, damage: 0 };
    fc.assert(
      fc.property(fc.oneof(flip, inHeader, cut, zero), (spoiling) => {
        const file = newFile();
        const bytes = Buffer.from(sound);
        if (spoiling.is === 'flip') bytes[spoiling.at]! ^= spoiling.bits;
        if (spoiling.is === 'zero') bytes.fill(0, pageOf(spoiling.at), pageOf(spoiling.at) + PAGE);
        const spoiled = spoiling.is === 'cut' ? bytes.subarray(0, spoiling.at) : bytes;
        writeFileSync(file, spoiled);
        const { store, damage, close } = opened(file);
        const text = JSON.stringify(contentsOf(store));
        close();
        expect(text).toBe(damage === null ? contents : empty);
        if (damage !== null) expect(readFileSync(damage.keptAs)).toHaveLength(spoiled.length);
        seen[damage === null ? 'same' : 'damage'] += 1;
      }),
      { numRuns: 200 },
    );
    expect(Math.min(seen.same, seen.damage)).toBeGreaterThan(5);
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
