import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketOf } from '../../../src/core/replication/hash-tree.ts';
import { NOTHING } from '../../../src/core/replication/replica.ts';
import { createDatabase } from '../../../src/host/store/schema.ts';
import { caught } from '../../support/caught.ts';
import { change, contentsOf, newFile, opened, written } from '../../support/text-store.ts';

const PAGE = 4_096;
const pageOf = (at: number): number => at - (at % PAGE);
/** A file whose log began anew with data from another server, and went on. */
function restarted(): string {
  const file = newFile();
  const { store, close } = opened(file);
  const put = ['a', 'shared'].map((key) => ({ key, position: { term: 1, number: 9 }, content: 'copied' }));
  const log = { terms: [{ term: 1, first: 1 }], last: 9 };
  store.commit({
    ...NOTHING,
    put,
    restart: { log, id: 'id 9' },
    incomplete: true,
    limits: [{ since: 3, scope: '{}' }],
  });
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

  it('that is damaged while it is open answers nothing else than what was written', async () => {
    const file = written(3);
    const { store, close } = opened(file);
    const database = new DatabaseSync(file);
    database.exec(`UPDATE "row" SET content = 'other'; UPDATE change SET writes = '[]'`);
    database.close();
    const most = { changes: 10, bytes: 1e6 };
    const bucket = bucketOf('shared');
    const reads: readonly (() => unknown)[] = [
      () => store.row('shared'),
      () => store.rowsOf(bucket),
      () => store.rowsBetween('a', 'z', 10),
      () => store.snapshot('a', 'z').next(10),
      () => store.changesAfter(0, most),
      () => store.changesBefore(9, most),
      () => store.changeOfRequest('id 2'),
      () => store.idAt(2),
    ];
    for (const read of reads) {
      const { problem } = await caught((async () => read())());
      expect(problem).toMatchObject({ code: 'store-damaged', where: file });
    }
    close();
    expect(opened(file).damage).not.toBeNull();
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
    ['state', 'limits', "'[]'"],
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
