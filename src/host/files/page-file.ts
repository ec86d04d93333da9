/** A page for people, written whole or not at all: an older one is replaced only when the new one is complete. */
import { lstat, open } from 'node:fs/promises';
import { SwitchoverError } from '../../core/problem.ts';
import { placeFile } from './place-file.ts';

/** How every page begins: so a page is known again, and a log that was named by mistake is not replaced. */
const BEGINS = '<!doctype html>';

/**
 * Writes a page beside its place and moves it there. A page of the same name is replaced, and so is an empty file; a file
 * with anything else in it, and what is no regular file (a folder, a link, a device, a pipe), is left as it is.
 *
 * @throws SwitchoverError (usage) `page-not-a-file`, (refused) `page-would-replace`, (unreachable) `page-unwritable`,
 * (unfinished) `file-unconfirmed`
 */
export async function writePage(file: string, text: string): Promise<void> {
  await checkPagePlace(file);
  try {
    await placeFile(file, text, { mode: 0o644 });
  } catch (error) {
    throw error instanceof SwitchoverError ? error : unwritable(file, error);
  }
}

/** Throws where a page may not be written there. Cheap, so that it can be asked before the work as well. */
export async function checkPagePlace(file: string): Promise<void> {
  const there = await lstat(file).catch(() => null);
  if (there === null) return;
  if (!there.isFile()) throw notAFile(file, there.isDirectory() ? 'a folder' : 'no regular file');
  if (there.size > 0 && !(await isPage(file))) throw wouldReplace(file);
}

async function isPage(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(BEGINS.length), 0, BEGINS.length, 0);
      return buffer.toString('latin1', 0, bytesRead).toLowerCase() === BEGINS;
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw unwritable(file, error);
  }
}

function wouldReplace(file: string): SwitchoverError {
  return new SwitchoverError('refused', {
    code: 'page-would-replace',
    what: `the page is not written to ${file}`,
    why: 'that file is there and is no page, so it may be something that is needed, a log for one',
    where: file,
    do: 'name another file, or remove that one first',
  });
}

function notAFile(file: string, what: string): SwitchoverError {
  return new SwitchoverError('usage', {
    code: 'page-not-a-file',
    what: `the page is not written to ${file}`,
    why: `it is ${what}`,
    where: file,
    do: 'name a file, which may be there or not',
  });
}

function unwritable(file: string, error: unknown): SwitchoverError {
  const { code, message } = error as NodeJS.ErrnoException;
  const missing = code === 'ENOENT' || code === 'ENOTDIR';
  return new SwitchoverError('unreachable', {
    code: 'page-unwritable',
    what: `the page could not be written to ${file}`,
    why: missing ? 'its folder is not there' : message,
    where: file,
    do: missing ? 'make the folder first, or name another' : 'check the folder, its rights and the disk',
  });
}
