/**
 * Putting a file in its place: written beside it, synced, renamed, and the folder synced. Whatever happens, the name
 * stands for the old content or for the new one, whole.
 */
import { type FileHandle, link, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SwitchoverError } from '../../core/problem.ts';
import { clearLeftBehind, placeAside } from './left-behind.ts';
import { syncFolder } from './sync-folder.ts';
import { takeTurn } from './turn.ts';

export interface Placing {
  /** What lies there until then: this content, or nothing (null). Left out: whatever lies there is replaced. */
  readonly expected?: Uint8Array | null;
  /** The mode of a new file, less what the mask takes off. Left out: that of any new file. */
  readonly mode?: number;
  /** The file whose owner and mode the new one gets: the owner where this user may give files away. */
  readonly like?: FileFacts;
  /** What problems call it. Left out: its path. */
  readonly called?: string;
}

export interface FileFacts {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Puts a content in the place of `target`, a path without links.
 *
 * @throws Error of the system, and SwitchoverError (refused) `file-changed`: nothing has changed; SwitchoverError
 * (unfinished) `file-unconfirmed`: it is replaced, and a loss of power could still bring the old one back
 */
export async function placeFile(target: string, content: string | Uint8Array, placing: Placing = {}): Promise<void> {
  const { expected, called = target } = placing;
  const folder = dirname(target);
  const aside = placeAside(folder);
  await clearLeftBehind(folder);
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
      what: `${called} is written, and the system could not confirm it`,
      why: (error as Error).message,
      do: 'look at it, and at the disk',
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

/** The owner first: giving a file away takes special bits off its mode. */
async function takeAfter(handle: FileHandle, { mode, uid, gid }: FileFacts): Promise<void> {
  const now = await handle.stat();
  if (process.platform !== 'win32' && (now.uid !== uid || now.gid !== gid)) {
    await handle.chown(uid, gid).catch(() => handle.chown(now.uid, gid).catch(() => undefined));
  }
  await handle.chmod(mode & 0o7777);
}

/** Who has the turn meanwhile is about to change what was expected. */
async function putInPlace(aside: string, target: string, expected: Uint8Array, called: string): Promise<void> {
  const end = await takeTurn(target);
  if (end === null) throw changed(called);
  try {
    const now = await readFile(target).catch(() => null);
    if (now === null || !now.equals(expected)) throw changed(called);
    await rename(aside, target);
  } finally {
    await end();
  }
}

/** A second name for the new file fails where the name is taken meanwhile; where no file may have two, it is renamed. */
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
    what: `${called} was changed by somebody else meanwhile`,
    why: 'their change would be lost; nothing was written',
    do: 'look at it, then run the command again',
  });
}
