import { chmodSync, closeSync, openSync, type Stats, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SwitchoverError } from '../core/problem.ts';
import { isSameFile, type WatchedFile } from './files/watched-file.ts';
import { refuseOpenDataFolder } from './others-hands.ts';

export interface DataLock extends WatchedFile {
  readonly release: () => void;
}

/**
 * Makes sure that one process at a time uses a data folder. An exclusive transaction of SQLite is held while the
 * server runs: the kernel gives it back when the process ends, however it ends.
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

/** Whoever may read the file could hold a read lock on it, which keeps every server from starting. */
function closeToOthers(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    // Not opened: closing it again would give up a lock that this process may hold.
    chmodSync(file, 0o600);
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new SwitchoverError('unreachable', {
      code: 'data-folder-unusable',
      what: `the data folder ${folder} cannot be made`,
      why: (error as Error).message,
      where: folder,
      do: 'make the folder writable for this user, or name another with "data:" in the pair file',
    });
  }
}

const SQLITE_BUSY = 5;

function lockProblem(folder: string, error: Error & { errcode?: number }): SwitchoverError {
  if (error.errcode !== SQLITE_BUSY) {
    return new SwitchoverError('unreachable', {
      code: 'data-folder-unusable',
      what: `the data folder ${folder} cannot be used`,
      why: error.message,
      where: folder,
      do: 'make the folder writable for this user, or name another with "data:" in the pair file',
    });
  }
  return new SwitchoverError('refused', {
    code: 'data-folder-in-use',
    what: `another process uses the data folder ${folder}`,
    why: 'one server runs in a data folder at a time, else two would write the same role and term',
    where: folder,
    do: 'stop the server that runs there (switchover node stop), or look for it with: ps ax | grep "node run"',
  });
}
