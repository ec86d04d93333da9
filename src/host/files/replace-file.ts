/**
 * Replaces a file named by the user whose content is known. Follows links; keeps the mode, and the owner if this user
 * may change ownership.
 */
import { constants } from 'node:fs';
import { access, lstat, readlink, realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { SwitchoverError } from '../../core/problem.ts';
import { type FileFacts, placeFile } from './place-file.ts';

/**
 * Replaces a file whose content is still `expected`; null: it does not exist yet.
 *
 * @throws SwitchoverError (refused) `file-changed`, `file-read-only`, `file-not-regular`, `folder-read-only`;
 * (unreachable) `file-unwritable`: in all of these nothing was changed. (unfinished) `file-unconfirmed`: it was
 * replaced, but a power loss could still bring the old one back
 */
export async function replaceFile(file: string, expected: Uint8Array | null, content: Uint8Array): Promise<void> {
  await explained(file, async () => {
    const target = await targetOf(file);
    const like = expected === null ? {} : { like: await regular(file, target) };
    await placeFile(target, content, { expected, called: file, ...like });
  });
}

/** The target behind all links; it need not exist. */
async function targetOf(file: string): Promise<string> {
  let path = resolve(file);
  // The system's limit is also forty.
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

async function regular(file: string, target: string): Promise<FileFacts> {
  const facts = await stat(target);
  if (!facts.isFile()) {
    throw new SwitchoverError('refused', {
      code: 'file-not-regular',
      where: file,
      what: `${file} is not a regular file`,
      why: 'it is a pipe, a device or a folder',
      do: 'specify a regular file',
    });
  }
  // Root may write anything, but a file that its owner has protected should still be left alone.
  const writable = (facts.mode & 0o222) !== 0 && (await access(target, constants.W_OK).then(...YES_OR_NO));
  if (writable) return facts;
  const nobody = (facts.mode & 0o222) === 0;
  throw new SwitchoverError('refused', {
    code: 'file-read-only',
    where: file,
    what: `${file} is read-only`,
    why: nobody ? `its mode is ${(facts.mode & 0o777).toString(8).padStart(4, '0')}` : 'permission denied',
    do: nobody ? `make it writable: chmod u+w ${file}` : 'run as the user who owns it',
  });
}

const YES_OR_NO = [() => true, () => false] as const;

async function explained(file: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof SwitchoverError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
      throw new SwitchoverError('refused', {
        code: 'folder-read-only',
        where: file,
        what: `cannot write to the folder of ${file}`,
        why: code === 'EROFS' ? 'the file system is mounted read-only' : 'permission denied',
        do: 'run as a user who may write there, or copy the file to another folder; nothing was changed',
      });
    }
    throw new SwitchoverError('unreachable', {
      code: 'file-unwritable',
      where: file,
      what: `cannot write ${file}`,
      why: code === 'ENOENT' ? 'the folder does not exist' : message,
      do: 'check the name, the folder and the disk; nothing was changed',
    });
  }
}
