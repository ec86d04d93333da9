/**
 * Creates a folder with everything in it, or nothing at all.
 *
 * A folder that does not exist yet is built next to its destination and renamed into place in one step. One that exists
 * and is empty keeps its owner and mode (and may be a shell's current folder, or a mount), so its content is built
 * inside it and moved up, the last file last.
 */
import { mkdir, mkdtemp, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { SwitchoverError } from '../../core/problem.ts';
import { syncFolder } from './sync-folder.ts';

export interface NewFile {
  /** Relative to the folder, separated by `/`. */
  readonly path: string;
  readonly content: string;
  /** Readable only by its owner. */
  readonly secret: boolean;
}

/**
 * Puts files into a new or empty folder, synced to disk. Folders get mode 0700. The file given last appears last: its
 * presence means that the rest is there.
 *
 * @throws SwitchoverError `folder-not-empty`, `folder-not-a-folder` (refused); `folder-unwritable` (unreachable);
 * `interrupted` (unfinished), with nothing left behind
 */
export async function placeFiles(dir: string, files: readonly NewFile[], signal: AbortSignal): Promise<void> {
  const place = resolve(dir);
  const exists = await checkEmpty(place, dir);
  const undo: (() => Promise<unknown>)[] = [];
  try {
    const beside = exists ? place : dirname(place);
    undo.push(await makeParents(beside));
    const building = await mkdtemp(join(beside, exists ? '.init-' : `.${basename(place)}.init-`));
    undo.push(() => rm(building, { recursive: true, force: true }));
    for (const file of files) {
      signal.throwIfAborted();
      await writeNew(building, file);
    }
    await syncFolders(building, files);
    signal.throwIfAborted();
    if (exists) await moveUp(building, place, files, undo);
    else await rename(building, place);
  } catch (error) {
    for (const step of undo.toReversed()) await step().catch(() => undefined);
    throw explain(error, dir);
  }
  await syncFolder(dirname(place));
}

/** True if the folder exists and is empty, false if it does not exist. */
async function checkEmpty(place: string, shown: string): Promise<boolean> {
  let names: string[];
  try {
    names = await readdir(place);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw explain(error, shown);
  }
  if (names.length > 0) throw notEmpty(shown, names);
  return true;
}

/**
 * Creates the parent folders; the returned undo removes those that it created and that are empty.
 * Step by step, because Node's recursive mkdir never ends in places such as /proc.
 */
async function makeParents(folder: string): Promise<() => Promise<void>> {
  const missing: string[] = [];
  for (let each = folder; !(await isThere(each)); each = dirname(each)) missing.unshift(each);
  const made: string[] = [];
  const takeBack = async (): Promise<void> => {
    for (const each of made.toReversed()) await rmdir(each);
  };
  try {
    for (const each of missing) {
      await mkdir(each);
      made.push(each);
    }
  } catch (error) {
    await takeBack();
    throw error;
  }
  return takeBack;
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

async function writeNew(folder: string, file: NewFile): Promise<void> {
  const path = join(folder, file.path);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(file.content);
    // Not with the mode of open, which is subject to the umask.
    await handle.chmod(file.secret ? 0o600 : 0o644);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFolders(root: string, files: readonly NewFile[]): Promise<void> {
  const folders = new Set<string>();
  for (const { path } of files) {
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) folders.add(folder);
  }
  for (const folder of [...folders, '.']) await syncFolder(join(root, folder));
}

async function moveUp(
  building: string,
  place: string,
  files: readonly NewFile[],
  undo: (() => Promise<unknown>)[],
): Promise<void> {
  const names = new Set(files.map(({ path }) => path.split('/')[0]!));
  for (const name of names) {
    const target = join(place, name);
    await rename(join(building, name), target);
    undo.push(() => rm(target, { recursive: true, force: true }));
  }
  await rmdir(building);
  await syncFolder(place);
}

function explain(error: unknown, dir: string): SwitchoverError {
  if (error instanceof SwitchoverError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if ((error as Error).name === 'AbortError') {
    return new SwitchoverError('unfinished', {
      code: 'interrupted',
      what: 'interrupted before it was finished',
      why: null,
      where: dir,
      do: 'run it again; nothing was left behind',
    });
  }
  if (code === 'ENOTEMPTY' || code === 'EEXIST') return notEmpty(dir, []);
  if (code === 'ENOTDIR') {
    return new SwitchoverError('refused', {
      code: 'folder-not-a-folder',
      what: 'a file of that name already exists',
      why: 'existing files are never overwritten',
      where: dir,
      do: 'specify another folder',
    });
  }
  return new SwitchoverError('unreachable', {
    code: 'folder-unwritable',
    what: 'cannot create the folder',
    why: code === '' ? String(error) : `the system reports ${code}`,
    where: dir,
    do: 'specify a folder that you may write to, on a disk with free space; nothing was left behind',
  });
}

function notEmpty(dir: string, names: readonly string[]): SwitchoverError {
  const shown = names.toSorted().slice(0, 5);
  const more = names.length > shown.length ? ` and ${names.length - shown.length} more` : '';
  return new SwitchoverError('refused', {
    code: 'folder-not-empty',
    what:
      shown.length > 0 ? `the folder is not empty: it contains ${shown.join(', ')}${more}` : 'the folder is not empty',
    why: 'a pair needs its own folder, and existing files are never overwritten',
    where: dir,
    do: 'specify another folder, or empty this one',
  });
}
