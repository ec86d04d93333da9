/**
 * Replacing a file that somebody has named, and whose content they have seen. Links are followed; the mode stays, and
 * the owner where this user may give files away.
 */
import { constants } from 'node:fs';
import { access, lstat, readlink, realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { SwitchoverError } from '../../core/problem.ts';
import { type FileFacts, placeFile } from './place-file.ts';

/**
 * Replaces a file whose content is still `expected`; null: there is none yet.
 *
 * @throws SwitchoverError (refused) `file-changed`, `file-read-only`, `file-not-regular`, `folder-read-only`;
 * (unreachable) `file-unwritable`: in all of these nothing has changed. (unfinished) `file-unconfirmed`: it is
 * replaced, and a loss of power could still bring the old one back
 */
export async function replaceFile(file: string, expected: Uint8Array | null, content: Uint8Array): Promise<void> {
  await explained(file, async () => {
    const target = await targetOf(file);
    const like = expected === null ? {} : { like: await regular(file, target) };
    await placeFile(target, content, { expected, called: file, ...like });
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

async function regular(file: string, target: string): Promise<FileFacts> {
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
