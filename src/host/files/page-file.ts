/**
 * A page or another document that is generated, written completely or not at all: an older one is replaced only when the
 * new one is complete.
 */
import { lstat, open } from 'node:fs/promises';
import { SwitchoverError } from '../../core/problem.ts';
import { placeFile } from './place-file.ts';

/** How every HTML page begins, so that pages are recognized and a log named by mistake is not overwritten. */
const BEGINS = '<!doctype html>';

/**
 * Writes a page next to its destination and moves it into place. Replaces an existing page or an empty file; leaves any
 * other file, and anything that is not a regular file (a folder, link, device or pipe), as it is. `begins`: how every
 * document of its kind begins, whatever the letter case.
 *
 * @throws SwitchoverError (usage) `page-not-a-file`, (refused) `page-would-replace`, (unreachable) `page-unwritable`,
 * (unfinished) `file-unconfirmed`
 */
export async function writePage(file: string, text: string, begins = BEGINS): Promise<void> {
  await checkPagePlace(file, begins);
  try {
    await placeFile(file, text, { mode: 0o644 });
  } catch (error) {
    throw error instanceof SwitchoverError ? error : unwritable(file, error);
  }
}

/** Throws if a page may not be written there. Cheap, so that it can be checked before the work too. */
export async function checkPagePlace(file: string, begins = BEGINS): Promise<void> {
  const there = await lstat(file).catch(() => null);
  if (there === null) return;
  if (!there.isFile()) throw notAFile(file, there.isDirectory() ? 'a folder' : 'not a regular file');
  if (there.size > 0 && !(await isPage(file, begins))) throw wouldReplace(file);
}

async function isPage(file: string, begins: string): Promise<boolean> {
  try {
    const handle = await open(file, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(begins.length), 0, begins.length, 0);
      return buffer.toString('latin1', 0, bytesRead).toLowerCase() === begins.toLowerCase();
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
    what: `the page was not written to ${file}`,
    why: 'the file exists and is not a page, so it may be important, such as a log',
    where: file,
    do: 'specify another file, or remove that one first',
  });
}

function notAFile(file: string, what: string): SwitchoverError {
  return new SwitchoverError('usage', {
    code: 'page-not-a-file',
    what: `the page was not written to ${file}`,
    why: `it is ${what}`,
    where: file,
    do: 'specify a regular file, existing or new',
  });
}

function unwritable(file: string, error: unknown): SwitchoverError {
  const { code, message } = error as NodeJS.ErrnoException;
  const missing = code === 'ENOENT' || code === 'ENOTDIR';
  return new SwitchoverError('unreachable', {
    code: 'page-unwritable',
    what: `cannot write the page to ${file}`,
    why: missing ? 'the folder does not exist' : message,
    where: file,
    do: missing ? 'create the folder first, or specify another one' : 'check the folder, its permissions and the disk',
  });
}
