/**
 * A replica on disk: rows, the log of their changes and what belongs to both, in one SQLite database. Every commit is one
 * transaction, durable when it returns. Synchronous: it runs where nothing else waits for it.
 */
import { chmodSync, existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { bucketOf } from '../../core/replication/hash-tree.ts';
import { extendedBy } from '../../core/replication/position.ts';
import type { AsideItem, Change, Commit, Hash, HashedRow, Replica, Row } from '../../core/replication/replica.ts';
import { checkDatabase, checkedChange, checkedRow, type StoredChange, type StoredRow } from './check.ts';
import { isDamage, reportingDamage, unusable } from './damage.ts';
import { hashIn, hashOfChange, hashOfRow, hashOfState, hashOfTerms } from './hashes.ts';
import { finishPuttingAside, putAside } from './put-aside.ts';
import { addIndex, createDatabase, dropIndex, isIndexed, openDatabase } from './schema.ts';
import { type Snapshot, takeSnapshot } from './snapshot.ts';
import { lockStore } from './store-lock.ts';

/**
 * Whatever reads or writes throws a SwitchoverError `store-damaged` (unreachable) if it meets damage: nothing that differs
 * from what was written is returned.
 */
export interface Store<Content> extends Replica<Content> {
  /** Throws, and changes nothing, if it cannot be written, or if a change would leave a gap in the log. */
  readonly commit: (commit: Commit<Content>) => void;
  /** Rows in the order of their keys, from one key on and before another: at most so many. */
  readonly rowsBetween: (from: string, before: string, most: number) => readonly Row<Content>[];
  /** The same rows as they are now, to be read in pieces while commits go on. */
  readonly snapshot: (from: string, before: string) => Snapshot<Content>;
  /** Changes before a number, the newest first: as many as `changesAfter` would return. */
  readonly changesBefore: Replica<Content>['changesAfter'];
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
  readonly kept?: { readonly changes: number; readonly bytes: number };
}

/** `damage`: what was wrong with the database that was there. It is kept, under the name `keptAs`, and not used. */
export interface OpenedStore<Content> {
  readonly store: Store<Content>;
  readonly damage: { readonly why: string; readonly keptAs: string } | null;
}

const KEPT = { changes: 100_000, bytes: 64 * 1024 * 1024 };

/**
 * Opens a store and checks everything in it. What is damaged is kept aside, and an empty store takes its place. Throws a
 * SwitchoverError: `store-newer` (refused) if a later version wrote it, `store-in-use` (refused) if it is open already,
 * `store-unusable` (unreachable) if the file or its folder cannot be read and written.
 */
export function openStore<Content>(options: StoreOptions<Content>): OpenedStore<Content> {
  const { file } = options;
  try {
    const release = lockStore(file);
    try {
      return openLocked(options, release);
    } catch (error) {
      release();
      throw error;
    }
  } catch (error) {
    throw unusable(file, error) ?? error;
  }
}

function openLocked<Content>(options: StoreOptions<Content>, release: () => void): OpenedStore<Content> {
  const { file } = options;
  const keptBefore = finishPuttingAside(file);
  if (!existsSync(file)) createDatabase(file);
  chmodSync(file, 0o600);
  try {
    const store = openSound(options, release);
    if (keptBefore === null) return { store, damage: null };
    return { store, damage: { why: 'the process that found out what was wrong ended early', keptAs: keptBefore } };
  } catch (error) {
    if (!isDamage(error)) throw error;
    const keptAs = putAside(file);
    return { store: openSound(options, release), damage: { why: (error as Error).message, keptAs } };
  }
}

function openSound<Content>(options: StoreOptions<Content>, release: () => void): Store<Content> {
  const database = openDatabase(options.file);
  try {
    return storeOf(database, options, release);
  } catch (error) {
    database.close();
    throw error;
  }
}

function storeOf<Content>(database: DatabaseSync, options: StoreOptions<Content>, release: () => void): Store<Content> {
  const { file, write, read, setAside, kept = KEPT } = options;
  const { tree, ...checked } = checkDatabase(database);
  let { count, held } = checked;
  const snapshots = new Set<Snapshot<Content>>();
  const get = {
    row: database.prepare('SELECT * FROM "row" WHERE bucket = ? AND key = ?'),
    hash: database.prepare('SELECT hash FROM "row" WHERE bucket = ? AND key = ?'),
    bucket: database.prepare('SELECT * FROM "row" WHERE bucket = ? ORDER BY key'),
    between: database.prepare('SELECT * FROM "row" WHERE key >= ? AND key < ? ORDER BY key LIMIT ?'),
    change: database.prepare('SELECT * FROM change WHERE number = ?'),
    after: database.prepare('SELECT * FROM change WHERE number > ? ORDER BY number LIMIT ?'),
    before: database.prepare('SELECT * FROM change WHERE number < ? ORDER BY number DESC LIMIT ?'),
    oldest: database.prepare('SELECT number, id, octet_length(writes) AS size FROM change ORDER BY number LIMIT ?'),
    request: database.prepare('SELECT * FROM change WHERE request = ? ORDER BY number DESC LIMIT 1'),
  };
  const put = {
    newRow: database.prepare('INSERT INTO "row" VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (bucket, key) DO NOTHING'),
    row: database.prepare('REPLACE INTO "row" VALUES (?, ?, ?, ?, ?, ?)'),
    change: database.prepare('INSERT INTO change VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    term: database.prepare('INSERT INTO term VALUES (?, ?)'),
    state: database.prepare('UPDATE state SET last = ?, base = ?, base_id = ?, incomplete = ?, limits = ?, hash = ?'),
  };
  const remove = {
    row: database.prepare('DELETE FROM "row" WHERE bucket = ? AND key = ?'),
    upTo: database.prepare('DELETE FROM change WHERE number <= ?'),
    changes: database.prepare('DELETE FROM change'),
    terms: database.prepare('DELETE FROM term'),
  };

  const rowOf = (stored: StoredRow): HashedRow<Content> => {
    const { key, content, term, number, hash } = checkedRow(stored);
    return { key, position: { term, number }, content: read(content), hash: hashIn(hash) };
  };

  const changeOf = (stored: StoredChange): Change<Content> => {
    const { number, term, id, at, by, reason, request, omitted, writes } = checkedChange(stored);
    return {
      position: { term, number },
      ...{ id, at, by, reason, request, omitted },
      writes: (JSON.parse(writes) as [string, string | null][]).map(([key, content]) => ({
        key,
        content: content === null ? null : read(content),
      })),
    };
  };

  const changesOf = (found: Iterable<unknown>, bytes: number): readonly Change<Content>[] => {
    const changes: Change<Content>[] = [];
    let size = 0;
    for (const stored of found as Iterable<StoredChange>) {
      changes.push(changeOf(stored));
      size += Buffer.byteLength(stored.writes);
      if (size >= bytes) break;
    }
    return changes;
  };

  /** What a transaction changes in the tree of hashes. */
  interface Changed {
    readonly gone: [bucket: number, hash: Hash][];
    readonly come: [bucket: number, hash: Hash][];
  }

  const forget = (bucket: number, key: string, changed: Changed): void => {
    const before = get.hash.get(bucket, key) as { readonly hash: Uint8Array } | undefined;
    if (before === undefined) return;
    const hash = hashIn(before.hash);
    tree.subtract(bucket, hash);
    changed.gone.push([bucket, hash]);
  };

  const append = (change: Change<Content>): void => {
    const { position, writes: all, ...rest } = change;
    const log = extendedBy(held.log, position.term);
    if (log.last !== position.number) {
      throw new RangeError(`change ${position.number} does not follow ${held.log.last}`);
    }
    if (log.terms !== held.log.terms) {
      put.term.run(position.term, position.number);
      held = { ...held, termsHash: hashOfTerms(log.terms) };
    }
    const writes = JSON.stringify(all.map(({ key, content }) => [key, content === null ? null : write(content)]));
    const { id, at, by, reason, request, omitted } = rest;
    refuseHalves(id, at, by, reason ?? '', request ?? '');
    const hash = hashOfChange({ ...position, ...rest, writes });
    put.change.run(position.number, position.term, id, at, by, reason, request, omitted, writes, hash);
    held = { ...held, log, bytes: held.bytes + Buffer.byteLength(writes) };
  };

  /** Drops the oldest changes until the log is as short as it should be. */
  const trim = (): void => {
    const surplus = held.log.last - held.base.number - kept.changes;
    if (surplus <= 0 && held.bytes <= kept.bytes) return;
    let { base, bytes } = held;
    for (const { number, id, size } of get.oldest.iterate(Math.max(surplus, 1_000)) as Iterable<{
      readonly number: number;
      readonly id: string;
      readonly size: number;
    }>) {
      const isEnough = held.log.last - base.number <= kept.changes && bytes <= kept.bytes;
      if (isEnough || number === held.log.last) break;
      base = { number, id };
      bytes -= size;
    }
    held = { ...held, base, bytes };
    remove.upTo.run(base.number);
  };

  const make = (commit: Commit<Content>, changed: Changed): void => {
    const { incomplete = held.isIncomplete, limits = held.limits } = commit;
    // A first copy comes by bucket, and would write all over an index of keys: made at the end, it costs a tenth of that.
    if (incomplete && count === 0 && isIndexed(database)) dropIndex(database);
    for (const key of commit.remove) {
      const bucket = bucketOf(key);
      forget(bucket, key, changed);
      remove.row.run(bucket, key);
    }
    for (const { key, position, content } of commit.put) {
      const text = write(content);
      refuseHalves(key, text);
      const bucket = bucketOf(key);
      const bytes = hashOfRow(key, position, text);
      const stored = [bucket, key, text, position.term, position.number, bytes] as const;
      if (put.newRow.run(...stored).changes === 0) {
        forget(bucket, key, changed);
        put.row.run(...stored);
      }
      const hash = hashIn(bytes);
      tree.add(bucket, hash);
      changed.come.push([bucket, hash]);
    }
    if (commit.restart !== undefined) {
      const { log, id } = commit.restart;
      refuseHalves(id);
      remove.changes.run();
      remove.terms.run();
      for (const { term, first } of log.terms) put.term.run(term, first);
      held = { ...held, log, termsHash: hashOfTerms(log.terms), base: { number: log.last, id }, bytes: 0 };
    }
    for (const change of commit.append) append(change);
    trim();
    if (!incomplete && held.isIncomplete) addIndex(database);
    held = { ...held, isIncomplete: incomplete, limits };
    const state = {
      ...{ last: held.log.last, base: held.base.number, base_id: held.base.id },
      ...{ incomplete: incomplete ? 1 : 0, limits: JSON.stringify(limits) },
    };
    const hash = hashOfState(state, held.termsHash, tree.hashOf(0, 0));
    put.state.run(state.last, state.base, state.base_id, state.incomplete, state.limits, hash);
    if (commit.aside.length > 0) setAside(commit.aside);
  };

  const reporting = <Given extends readonly unknown[], Answer>(act: (...given: Given) => Answer) =>
    reportingDamage(file, act);

  return {
    log: () => held.log,
    logBase: () => held.base.number,
    idAt: reporting((number) => {
      if (number === held.base.number) return held.base.id;
      const stored = get.change.get(number) as unknown as StoredChange | undefined;
      return stored === undefined ? null : checkedChange(stored).id;
    }),
    changesAfter: reporting((number, { changes, bytes }) => changesOf(get.after.iterate(number, changes), bytes)),
    changesBefore: reporting((number, { changes, bytes }) => changesOf(get.before.iterate(number, changes), bytes)),
    row: reporting((key) => {
      const stored = get.row.get(bucketOf(key), key) as unknown as StoredRow | undefined;
      return stored === undefined ? null : rowOf(stored);
    }),
    hashOf: tree.hashOf,
    rowsOf: reporting((bucket) => (get.bucket.all(bucket) as unknown as StoredRow[]).map(rowOf)),
    isIncomplete: () => held.isIncomplete,
    limits: () => held.limits,
    rowsBetween: reporting((from, before, most) =>
      (get.between.all(from, before, most) as unknown as StoredRow[]).map(rowOf),
    ),
    snapshot: (from, before) => {
      const snapshot = takeSnapshot({ file, from, before, log: held.log }, rowOf);
      const close = (): void => {
        snapshot.close();
        snapshots.delete(closing);
      };
      const closing = { ...snapshot, next: reporting(snapshot.next), close };
      snapshots.add(closing);
      return closing;
    },
    changeOfRequest: reporting((request) => {
      const stored = get.request.get(request) as unknown as StoredChange | undefined;
      return stored === undefined ? null : changeOf(stored);
    }),
    count: () => count,
    commit: reporting((commit) => {
      const before = held;
      const changed: Changed = { gone: [], come: [] };
      database.exec('BEGIN IMMEDIATE');
      try {
        make(commit, changed);
        database.exec('COMMIT');
      } catch (error) {
        held = before;
        for (const [bucket, hash] of changed.come) tree.subtract(bucket, hash);
        for (const [bucket, hash] of changed.gone) tree.add(bucket, hash);
        // SQLite has done this itself after some errors, such as a full disk.
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
      count += changed.come.length - changed.gone.length;
    }),
    close: () => {
      for (const snapshot of snapshots) snapshot.close();
      database.close();
      release();
    },
  };
}

/** Half of a character would come back as another one. Throws a RangeError. */
function refuseHalves(...texts: readonly string[]): void {
  const half = texts.find((text) => !text.isWellFormed());
  if (half !== undefined)
    throw new RangeError(`half of a character cannot be stored: ${JSON.stringify(half.slice(0, 80))}`);
}
