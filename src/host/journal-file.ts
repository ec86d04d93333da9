/** A text file that only grows at its end, is cut into pieces of a known size, and keeps a known number of them. */
import { closeSync, existsSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';

export interface JournalFile {
  readonly path: string;
  /**
   * Writes one line before it returns, so that what follows cannot be seen without it. Handed to the system, not
   * synced. False where the disk refused: a full disk must not stop a server.
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

export function openJournal(file: string, limits: JournalLimits): JournalFile {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  let piece = openPiece(file, limits.header);
  return {
    path: file,
    append: (line) => {
      try {
        if (piece.bytes >= limits.maxBytes) {
          closeSync(piece.fd);
          rotate(file, limits.keep);
          piece = openPiece(file, limits.header);
        }
        piece.bytes += writeSync(piece.fd, `${line}\n`);
        return true;
      } catch {
        return false;
      }
    },
    close: () => closeSync(piece.fd),
  };
}

function openPiece(file: string, header: string | null): { fd: number; bytes: number } {
  const fd = openSync(file, 'a', 0o600);
  let bytes = fstatSync(fd).size;
  if (bytes === 0 && header !== null) bytes += writeSync(fd, `${header}\n`);
  return { fd, bytes };
}

function rotate(file: string, keep: number): void {
  rmSync(`${file}.${keep}`, { force: true });
  for (let number = keep - 1; number >= 1; number -= 1) {
    if (existsSync(`${file}.${number}`)) renameSync(`${file}.${number}`, `${file}.${number + 1}`);
  }
  renameSync(file, `${file}.1`);
}
