/** The database of a store. */
import { DatabaseSync } from 'node:sqlite';

/** Raised when an older version could not use the database. */
export const FORMAT = 1;

const TABLES = `
  CREATE TABLE "row" (
    bucket INTEGER NOT NULL, key TEXT NOT NULL, content TEXT NOT NULL, term INTEGER NOT NULL, number INTEGER NOT NULL,
    hash BLOB NOT NULL, PRIMARY KEY (bucket, key)
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX row_key ON "row" (key);
  CREATE TABLE change (
    number INTEGER PRIMARY KEY, term INTEGER NOT NULL, id TEXT NOT NULL, at TEXT NOT NULL, "by" TEXT NOT NULL, reason TEXT,
    request TEXT, writes TEXT NOT NULL, omitted INTEGER NOT NULL
  );
  CREATE INDEX change_request ON change (request) WHERE request IS NOT NULL;
  CREATE TABLE term (term INTEGER PRIMARY KEY, first INTEGER NOT NULL);
  CREATE TABLE state (
    one INTEGER PRIMARY KEY CHECK (one = 1), last INTEGER NOT NULL, base INTEGER NOT NULL, base_id TEXT NOT NULL,
    incomplete INTEGER NOT NULL, partial_since INTEGER
  );
  INSERT INTO state VALUES (1, 0, 0, '', 0, NULL);
`;

/** Opens the database, or makes it. Throws what SQLite throws. */
export function openDatabase(file: string): { readonly database: DatabaseSync; readonly format: number } {
  const database = new DatabaseSync(file, { timeout: 2_000 });
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    const found = database.prepare('PRAGMA user_version').get() as { readonly user_version: number };
    const format = found.user_version;
    // What is there is checked as it is.
    if (format > 0) return { database, format };
    database.exec(`BEGIN IMMEDIATE; ${TABLES} PRAGMA user_version = ${FORMAT}; COMMIT`);
    return { database, format: FORMAT };
  } catch (error) {
    database.close();
    throw error;
  }
}
