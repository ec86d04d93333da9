/**
 * The history of a pair's parameters in one file in the data folder, `parameters.journal`: one line per change, with a
 * checksum, synced before the change is announced. A process killed in the middle of a line leaves the history as it
 * was before that line. A file that has grown long is rewritten next to the old one and renamed.
 */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Entry, History } from '../../core/parameter-history/history.ts';
import { EMPTY, historyOf, withEntry } from '../../core/parameter-history/history.ts';
import { entryShape, snapshotShape } from '../../core/parameter-history/shape.ts';
import { SwitchoverError } from '../../core/problem.ts';
import { placeFile } from './place-file.ts';
import { syncFolder } from './sync-folder.ts';
import { isSameFile, type WatchedFile } from './watched-file.ts';

/** `append` and `refresh` must not be called concurrently. */
export interface ParameterJournal extends WatchedFile {
  readonly history: () => History;
  /**
   * Resolves with the history when the entry is on disk. After a failure everything is as before.
   *
   * @throws Error if the disk refuses, or the entry does not follow the last one
   */
  readonly append: (entry: Entry) => Promise<History>;
  /** What was wrong with the file when it was opened; null if nothing was. */
  readonly fault: string | null;
  /**
   * Whether lines at its end were unreadable and nothing was added since: more may have been confirmed than is here.
   */
  readonly shortened: boolean;
  readonly close: () => Promise<void>;
}

/** A file of this many bytes is rewritten. This is several times the size of what is ever kept. */
const LONGEST_FILE = 8 * 1024 * 1024;

/**
 * Opens `parameters.journal` in `folder`, creating it if there is none. If part of it is unreadable, the file is kept
 * under another name and the history ends there: an unprotected pair is worse than one with older parameters.
 *
 * @throws SwitchoverError `parameters-unusable` (unreachable) if the file cannot be read or written at all
 */
export async function openParameterJournal(folder: string, longest = LONGEST_FILE): Promise<ParameterJournal> {
  const file = path.join(folder, 'parameters.journal');
  let handle: FileHandle | null;
  let read: ReadLines;
  let bytes: number;
  let fault: string | null = null;
  try {
    read = readLines(await readFile(file).catch(ifMissing));
    bytes = read.bytes;
    if (read.broken) {
      fault = `only its first ${read.lines} lines can be read; the original was kept as ${await keepAside(file)}`;
      bytes = await writeAnew(file, read.history, true);
    }
    handle = await open(file, constants.O_RDWR | constants.O_CREAT, 0o600);
    await syncFolder(folder);
  } catch (error) {
    throw unusable(file, error as Error);
  }
  let history = read.history;
  /** As the file is now: what is added ends it. */
  let isShortened = read.shortened;

  /** Reopened if the file was rewritten: nothing is written to the old one, and the new one is confirmed. */
  const current = async (): Promise<FileHandle> => {
    if (handle !== null) return handle;
    await syncFolder(folder);
    handle = await open(file, 'r+');
    return handle;
  };

  const write = async (line: Buffer): Promise<void> => {
    const into = await current();
    // Anything after the last complete line was never confirmed: cut it off first.
    await into.truncate(bytes);
    const { bytesWritten } = await into.write(line, 0, line.length, bytes);
    if (bytesWritten !== line.length) throw new Error(`only ${bytesWritten} of ${line.length} bytes could be written`);
    await into.datasync();
    bytes += line.length;
  };

  const rewrite = async (): Promise<void> => {
    bytes = await writeAnew(file, history, isShortened);
    const old = handle;
    handle = null;
    await old?.close();
  };

  return {
    path: file,
    refresh: async () => {
      try {
        const named = await stat(file).catch(() => undefined);
        if (named !== undefined) return isSameFile(await (await current()).stat(), named) ? 'same' : 'lost';
        await rewrite();
        await current();
        return 'begun-anew';
      } catch {
        return 'lost';
      }
    },
    history: () => history,
    fault,
    shortened: read.shortened,
    append: async (entry) => {
      const next = withEntry(history, entry);
      if (next === null) throw new Error(`entry after ${entry.after.number}, which does not exist`);
      await write(encoded({ entry }));
      history = next;
      isShortened = false;
      // It can wait: the old file is intact, only long.
      if (bytes > longest) await rewrite().catch(() => undefined);
      return history;
    },
    close: async () => handle?.close(),
  };
}

function partsOf({ base, checkpoints, aside }: History): Omit<History, 'values'> {
  return { base, checkpoints, aside };
}

interface ReadLines {
  readonly history: History;
  /** Length of the complete, valid lines. */
  readonly bytes: number;
  readonly lines: number;
  /** A line in the middle is invalid. */
  readonly broken: boolean;
  /** Something after those lines is invalid, now or when the file was rewritten for that reason. */
  readonly shortened: boolean;
}

function readLines(content: Buffer): ReadLines {
  let history = EMPTY;
  let bytes = 0;
  let lines = 0;
  let shortened = false;
  while (bytes < content.length) {
    const end = content.indexOf(0x0a, bytes);
    const next = end < 0 ? null : historyAfter(history, content.toString('utf8', bytes, end));
    // The last line may never have been announced: the process ended in the middle of it.
    if (next === null) return { history, bytes, lines, broken: end >= 0 && end + 1 < content.length, shortened: true };
    history = next;
    shortened = content.toString('utf8', bytes + SUM_LENGTH + 1, end).endsWith(SHORTENED);
    bytes = end + 1;
    lines += 1;
  }
  return { history, bytes, lines, broken: false, shortened };
}

function historyAfter(history: History, line: string): History | null {
  const text = line.slice(SUM_LENGTH + 1);
  if (line.slice(0, SUM_LENGTH) !== checksum(text)) return null;
  let json: { entry?: unknown; snapshot?: unknown };
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  if (json.snapshot !== undefined) {
    const parsed = snapshotShape.safeParse(json.snapshot);
    return parsed.success ? historyOf(parsed.data) : null;
  }
  const parsed = entryShape.safeParse(json.entry);
  return parsed.success ? withEntry(history, parsed.data) : null;
}

const SUM_LENGTH = 16;

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, SUM_LENGTH);
}

/** The end of a snapshot made from a damaged file. Ignored by versions that do not know it. */
const SHORTENED = ',"shortened":true}';

/** Text, so that a person can read it. */
function encoded(line: { entry: Entry } | { snapshot: Omit<History, 'values'>; shortened?: true }): Buffer {
  const text = JSON.stringify(line);
  return Buffer.from(`${checksum(text)} ${text}\n`);
}

function ifMissing(error: NodeJS.ErrnoException): Buffer {
  if (error.code === 'ENOENT') return Buffer.alloc(0);
  throw error;
}

/** Replaces the file with one that contains only this history, and returns its length. */
async function writeAnew(file: string, history: History, shortened = false): Promise<number> {
  const line = encoded({ snapshot: partsOf(history), ...(shortened ? { shortened } : {}) });
  await placeFile(file, line, { mode: 0o600 }).catch((error) => {
    // It is in place, and writing the next line confirms it.
    if (!(error instanceof SwitchoverError && error.problem.code === 'file-unconfirmed')) throw error;
  });
  return line.length;
}

async function keepAside(file: string): Promise<string> {
  const aside = `${file}.damaged-${Date.now()}`;
  await placeFile(aside, await readFile(file), { mode: 0o600 });
  return aside;
}

function unusable(file: string, error: Error): SwitchoverError {
  return new SwitchoverError('unreachable', {
    code: 'parameters-unusable',
    what: `cannot store the parameters of the pair in ${file}`,
    why: error.message,
    where: file,
    do: 'make the data folder writable for this user, or set another one with "data:" in the pair file',
  });
}
