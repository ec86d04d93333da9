/**
 * A replica on disk: rows, the log of their changes and what belongs to both, in one SQLite database. Every commit is one
 * transaction, durable when it returns. Synchronous: it runs where nothing else waits for it.
 */
import { hash as digest } from 'node:crypto';
import { chmodSync, closeSync, openSync, renameSync, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { SwitchoverError } from '../../core/problem.ts';
import { bucketOf, createHashTree } from '../../core/replication/hash-tree.ts';
import type { LogEnd, Position } from '../../core/replication/position.ts';
import { extendedBy, termOfNumber } from '../../core/replication/position.ts';
import type { AsideItem, Change, Commit, Hash, HashedRow, Replica, Row } from '../../core/replication/replica.ts';
import { wallClock } from '../process/clock.ts';
import { FORMAT, openDatabase } from './schema.ts';

export interface Store<Content> extends Replica<Content> {
  /** Throws, and changes nothing, if it cannot be written, or if a change would leave a gap in the log. */
  readonly commit: (commit: Commit<Content>) => void;
  /** Rows in the order of their keys, from one key on and before another: at most so many. */
  readonly rowsBetween: (from: string, before: string, most: number) => readonly Row<Content>[];
  /** The change that an earlier request made; null if the log has none. */
  readonly changeOfRequest: (request: string) => Change<Content> | null;
  /** How many rows there are. */
  readonly count: () => number;
  readonly close: () => void;
}

export interface StoreOptions<Content> {
  readonly file: string;
  /** The text of a content, from which it comes back. Equal contents have equal texts. */
  readonly write: (content: Content) => string;
  readonly read: (text: string) => Content;
  /** Makes durable what a commit sets aside. If it throws, nothing is committed. */
  readonly setAside: (items: readonly AsideItem<Content>[]) => void;
  /** How much of the log is kept. */
  readonly kept?: { readonly changes: number; readonly characters: number };
}

/** `damage`: what was wrong with the database that was there. It is kept, under the name `keptAs`, and not used. */
export interface OpenedStore<Content> {
  readonly store: Store<Content>;
  readonly damage: { readonly why: string; readonly keptAs: string } | null;
}

const KEPT = { changes: 100_000, characters: 64 * 1024 * 1024 };

/**
 * Opens a store and checks everything in it. What is damaged is kept aside, and an empty store takes its place. Throws a
 * SwitchoverError `store-newer` (refused) if a later version wrote it.
 */
export function openStore<Content>(options: StoreOptions<Content>): OpenedStore<Content> {
  const { file } = options;
  closeToOthers(file);
  try {
    return { store: openSound(options), damage: null };
  } catch (error) {
    if (!isDamage(error)) throw error;
    const keptAs = putAside(file);
    closeToOthers(file);
    return { store: openSound(options), damage: { why: (error as Error).message, keptAs } };
  }
}

class Damage extends Error {}

/** SQLITE_CORRUPT and SQLITE_NOTADB, or a content that does not agree with its hash. */
function isDamage(error: unknown): boolean {
  const code = (error as { readonly errcode?: number }).errcode ?? 0;
  return error instanceof Damage || (code & 0xff) === 11 || (code & 0xff) === 26;
}

function closeToOthers(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
}

function putAside(file: string): string {
  const keptAs = `${file}.damaged-${wallClock().toISOString().replaceAll(/[:.]/g, '-')}`;
  for (const suffix of ['-wal', '-shm', '']) {
    if (statSync(file + suffix, { throwIfNoEntry: false }) !== undefined) renameSync(file + suffix, keptAs + suffix);
  }
  return keptAs;
}

function openSound<Content>(options: StoreOptions<Content>): Store<Content> {
  const { database, format } = openDatabase(options.file);
  try {
    if (format > FORMAT) throw newer(options.file, format);
    return storeOf(database, options);
  } catch (error) {
    database.close();
    throw error;
  }
}

function newer(file: string, format: number): SwitchoverError {
  return new SwitchoverError('refused', {
    code: 'store-newer',
    what: 'a later version of switchover has used this data folder',
    why: `its database has format ${format}; this version knows formats up to ${FORMAT}`,
    where: file,
    do: 'run the later version',
  });
}

interface StoredRow {
  readonly key: string;
  readonly content: string;
  readonly term: number;
  readonly number: number;
  readonly hash: Uint8Array;
}

interface StoredChange {
  readonly number: number;
  readonly term: number;
  readonly id: string;
  readonly at: string;
  readonly by: string;
  readonly reason: string | null;
  readonly request: string | null;
  readonly writes: string;
  readonly omitted: number;
}

interface StoredState {
  readonly last: number;
  readonly base: number;
  readonly base_id: string;
  readonly incomplete: number;
  readonly partial_since: number | null;
}

function storeOf<Content>(database: DatabaseSync, options: StoreOptions<Content>): Store<Content> {
  const { write, read, setAside, kept = KEPT } = options;
  const get = {
    state: database.prepare('SELECT * FROM state'),
    terms: database.prepare('SELECT term, first FROM term ORDER BY term'),
    row: database.prepare('SELECT * FROM "row" WHERE bucket = ? AND key = ?'),
    hash: database.prepare('SELECT hash FROM "row" WHERE bucket = ? AND key = ?'),
    bucket: database.prepare('SELECT * FROM "row" WHERE bucket = ? ORDER BY key'),
    between: database.prepare('SELECT * FROM "row" WHERE key >= ? AND key < ? ORDER BY key LIMIT ?'),
    id: database.prepare('SELECT id FROM change WHERE number = ?'),
    after: database.prepare('SELECT * FROM change WHERE number > ? ORDER BY number LIMIT ?'),
    oldest: database.prepare('SELECT number, id, length(writes) AS size FROM change ORDER BY number LIMIT ?'),
    request: database.prepare('SELECT * FROM change WHERE request = ? ORDER BY number DESC LIMIT 1'),
  };
  const put = {
    row: database.prepare('INSERT OR REPLACE INTO "row" VALUES (?, ?, ?, ?, ?, ?)'),
    change: database.prepare('INSERT INTO change VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    term: database.prepare('INSERT INTO term VALUES (?, ?)'),
    state: database.prepare('UPDATE state SET last = ?, base = ?, base_id = ?, incomplete = ?, partial_since = ?'),
  };
  const remove = {
    row: database.prepare('DELETE FROM "row" WHERE bucket = ? AND key = ?'),
    upTo: database.prepare('DELETE FROM change WHERE number <= ?'),
    changes: database.prepare('DELETE FROM change'),
    terms: database.prepare('DELETE FROM term'),
  };

  const tree = createHashTree();
  let count = checkRows(database, tree.add);
  let held = checkLog(
    database,
    get.state.get() as unknown as StoredState,
    get.terms.all() as unknown as LogEnd['terms'],
  );

  const rowOf = ({ key, content, term, number, hash }: StoredRow): HashedRow<Content> => ({
    key,
    position: { term, number },
    content: read(content),
    hash: hashIn(hash),
  });

  const changeOf = ({ number, term, writes, ...rest }: StoredChange): Change<Content> => ({
    position: { term, number },
    ...rest,
    writes: (JSON.parse(writes) as [string, string | null][]).map(([key, content]) => ({
      key,
      content: content === null ? null : read(content),
    })),
  });

  /** What a transaction changes in memory, once it is durable. */
  interface Changed {
    readonly gone: [bucket: number, hash: Hash][];
    readonly come: [bucket: number, hash: Hash][];
  }

  const forget = (key: string, changed: Changed): number => {
    const bucket = bucketOf(key);
    const before = get.hash.get(bucket, key) as { readonly hash: Uint8Array } | undefined;
    if (before !== undefined) changed.gone.push([bucket, hashIn(before.hash)]);
    return bucket;
  };

  const append = (change: Change<Content>): void => {
    const { log, characters } = held;
    const { position, id, at, by, reason, request, writes, omitted } = change;
    const next = extendedBy(log, position.term);
    if (next.last !== position.number) throw new RangeError(`change ${position.number} does not follow ${log.last}`);
    if (next.terms !== log.terms) put.term.run(position.term, position.number);
    const text = JSON.stringify(writes.map(({ key, content }) => [key, content === null ? null : write(content)]));
    put.change.run(position.number, position.term, id, at, by, reason, request, text, omitted);
    held = { ...held, log: next, characters: characters + text.length };
  };

  /** Drops the oldest changes until the log is as short as it should be. */
  const trim = (): void => {
    const surplus = held.log.last - held.base.number - kept.changes;
    if (surplus <= 0 && held.characters <= kept.characters) return;
    let { base, characters } = held;
    for (const { number, id, size } of get.oldest.iterate(Math.max(surplus, 1_000)) as Iterable<{
      readonly number: number;
      readonly id: string;
      readonly size: number;
    }>) {
      const isEnough = held.log.last - base.number <= kept.changes && characters <= kept.characters;
      if (isEnough || number === held.log.last) break;
      base = { number, id };
      characters -= size;
    }
    held = { ...held, base, characters };
    remove.upTo.run(base.number);
  };

  const make = (commit: Commit<Content>, changed: Changed): void => {
    for (const key of commit.remove) {
      const bucket = forget(key, changed);
      remove.row.run(bucket, key);
    }
    for (const { key, position, content } of commit.put) {
      const text = write(content);
      const bytes = hashOfRow(key, position, text);
      const bucket = forget(key, changed);
      put.row.run(bucket, key, text, position.term, position.number, bytes);
      changed.come.push([bucket, hashIn(bytes)]);
    }
    if (commit.restart !== undefined) {
      const { log, id } = commit.restart;
      remove.changes.run();
      remove.terms.run();
      for (const { term, first } of log.terms) put.term.run(term, first);
      held = { ...held, log, base: { number: log.last, id }, characters: 0 };
    }
    for (const change of commit.append) append(change);
    trim();
    const { incomplete = held.isIncomplete, partialSince = held.partialSince } = commit;
    held = { ...held, isIncomplete: incomplete, partialSince };
    put.state.run(held.log.last, held.base.number, held.base.id, incomplete ? 1 : 0, partialSince);
    if (commit.aside.length > 0) setAside(commit.aside);
  };

  return {
    log: () => held.log,
    logBase: () => held.base.number,
    idAt: (number) => {
      if (number === held.base.number) return held.base.id;
      return (get.id.get(number) as { readonly id: string } | undefined)?.id ?? null;
    },
    changesAfter: (number, { changes, bytes }) => {
      const found: Change<Content>[] = [];
      let size = 0;
      for (const stored of get.after.iterate(number, changes) as Iterable<unknown> as Iterable<StoredChange>) {
        found.push(changeOf(stored));
        size += stored.writes.length;
        if (size >= bytes) break;
      }
      return found;
    },
    row: (key) => {
      const stored = get.row.get(bucketOf(key), key) as unknown as StoredRow | undefined;
      return stored === undefined ? null : rowOf(stored);
    },
    hashOf: tree.hashOf,
    rowsOf: (bucket) => (get.bucket.all(bucket) as unknown as StoredRow[]).map(rowOf),
    isIncomplete: () => held.isIncomplete,
    partialSince: () => held.partialSince,
    rowsBetween: (from, before, most) => (get.between.all(from, before, most) as unknown as StoredRow[]).map(rowOf),
    changeOfRequest: (request) => {
      const stored = get.request.get(request) as unknown as StoredChange | undefined;
      return stored === undefined ? null : changeOf(stored);
    },
    count: () => count,
    commit: (commit) => {
      const before = held;
      const changed: Changed = { gone: [], come: [] };
      database.exec('BEGIN IMMEDIATE');
      try {
        make(commit, changed);
        database.exec('COMMIT');
      } catch (error) {
        held = before;
        // SQLite has done this itself after some errors, such as a full disk.
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
      for (const [bucket, hash] of changed.gone) tree.subtract(bucket, hash);
      for (const [bucket, hash] of changed.come) tree.add(bucket, hash);
      count += changed.come.length - changed.gone.length;
    },
    close: () => database.close(),
  };
}

/** What a store holds in memory beside the hashes. */
interface Held {
  readonly log: LogEnd;
  readonly base: { readonly number: number; readonly id: string };
  /** Of all writes in the log. */
  readonly characters: number;
  readonly isIncomplete: boolean;
  readonly partialSince: number | null;
}

/** Checks every row against its hash. Throws for the first that differs. Returns how many there are. */
function checkRows(database: DatabaseSync, found: (bucket: number, hash: Hash) => void): number {
  // The quick check would not notice a key that is missing from the index.
  const [answer] = database.prepare('PRAGMA integrity_check(1)').all() as { readonly integrity_check: string }[];
  if (answer?.integrity_check !== 'ok') throw new Damage(answer?.integrity_check ?? 'it cannot be checked');
  let count = 0;
  for (const each of database.prepare('SELECT * FROM "row"').iterate() as Iterable<unknown>) {
    const { bucket, key, content, term, number, hash } = each as StoredRow & { readonly bucket: number };
    const isRight = bucket === bucketOf(key) && Buffer.compare(hashOfRow(key, { term, number }, content), hash) === 0;
    if (!isRight) throw new Damage(`a row does not agree with its hash: ${JSON.stringify(key.slice(0, 80))}`);
    found(bucket, hashIn(hash));
    count += 1;
  }
  return count;
}

/** Checks that the log has no gap and agrees with the table of terms. */
function checkLog(database: DatabaseSync, state: StoredState, terms: LogEnd['terms']): Held {
  const log: LogEnd = { terms, last: state.last };
  let [expected, characters] = [state.base, 0];
  const changes = database.prepare('SELECT number, term, length(writes) AS size FROM change ORDER BY number');
  for (const each of changes.iterate() as Iterable<unknown>) {
    const { number, term, size } = each as { readonly number: number; readonly term: number; readonly size: number };
    expected += 1;
    if (number !== expected || termOfNumber(log, number) !== term) throw new Damage(`the log has a gap at ${expected}`);
    characters += size;
  }
  if (expected !== state.last) throw new Damage(`the log ends at ${expected} instead of ${state.last}`);
  return {
    log,
    base: { number: state.base, id: state.base_id },
    characters,
    isIncomplete: state.incomplete === 1,
    partialSince: state.partial_since,
  };
}

/** 16 bytes. */
function hashOfRow(key: string, { term, number }: Position, content: string): Buffer {
  return digest('sha256', `${key}\0${term}.${number}\0${content}`, 'buffer').subarray(0, 16);
}

function hashIn(bytes: Uint8Array): Hash {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return [view.getUint32(0), view.getUint32(4), view.getUint32(8), view.getUint32(12)];
}
