/**
 * Replaces a file atomically: writes a new one next to it, syncs, renames, and syncs the folder. Whatever happens, the
 * file has either the old or the new content, complete.
 */
import { type FileHandle, link, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SwitchoverError } from '../../core/problem.ts';
import { acquireLock } from './file-lock.ts';
import { syncFolder } from './sync-folder.ts';
import { removeTemporaryFiles, temporaryPath } from './temporary-files.ts';

export interface Placing {
  /** The expected current content, or null for no file. Omitted: whatever is there is replaced. */
  readonly expected?: Uint8Array | null;
  /** The mode of a new file, before the umask. Omitted: the default. */
  readonly mode?: number;
  /** The file whose mode the new one gets, and its owner if this user may change ownership. */
  readonly like?: FileFacts;
  /** Its name in problems. Omitted: its path. */
  readonly called?: string;
}

export interface FileFacts {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Replaces the content of `target`, a path without links.
 *
 * @throws system errors, and SwitchoverError (refused) `file-changed`: nothing was changed; or (unfinished)
 * `file-unconfirmed`: it was replaced, but a power loss could still bring the old one back
 */
export async function placeFile(target: string, content: string | Uint8Array, placing: Placing = {}): Promise<void> {
  const { expected, called = target } = placing;
  const folder = dirname(target);
  const aside = temporaryPath(folder);
  await removeTemporaryFiles(folder);
  try {
    await writeAside(aside, content, placing);
    if (expected === undefined) await rename(aside, target);
    else if (expected === null) await putNew(aside, target, called);
    else await putInPlace(aside, target, expected, called);
  } finally {
    await rm(aside, { force: true }).catch(() => undefined);
  }
  await syncFolder(folder).catch((error) => {
    throw new SwitchoverError('unfinished', {
      code: 'file-unconfirmed',
      where: called,
      what: `${called} was written, but the system could not confirm that it is on disk`,
      why: (error as Error).message,
      do: 'check the file and the disk',
    });
  });
}

async function writeAside(aside: string, content: string | Uint8Array, { mode, like }: Placing): Promise<void> {
  const handle = await open(aside, 'wx', like === undefined ? mode : 0o600);
  try {
    await handle.writeFile(content);
    if (like !== undefined) await takeAfter(handle, like);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The owner first: changing it clears special mode bits. */
async function takeAfter(handle: FileHandle, { mode, uid, gid }: FileFacts): Promise<void> {
  const now = await handle.stat();
  if (process.platform !== 'win32' && (now.uid !== uid || now.gid !== gid)) {
    await handle.chown(uid, gid).catch(() => handle.chown(now.uid, gid).catch(() => undefined));
  }
  await handle.chmod(mode & 0o7777);
}

/** Whoever else has the turn is about to change the file. */
async function putInPlace(aside: string, target: string, expected: Uint8Array, called: string): Promise<void> {
  const end = await acquireLock(target);
  if (end === null) throw changed(called);
  try {
    const now = await readFile(target).catch(() => null);
    if (now === null || !now.equals(expected)) throw changed(called);
    await rename(aside, target);
  } finally {
    await end();
  }
}

/** Linking fails if the name has been taken meanwhile; if the file system has no hard links, it is renamed. */
async function putNew(aside: string, target: string, called: string): Promise<void> {
  try {
    await link(aside, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw changed(called);
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
    await rename(aside, target);
  }
}

function changed(called: string): SwitchoverError {
  return new SwitchoverError('refused', {
    code: 'file-changed',
    where: called,
    what: `${called} was changed by another process in the meantime`,
    why: 'nothing was written, because that change would be lost',
    do: 'check the file, then run the command again',
  });
}
