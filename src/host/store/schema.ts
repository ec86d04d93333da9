/** The database of a store. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SwitchoverError } from '../../core/problem.ts';
import { Damage } from './damage.ts';
import { hashOfState, hashOfTerms, type StoredState } from './hashes.ts';

/** Raised when an older version could not use the database. */
const FORMAT = 1;

/** The second number in the header is this one and the format: a format counts only if both agree. */
const MARK = 0x53_77_00_00;

/** To this size the WAL file is cut back after a snapshot or a large commit let it grow. */
const WAL_BYTES = 8 * 1024 * 1024;

/** Without it, rows are found by key slowly. */
const KEY_INDEX = 'CREATE UNIQUE INDEX IF NOT EXISTS row_key ON "row" (key)';

const TABLES = `
  CREATE TABLE "row" (
    bucket INTEGER NOT NULL, key TEXT NOT NULL, content TEXT NOT NULL, term INTEGER NOT NULL, number INTEGER NOT NULL,
    hash BLOB NOT NULL, PRIMARY KEY (bucket, key)
  ) STRICT, WITHOUT ROWID;
  ${KEY_INDEX};
  CREATE TABLE change (
    number INTEGER PRIMARY KEY, term INTEGER NOT NULL, id TEXT NOT NULL, at TEXT NOT NULL, "by" TEXT NOT NULL, reason TEXT,
    request TEXT, omitted INTEGER NOT NULL, writes TEXT NOT NULL, hash BLOB NOT NULL
  ) STRICT;
  CREATE INDEX change_request ON change (request) WHERE request IS NOT NULL;
  CREATE TABLE term (term INTEGER PRIMARY KEY, first INTEGER NOT NULL) STRICT;
  CREATE TABLE state (
    one INTEGER PRIMARY KEY CHECK (one = 1), last INTEGER NOT NULL, base INTEGER NOT NULL, base_id TEXT NOT NULL,
    incomplete INTEGER NOT NULL, limits TEXT NOT NULL, hash BLOB NOT NULL
  ) STRICT;
`;

const EMPTY: StoredState = { last: 0, base: 0, base_id: '', incomplete: 0, limits: '[]' };

/** Makes the database of an empty store. It gets its name only when it is complete: an empty file is damage. */
export function createDatabase(file: string): void {
  const place = `${file}.new`;
  for (const each of [place, `${place}-journal`, `${file}-wal`, `${file}-shm`]) rmSync(each, { force: true });
  closeSync(openSync(place, 'wx', 0o600));
  const database = new DatabaseSync(place);
  try {
    database.exec(`BEGIN; ${TABLES} PRAGMA user_version = ${FORMAT}; PRAGMA application_id = ${MARK + FORMAT}`);
    const hash = hashOfState(EMPTY, hashOfTerms([]), [0, 0, 0, 0]);
    database.prepare(`INSERT INTO state VALUES (1, 0, 0, '', 0, '[]', ?)`).run(hash);
    database.exec('COMMIT');
  } finally {
    database.close();
  }
  renameSync(place, file);
  syncNames(dirname(file));
}

/** Makes renames in a folder durable. Does nothing on systems that cannot sync folders. */
export function syncNames(folder: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Opens a database. Throws what SQLite throws, Damage, and a SwitchoverError `store-newer` (refused). */
export function openDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 2_000 });
  try {
    const { user_version: format } = database.prepare('PRAGMA user_version').get() as { readonly user_version: number };
    const { application_id: mark } = database.prepare('PRAGMA application_id').get() as {
      readonly application_id: number;
    };
    if (mark !== MARK + format || format < 1) throw new Damage('its header does not say which format it has');
    if (format > FORMAT) throw newer(file, format);
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    database.exec(`PRAGMA journal_size_limit = ${WAL_BYTES}`);
    if (tablesOf(database) !== expectedTables(isIndexed(database)))
      throw new Damage('its tables are not those of its format');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Whether rows are found by key quickly. */
export function isIndexed(database: DatabaseSync): boolean {
  return database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'row_key'`).get() !== undefined;
}

export function addIndex(database: DatabaseSync): void {
  database.exec(KEY_INDEX);
}

export function dropIndex(database: DatabaseSync): void {
  database.exec('DROP INDEX row_key');
}

function expectedTables(indexed: boolean): string {
  const database = new DatabaseSync(':memory:');
  try {
    database.exec(TABLES);
    if (!indexed) dropIndex(database);
    return tablesOf(database);
  } finally {
    database.close();
  }
}

function tablesOf(database: DatabaseSync): string {
  return JSON.stringify(database.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name').all());
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
