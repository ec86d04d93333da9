/**
 * Putting a new content in the place of an old one: whatever happens, the name stands for the old file or for the
 * new one, whole. Links are followed; the mode stays, and the owner where this user may give files away.
 */
import { constants } from 'node:fs';
import {
  access,
  type FileHandle,
  link,
  lstat,
  open,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { SwitchoverError } from '../core/problem.ts';
import { clearLeftBehind, placeAside } from './left-behind.ts';
import { takeTurn } from './turn.ts';

/**
 * Replaces a file whose content is still `expected`; null: there is none yet.
 *
 * @throws SwitchoverError (refused) `file-changed`, `file-read-only`, `file-not-regular`, `folder-read-only`;
 * (unreachable) `file-unwritable`: in all of these nothing has changed. (unfinished) `file-unconfirmed`: it is
 * replaced, and a loss of power could still bring the old one back
 */
export async function replaceFile(file: string, expected: Uint8Array | null, content: Uint8Array): Promise<void> {
  const target = await explained(file, () => targetOf(file));
  const folder = dirname(target);
  const aside = placeAside(folder);
  await clearLeftBehind(folder);
  try {
    await explained(file, async () => {
      const like = expected === null ? null : await regular(file, target);
      await writeAside(aside, content, like);
      if (expected === null) await putNew(file, aside, target);
      else await putInPlace(file, aside, target, expected);
    });
  } finally {
    await rm(aside, { force: true });
  }
  await syncFolder(folder).catch((error) => {
    throw new SwitchoverError('unfinished', {
      code: 'file-unconfirmed',
      where: file,
      what: `${file} is written, and the system could not confirm it`,
      why: (error as Error).message,
      do: 'look at it, and at the disk',
    });
  });
}

/** The file itself behind all links; it need not be there. */
async function targetOf(file: string): Promise<string> {
  let path = resolve(file);
  // The system follows no more than forty either.
  for (let links = 0; links < 40; links++) {
    const found = await realpath(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (found !== null) return found;
    const facts = await lstat(path).catch(() => null);
    if (facts?.isSymbolicLink() !== true) return path;
    path = resolve(dirname(path), await readlink(path));
  }
  return path;
}

interface Facts {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

async function regular(file: string, target: string): Promise<Facts> {
  const facts = await stat(target);
  if (!facts.isFile()) {
    throw new SwitchoverError('refused', {
      code: 'file-not-regular',
      where: file,
      what: `${file} is not a file that can be rewritten`,
      why: 'it is a pipe, a device or a folder',
      do: 'name a file',
    });
  }
  // Root may write everything; what its owner has protected is meant to stay as it is all the same.
  const writable = (facts.mode & 0o222) !== 0 && (await access(target, constants.W_OK).then(...YES_OR_NO));
  if (writable) return facts;
  const nobody = (facts.mode & 0o222) === 0;
  throw new SwitchoverError('refused', {
    code: 'file-read-only',
    where: file,
    what: `${file} is read-only`,
    why: nobody
      ? `its mode is ${(facts.mode & 0o777).toString(8).padStart(4, '0')}`
      : 'this user has no right to write it',
    do: nobody ? `make it writable: chmod u+w ${file}` : 'run as the user who owns it',
  });
}

const YES_OR_NO = [() => true, () => false] as const;

async function writeAside(aside: string, content: Uint8Array, like: Facts | null): Promise<void> {
  const handle = await open(aside, 'wx', like === null ? 0o666 : 0o600);
  try {
    await handle.writeFile(content);
    if (like !== null) await takeAfter(handle, like);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The owner first: giving a file away takes special bits off its mode. */
async function takeAfter(handle: FileHandle, { mode, uid, gid }: Facts): Promise<void> {
  const now = await handle.stat();
  if (process.platform !== 'win32' && (now.uid !== uid || now.gid !== gid)) {
    await handle.chown(uid, gid).catch(() => handle.chown(now.uid, gid).catch(() => undefined));
  }
  await handle.chmod(mode & 0o7777);
}

/** Who has the turn meanwhile is about to change what was expected. */
async function putInPlace(file: string, aside: string, target: string, expected: Uint8Array): Promise<void> {
  const end = await takeTurn(target);
  if (end === null) throw changed(file);
  try {
    const now = await readFile(target).catch(() => null);
    if (now === null || !now.equals(expected)) throw changed(file);
    await rename(aside, target);
  } finally {
    await end();
  }
}

/** A second name for the new file fails where the name is taken meanwhile; where no file may have two, it is renamed. */
async function putNew(file: string, aside: string, target: string): Promise<void> {
  try {
    await link(aside, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw changed(file);
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
    await rename(aside, target);
  }
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function changed(file: string): SwitchoverError {
  return new SwitchoverError('refused', {
    code: 'file-changed',
    where: file,
    what: `${file} was changed by somebody else meanwhile`,
    why: 'their change would be lost; nothing was written',
    do: 'look at it, then run the command again',
  });
}

async function explained<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SwitchoverError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
      throw new SwitchoverError('refused', {
        code: 'folder-read-only',
        where: file,
        what: `nothing can be written into the folder of ${file}`,
        why: code === 'EROFS' ? 'the disk is mounted read-only' : 'this user has no right to write there',
        do: 'run as a user who may, or copy the file to another folder; nothing was changed',
      });
    }
    throw new SwitchoverError('unreachable', {
      code: 'file-unwritable',
      where: file,
      what: `${file} cannot be written`,
      why: code === 'ENOENT' ? 'there is no such folder' : message,
      do: 'check the name, the folder and the disk; nothing was changed',
    });
  }
}
