/** Ensures that a store is open only once, in whatever process. */
import { chmodSync, closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { SwitchoverError } from '../../core/problem.ts';

const SQLITE_BUSY = 5;

/**
 * Holds an exclusive transaction in a file beside the store's, which the kernel ends with the process. The store's own file
 * cannot be locked like that, because snapshots read it over connections of their own. Returns what releases it. Throws a
 * SwitchoverError `store-in-use` (refused), and what the system throws.
 */
export function lockStore(file: string): () => void {
  const place = `${file}.lock`;
  closeToOthers(place);
  const database = new DatabaseSync(place, { timeout: 0 });
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    throw (error as { readonly errcode?: number }).errcode === SQLITE_BUSY ? inUse(file) : error;
  }
  return () => database.close();
}

function closeToOthers(place: string): void {
  try {
    closeSync(openSync(place, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    // Not opened: closing it again would release a lock that this process may hold.
    chmodSync(place, 0o600);
  }
}

function inUse(file: string): SwitchoverError {
  return new SwitchoverError('refused', {
    code: 'store-in-use',
    what: `the database ${file} is in use`,
    why: 'two programs that change it would each go by what they remember of it',
    where: file,
    do: 'stop the server that uses it (switchover node stop)',
  });
}
