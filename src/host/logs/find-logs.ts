/** Finds the logs in what an operator names: files, folders, archives, pipes, standard input. */
import type { Dirent } from 'node:fs';
import { type FileHandle, open, readdir, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LeftAside } from '../../core/diagnosis/report.ts';
import {
  isPartOfLog,
  isPieceOf,
  joinRotatedFiles,
  orderByContent,
  type PieceTimes,
} from '../../core/diagnosis/rotated-files.ts';
import { SwitchoverError } from '../../core/problem.ts';
import { asWord, logProblem, systemProblem } from './log-problems.ts';
import { fileSource, kindOfPath, type LogSource, pipeSource, STANDARD_INPUT, standardInput } from './log-source.ts';
import { isZip } from './plain-text.ts';
import { ENCRYPTED, OTHER_METHOD } from './unpackable.ts';

export interface FoundLogs {
  /** Each log as its pieces, oldest first. */
  readonly logs: readonly FoundLog[];
  readonly leftAside: readonly LeftAside[];
  /** To be called after the logs have been read. */
  readonly close: () => void;
}

export interface FoundLog {
  readonly pieces: readonly LogSource[];
  /** Named explicitly; false if it was only found in a folder or an archive and may turn out not to be a log. */
  readonly isNamed: boolean;
  /** The name of the one piece that was named; null if it was the log itself, several, or none. */
  readonly namedPiece: string | null;
}

interface FoundFile {
  readonly source: LogSource;
  readonly parts: readonly string[];
  /** Named, found in what was named, or only beside it. */
  how: 'named' | 'inside' | 'beside';
}

interface Search {
  readonly files: FoundFile[];
  readonly leftAside: LeftAside[];
  readonly archives: { readonly close: () => void }[];
  readonly seen: Map<string, FoundFile>;
}

/** A folder with more files is not a folder of logs. */
const MOST_FILES = 10_000;
const DEEPEST = 32;

/** Logs, their older pieces, exports of them, and archives of these. The index beside a binary log is not one. */
const LIKE_A_LOG =
  /(?:\.(?:log|txt|csv|tsv|jsonl)(?:[-._@T]\d[-\d._:TZ]*)?(?:[.-](?:old|bak|prev|previous)|~)?|\.ininlog|\.\d{1,3})(?:\.(?:gz|zst|xz|bz2|lz4))?$|\.(?:gz|zip|7z|xz|bz2|zst|lz4|rar|cab|tar|tgz)$/i;
const NOT_NAMED = 'its name is not that of a log';

/** @throws SwitchoverError (unreachable) if something that was named does not exist or contains nothing to read */
export async function findLogs(names: readonly string[]): Promise<FoundLogs> {
  const search: Search = { files: [], leftAside: [], archives: [], seen: new Map() };
  const close = (): void => {
    for (const archive of search.archives) archive.close();
  };
  try {
    for (const name of names) await lookAt(search, name);
  } catch (error) {
    close();
    throw error;
  }
  const logs: FoundLog[] = [];
  for (const { pieces, isSure } of joinRotatedFiles(search.files)) {
    for (const ordered of isSure ? [pieces] : await byContent(pieces)) {
      const log = logOf(ordered);
      if (log !== null) logs.push(log);
    }
  }
  return { logs, leftAside: search.leftAside, close };
}

async function byContent(pieces: readonly FoundFile[]): Promise<readonly (readonly FoundFile[])[]> {
  if (pieces.some(({ source }) => source.isOnce === true)) return pieces.map((piece) => [piece]);
  // Loaded on demand: most names say enough.
  const { timesOfPiece } = await import('./piece-times.ts');
  const times = new Map<FoundFile, PieceTimes>();
  for (const piece of pieces) times.set(piece, await timesOfPiece(piece.source));
  return orderByContent(pieces, (piece) => times.get(piece) ?? null);
}

/** All pieces if the log was named, or its newest piece; of several that were given, only those. Null if none was. */
function logOf(pieces: readonly FoundFile[]): FoundLog | null {
  const given = pieces.filter(({ how }) => how !== 'beside');
  const [only] = given;
  if (only === undefined) return null;
  const isPiece = given.length === 1 && only.how === 'named' && isPartOfLog(only.parts.at(-1) ?? '');
  const wanted = given.length > 1 ? given : isPiece && only !== pieces.at(-1) ? around(only, pieces) : pieces;
  return {
    pieces: wanted.map(({ source }) => source),
    isNamed: given.some(({ how }) => how === 'named'),
    namedPiece: isPiece ? only.source.name : null,
  };
}

/** Read on each side of a named piece: enough for any incident, quickly read, and one piece in any case. */
const AROUND_BYTES = 64 * 1024 * 1024;

function around(piece: FoundFile, pieces: readonly FoundFile[]): readonly FoundFile[] {
  const at = pieces.indexOf(piece);
  const near = (others: readonly FoundFile[]): readonly FoundFile[] => {
    let bytes = 0;
    const end = others.findIndex(({ source }) => {
      bytes += source.file?.size ?? 0;
      return bytes >= AROUND_BYTES;
    });
    return end < 0 ? others : others.slice(0, end + 1);
  };
  return [...near(pieces.slice(0, at).toReversed()).toReversed(), piece, ...near(pieces.slice(at + 1))];
}

async function lookAt(search: Search, name: string): Promise<void> {
  if (name === STANDARD_INPUT) {
    add(search, standardInput(), 'named');
    return;
  }
  const { kind, size } = await kindOfPath(name);
  if (kind === 'device') throw logProblem('log-is-device', name);
  if (kind === 'pipe') add(search, pipeSource(name), 'named');
  else if (kind === 'folder') await lookIntoFolder(search, name);
  else if (await isArchive(name)) await lookIntoArchive(search, name, true);
  else {
    await addFile(search, name, size, 'named');
    await addPiecesBeside(search, name);
  }
}

function add(search: Search, source: LogSource, how: FoundFile['how']): FoundFile {
  const file: FoundFile = { source, parts: source.parts, how };
  search.files.push(file);
  return file;
}

/** A file that is named twice, or found in two ways, is read once: false if it was already known. */
async function addFile(search: Search, path: string, size: number, how: FoundFile['how']): Promise<boolean> {
  const real = await realpath(path).catch(() => path);
  const seen = search.seen.get(real);
  if (seen === undefined) search.seen.set(real, add(search, fileSource(path, size), how));
  else if (seen.how === 'beside') seen.how = how;
  return seen === undefined;
}

/** The other pieces of the log that a named file is, or is a piece of. */
async function addPiecesBeside(search: Search, path: string): Promise<void> {
  const base = path.split(/[\\/]/).at(-1) ?? path;
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((each) => each !== base && LIKE_A_LOG.test(each) && isPieceOf(each, base))) {
    const piece = join(folder, name);
    const { kind, size } = await kindOfPath(piece).catch(() => ({ kind: 'device', size: 0 }) as const);
    if (kind === 'file') await addFile(search, piece, size, 'beside');
  }
}

// --- folders ------------------------------------------------------------------------------------------------------

async function lookIntoFolder(search: Search, folder: string): Promise<void> {
  const before = search.files.length;
  const walk: Walk = { entered: new Set(), count: 0, top: folder, hasSeen: false };
  await walkFolder(search, folder, 0, walk);
  if (search.files.length === before && !walk.hasSeen) throw nothingIn(folder, search.leftAside);
}

interface Walk {
  readonly entered: Set<string>;
  count: number;
  readonly top: string;
  /** It found a log that was already known. */
  hasSeen: boolean;
}

async function walkFolder(search: Search, folder: string, depth: number, walk: Walk): Promise<void> {
  // Links may lead back to a folder that has already been entered.
  const real = await realpath(folder).catch(() => folder);
  if (walk.entered.has(real) || depth > DEEPEST) return;
  walk.entered.add(real);
  const found = await entriesOf(search, folder, depth);
  for (const entry of found.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    walk.count += 1;
    if (walk.count > MOST_FILES) throw logProblem('too-many-files', walk.top);
    const path = join(folder, entry.name);
    if (entry.isFile() && !LIKE_A_LOG.test(path)) {
      search.leftAside.push({ file: path, why: NOT_NAMED });
      continue;
    }
    try {
      await lookAtFound(search, path, depth, walk);
    } catch (error) {
      if (!(error instanceof SwitchoverError) || error.problem.code === 'too-many-files') throw error;
      search.leftAside.push({ file: path, why: error.problem.why ?? error.problem.what });
    }
  }
}

async function entriesOf(search: Search, folder: string, depth: number): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    const problem = systemProblem(folder, error);
    if (depth === 0) throw problem;
    search.leftAside.push({ file: folder, why: problem.problem.why ?? problem.problem.what });
    return [];
  }
}

async function lookAtFound(search: Search, path: string, depth: number, walk: Walk): Promise<void> {
  const { kind, size } = await kindOfPath(path);
  if (kind === 'folder') await walkFolder(search, path, depth + 1, walk);
  else if (kind !== 'file') search.leftAside.push({ file: path, why: 'it is a pipe or a device' });
  else if (!LIKE_A_LOG.test(path)) search.leftAside.push({ file: path, why: NOT_NAMED });
  else if (size === 0) search.leftAside.push({ file: path, why: 'it is empty' });
  else if (await isArchive(path)) await lookIntoArchive(search, path, false);
  else if (!(await addFile(search, path, size, 'inside'))) walk.hasSeen = true;
}

function nothingIn(where: string, leftAside: readonly LeftAside[]): SwitchoverError {
  const binary = leftAside.filter(({ file }) => /\.ininlog$/i.test(file));
  if (binary.length > 0) return logProblem('log-ininlog', binary[0]?.file ?? where);
  const locked = leftAside.find(({ why }) => why !== NOT_NAMED);
  // A file with the name of a log that cannot be read is the better reason.
  if (locked !== undefined) {
    return logProblem('no-logs', where, `${locked.file}: ${locked.why}`, howToUnpack(where, locked));
  }
  const why =
    leftAside.length === 0 ? 'it contains no files' : `none of its ${leftAside.length} files has the name of a log`;
  return logProblem('no-logs', where, why);
}

function howToUnpack(where: string, { why }: LeftAside): string | undefined {
  if (why === ENCRYPTED) return `unpack it with its password (7z x ${asWord(where)}), and give the files in it`;
  return why.startsWith(OTHER_METHOD)
    ? `unpack it (7z x ${asWord(where)}, or with the file manager), and give the files in it`
    : undefined;
}

// --- archives -------------------------------------------------------------------------------------------------------

async function isArchive(path: string): Promise<boolean> {
  let handle: FileHandle | null = null;
  try {
    handle = await open(path);
    const head = Buffer.alloc(4);
    const { bytesRead } = await handle.read(head, 0, 4, 0);
    return isZip(head.subarray(0, bytesRead));
  } catch (error) {
    throw systemProblem(path, error);
  } finally {
    await handle?.close();
  }
}

async function lookIntoArchive(search: Search, path: string, isNamed: boolean): Promise<void> {
  // Loaded on demand: most logs are plain files.
  const { openArchive } = await import('./zip-archive.ts');
  const archive = await openArchive(path, (name) => LIKE_A_LOG.test(name) && !/\.zip$/i.test(name));
  search.archives.push(archive);
  search.leftAside.push(...archive.leftAside);
  for (const source of archive.entries) add(search, source, 'inside');
  if (isNamed && archive.entries.length === 0) throw nothingIn(path, archive.leftAside);
}
