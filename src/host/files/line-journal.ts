/**
 * A journal in one file: one line of JSON for each addition, with a checksum, synced before it is confirmed. A process
 * killed in the middle of a line leaves the journal as it was before that line.
 */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { SwitchoverError } from '../../core/problem.ts';
import { placeFile } from './place-file.ts';
import { syncFolder } from './sync-folder.ts';
import { isSameFile, type WatchedFile } from './watched-file.ts';

export type Line = Readonly<Record<string, unknown>>;

/** What the lines mean: together they make a state. */
export interface LineFormat<State> {
  readonly empty: State;
  /** The state after one more line; null if the line does not belong there. */
  readonly after: (state: State, line: Line) => State | null;
  /** Lines from which the whole state can be read again. */
  readonly whole: (state: State) => readonly Line[];
}

/** `append`, `replace` and `refresh` must not be called concurrently. */
export interface LineJournal<State> extends WatchedFile {
  readonly state: () => State;
  /**
   * Resolves with the state when the lines are on disk. After a failure everything is as before.
   *
   * @throws Error if the disk refuses, another process has written to the file, or a line does not belong there
   */
  readonly append: (...lines: readonly Line[]) => Promise<State>;
  /**
   * Replaces everything that is in the file. After a failure everything is as before, or it is replaced and a power loss
   * could still bring the old content back.
   *
   * @throws Error if the disk refuses
   */
  readonly replace: (state: State) => Promise<void>;
  /** What was wrong with the file when it was opened; null if nothing was. */
  readonly fault: string | null;
  readonly close: () => Promise<void>;
}

/**
 * Opens a journal, creating the file if there is none. If part of it is unreadable, the file is kept under another name,
 * and the journal ends there.
 *
 * @throws system errors if the file cannot be read or written at all
 */
export async function openLineJournal<State>(file: string, format: LineFormat<State>): Promise<LineJournal<State>> {
  const folder = path.dirname(file);
  const content = await readFile(file).catch(ifMissing);
  const read = readLines(content, format);
  let { state, bytes } = read;
  let fault: string | null = null;
  if (read.broken) {
    fault = `only its first ${read.lines} lines can be read; the original was kept as ${await keepAside(file)}`;
    bytes = await writeAnew(file, format.whole(state));
  }
  /** As this process left the file; null after a failure: unknown. */
  let size: number | null = read.broken ? bytes : content.length;
  let handle: FileHandle | null = await open(file, constants.O_RDWR | constants.O_CREAT, 0o600);
  await syncFolder(folder);

  /** Reopened if the file was rewritten: nothing is written to the old one, and the new one is confirmed. */
  const current = async (): Promise<FileHandle> => {
    if (handle !== null) return handle;
    await syncFolder(folder);
    handle = await open(file, 'r+');
    return handle;
  };

  const write = async (lines: Buffer): Promise<void> => {
    const into = await current();
    if (size !== null && (await into.stat()).size !== size) throw new Error('another process has written to it');
    size = null;
    // Anything after the last complete line was never confirmed: cut it off first.
    await into.truncate(bytes);
    const { bytesWritten } = await into.write(lines, 0, lines.length, bytes);
    if (bytesWritten !== lines.length) {
      throw new Error(`only ${bytesWritten} of ${lines.length} bytes could be written`);
    }
    await into.datasync();
    bytes += lines.length;
    size = bytes;
  };

  const rewrite = async (next: State): Promise<void> => {
    bytes = await writeAnew(file, format.whole(next));
    size = bytes;
    state = next;
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
        await rewrite(state);
        await current();
        return 'begun-anew';
      } catch {
        return 'lost';
      }
    },
    state: () => state,
    fault,
    append: async (...lines) => {
      const next = lines.reduce<State>((before, line) => {
        const after = format.after(before, line);
        if (after === null) throw new Error('this line does not follow the last one');
        return after;
      }, state);
      await write(linesOf(lines));
      state = next;
      return state;
    },
    replace: async (next) => {
      await rewrite(next);
      await current();
    },
    close: async () => handle?.close(),
  };
}

/**
 * What such a file contains, without opening it for writing.
 *
 * @throws system errors if it cannot be read
 */
export async function readLineJournal<State>(
  file: string,
  format: Pick<LineFormat<State>, 'empty' | 'after'>,
): Promise<ReadLines<State>> {
  return readLines(await readFile(file), format);
}

interface ReadLines<State> {
  readonly state: State;
  /** Length of the complete, valid lines. */
  readonly bytes: number;
  readonly lines: number;
  /** A line in the middle is invalid. */
  readonly broken: boolean;
}

function readLines<State>(
  content: Buffer,
  { empty, after }: Pick<LineFormat<State>, 'empty' | 'after'>,
): ReadLines<State> {
  let state = empty;
  let bytes = 0;
  let lines = 0;
  while (bytes < content.length) {
    const end = content.indexOf(0x0a, bytes);
    const line = end < 0 ? null : lineIn(content.toString('utf8', bytes, end));
    const next = line === null ? null : after(state, line);
    // The last line may never have been announced: the process ended in the middle of it.
    if (line === null || next === null) {
      return { state, bytes, lines, broken: end >= 0 && end + 1 < content.length };
    }
    state = next;
    bytes = end + 1;
    lines += 1;
  }
  return { state, bytes, lines, broken: false };
}

function lineIn(line: string): Line | null {
  const text = line.slice(SUM_LENGTH + 1);
  if (line.slice(0, SUM_LENGTH) !== checksum(text)) return null;
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' ? (json as Line | null) : null;
  } catch {
    return null;
  }
}

const SUM_LENGTH = 16;

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, SUM_LENGTH);
}

/** The bytes of a journal with these lines. */
export function linesOf(lines: readonly Line[]): Buffer {
  return Buffer.concat(lines.map(encoded));
}

/** Text, so that a person can read it. */
function encoded(line: object): Buffer {
  const text = JSON.stringify(line);
  return Buffer.from(`${checksum(text)} ${text}\n`);
}

function ifMissing(error: NodeJS.ErrnoException): Buffer {
  if (error.code === 'ENOENT') return Buffer.alloc(0);
  throw error;
}

/** Replaces the file with one that contains only these lines, and returns its length. */
async function writeAnew(file: string, lines: readonly Line[]): Promise<number> {
  const bytes = linesOf(lines);
  await placeFile(file, bytes, { mode: 0o600 }).catch((error) => {
    // It is in place, and writing the next line confirms it.
    if (!(error instanceof SwitchoverError && error.problem.code === 'file-unconfirmed')) throw error;
  });
  return bytes.length;
}

async function keepAside(file: string): Promise<string> {
  const aside = `${file}.damaged-${Date.now()}`;
  await placeFile(aside, await readFile(file), { mode: 0o600 });
  return aside;
}
