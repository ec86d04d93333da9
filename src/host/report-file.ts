/** A report for people, written whole or not at all: an older one is replaced only when the new one is complete. */
import { randomBytes } from 'node:crypto';
import { lstat, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { SwitchoverError } from '../core/problem.ts';

/**
 * Writes a text file beside its place and moves it there. A report of the same name is replaced; anything that is no
 * regular file (a folder, a link, a device, a pipe) is left as it is and refused.
 *
 * @throws SwitchoverError (usage) `report-not-a-file`, (unreachable) `report-unwritable`
 */
export async function writeReportFile(file: string, text: string): Promise<void> {
  const there = await lstat(file).catch(() => null);
  if (there !== null && !there.isFile()) throw notAFile(file, there.isDirectory() ? 'a folder' : 'no regular file');
  const beside = path.join(path.dirname(file), `.${path.basename(file)}.${randomBytes(6).toString('hex')}`);
  try {
    const handle = await open(beside, 'wx', 0o644);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    throw unwritable(file, error);
  }
}

function notAFile(file: string, what: string): SwitchoverError {
  return new SwitchoverError('usage', {
    code: 'report-not-a-file',
    what: `the report is not written to ${file}`,
    why: `it is ${what}`,
    where: file,
    do: 'name a file, which may be there or not',
  });
}

function unwritable(file: string, error: unknown): SwitchoverError {
  const { code, message } = error as NodeJS.ErrnoException;
  const missing = code === 'ENOENT' || code === 'ENOTDIR';
  return new SwitchoverError('unreachable', {
    code: 'report-unwritable',
    what: `the report could not be written to ${file}`,
    why: missing ? 'its folder is not there' : message,
    where: file,
    do: missing ? 'make the folder first, or name another' : 'check the folder, its rights and the disk',
  });
}
