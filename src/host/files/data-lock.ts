import { chmodSync, closeSync, openSync, type Stats, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SwitchoverError } from '../../core/problem.ts';
import { refuseOpenDataFolder } from '../identity/others-hands.ts';
import { isSameFile, type WatchedFile } from './watched-file.ts';

export interface DataLock extends WatchedFile {
  readonly release: () => void;
}

/**
 * Ensures that only one process at a time uses a data folder. The server holds an exclusive SQLite transaction while it
 * runs; the kernel releases it when the process ends, however it ends.
 */
export async function lockData(folder: string): Promise<DataLock> {
  const file = path.join(folder, 'in-use.lock');
  let held = await hold(folder, file);
  return {
    path: file,
    refresh: async () => {
      if (isSameFile(held.file, statSync(file, { throwIfNoEntry: false }))) return 'same';
      try {
        const next = await hold(folder, file);
        held.database.close();
        held = next;
        return 'begun-anew';
      } catch {
        return 'lost';
      }
    },
    release: () => held.database.close(),
  };
}

interface Held {
  readonly database: DatabaseSync;
  readonly file: Stats;
}

async function hold(folder: string, file: string): Promise<Held> {
  await makeFolder(folder);
  await refuseOpenDataFolder(folder);
  let database: DatabaseSync | undefined;
  try {
    closeToOthers(file);
    database = new DatabaseSync(file, { timeout: 0 });
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    throw lockProblem(folder, error as Error & { errcode?: number });
  }
  return { database, file: statSync(file) };
}

/** Anyone who can read the file could hold a read lock on it, which would prevent every server from starting. */
function closeToOthers(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    // Not opened: closing it again would release a lock that this process may hold.
    chmodSync(file, 0o600);
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new SwitchoverError('unreachable', {
      code: 'data-folder-unusable',
      what: `cannot create the data folder ${folder}`,
      why: (error as Error).message,
      where: folder,
      do: 'make its parent folder writable for this user, or set another data folder with "data:" in the pair file',
    });
  }
}

const SQLITE_BUSY = 5;

function lockProblem(folder: string, error: Error & { errcode?: number }): SwitchoverError {
  if (error.errcode !== SQLITE_BUSY) {
    return new SwitchoverError('unreachable', {
      code: 'data-folder-unusable',
      what: `cannot use the data folder ${folder}`,
      why: error.message,
      where: folder,
      do: 'make the folder writable for this user, or set another one with "data:" in the pair file',
    });
  }
  return new SwitchoverError('refused', {
    code: 'data-folder-in-use',
    what: `another process is using the data folder ${folder}`,
    why: 'two servers in one data folder would overwrite the same role and term',
    where: folder,
    do: 'stop the server that uses it (switchover node stop), or find it with: ps ax | grep "node run"',
  });
}
