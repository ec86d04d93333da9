/** A text file that only grows at its end, is cut into pieces of a known size, and keeps a known number of them. */
import {
  closeSync,
  existsSync,
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

export interface JournalFile extends WatchedFile {
  readonly refresh: () => FileOutcome;
  /**
   * Writes one line before it returns, so that what follows cannot be seen without it. Handed to the system, not
   * synced. False where the disk refused: a full disk must not stop a server, nor leave half a line.
   */
  readonly append: (line: string) => boolean;
  readonly close: () => void;
}

export interface JournalLimits {
  readonly maxBytes: number;
  /** Older pieces kept, as `NAME.1` (the newest) to `NAME.n`. */
  readonly keep: number;
  /** First line of every piece. */
  readonly header: string | null;
}

interface Piece {
  readonly fd: number;
  bytes: number;
  /** It ends in half a line, from a process that was killed in the middle of it. */
  torn: boolean;
}

/** @throws SwitchoverError `log-unwritable` (unreachable) where the file cannot be opened at all */
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
        return appendWhole(piece, Buffer.from(`${piece.torn ? '\n' : ''}${header}${line}\n`));
      } catch {
        return false;
      }
    },
    refresh: () => {
      try {
        const held = fstatSync(piece.fd);
        // Another program may have emptied it after copying it.
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

/** All of it or nothing: a nearly full disk takes the beginning of a line, which is then taken back. */
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

/** The old piece stays in use where no new one can be begun: its descriptor is given up last. */
function nextPiece(file: string, piece: Piece, keep: number): Piece {
  try {
    // Not there: it was moved already, and then no new one could be made.
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
    what: `the log ${file} cannot be opened for writing`,
    why: error.message,
    where: file,
    do: 'make the data folder writable for this user, or name another with "data:" in the pair file',
  });
}
