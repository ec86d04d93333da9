/** An append-only text file that is rotated at a given size and keeps a given number of older files. */
import {
  closeSync,
  existsSync,
  fdatasync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { SwitchoverError } from '../../core/problem.ts';
import { type FileOutcome, isSameFile, type WatchedFile } from './watched-file.ts';

/** Older files of the readable log that are kept. */
export const LOGS_KEPT = 5;

export interface JournalFile extends WatchedFile {
  readonly refresh: () => FileOutcome;
  /**
   * Writes one line before it returns, so that nothing that follows can be seen without it. Passed to the system, not
   * synced. False if the disk refused it: a full disk must neither stop a server nor leave half a line.
   */
  readonly append: (line: string) => boolean;
  readonly close: () => void;
}

export interface JournalLimits {
  readonly maxBytes: number;
  /** Number of older files kept, as `NAME.1` (the newest) to `NAME.n`. */
  readonly keep: number;
  /** First line of every file. */
  readonly header: string | null;
  /** Each line is synced too, in the background. */
  readonly synced?: true;
}

interface Piece {
  readonly fd: number;
  bytes: number;
  /** It ends in half a line, left by a process that was killed while writing it. */
  torn: boolean;
}

/** @throws SwitchoverError `log-unwritable` (unreachable) if the file cannot be opened at all */
export function openJournal(file: string, limits: JournalLimits): JournalFile {
  let piece: Piece;
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    piece = openPiece(file);
  } catch (error) {
    throw unwritable(file, error as Error);
  }
  return {
    path: file,
    append: (line) => {
      try {
        if (piece.bytes >= limits.maxBytes) piece = nextPiece(file, piece, limits.keep);
        const header = piece.bytes === 0 && limits.header !== null ? `${limits.header}\n` : '';
        const isWhole = appendWhole(piece, Buffer.from(`${piece.torn ? '\n' : ''}${header}${line}\n`));
        if (isWhole && limits.synced === true) fdatasync(piece.fd, () => undefined);
        return isWhole;
      } catch {
        return false;
      }
    },
    refresh: () => {
      try {
        const held = fstatSync(piece.fd);
        // Another program may have truncated it after copying it.
        piece.bytes = held.size;
        if (isSameFile(held, statSync(file, { throwIfNoEntry: false }))) return 'same';
        mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
        const next = openPiece(file);
        closeSync(piece.fd);
        piece = next;
        return 'begun-anew';
      } catch {
        return 'lost';
      }
    },
    close: () => closeSync(piece.fd),
  };
}

function openPiece(file: string): Piece {
  const fd = openSync(file, 'a+', 0o600);
  const { size } = fstatSync(fd);
  const end = Buffer.alloc(1);
  const torn = size > 0 && readSync(fd, end, 0, 1, size - 1) === 1 && end.toString() !== '\n';
  return { fd, bytes: size, torn };
}

/** All or nothing: a nearly full disk accepts the beginning of a line, which is then removed again. */
function appendWhole(piece: Piece, text: Buffer): boolean {
  const written = writeSync(piece.fd, text);
  if (written < text.length) {
    ftruncateSync(piece.fd, piece.bytes);
    return false;
  }
  piece.bytes += written;
  piece.torn = false;
  return true;
}

/** The old file stays in use if no new one can be created: its descriptor is closed last. */
function nextPiece(file: string, piece: Piece, keep: number): Piece {
  try {
    // Not there: it was already moved, and then no new one could be created.
    if (existsSync(file)) shift(file, keep);
    const next = openPiece(file);
    closeSync(piece.fd);
    return next;
  } catch {
    return piece;
  }
}

function shift(file: string, keep: number): void {
  rmSync(`${file}.${keep}`, { force: true });
  for (let number = keep - 1; number >= 1; number -= 1) {
    if (existsSync(`${file}.${number}`)) renameSync(`${file}.${number}`, `${file}.${number + 1}`);
  }
  renameSync(file, `${file}.1`);
}

function unwritable(file: string, error: Error): SwitchoverError {
  return new SwitchoverError('unreachable', {
    code: 'log-unwritable',
    what: `cannot open the log ${file} for writing`,
    why: error.message,
    where: file,
    do: 'make the data folder writable for this user, or set another one with "data:" in the pair file',
  });
}
