/** The end of a log that this process writes, with its rotated pieces where it is too short by itself. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { LOGS_KEPT } from '../files/journal-file.ts';

export interface LogTail {
  /** Whole lines. */
  readonly text: string;
  /** Whether there are older lines. */
  readonly more: boolean;
}

/**
 * At most `bytes` from the end of `file`, then of `file.1` to `file.5`, as one text. Synchronous, so that the log cannot be
 * rotated meanwhile. Pieces that cannot be read count as missing.
 */
export function logTail(file: string, bytes: number): LogTail {
  const pieces: Buffer[] = [];
  let left = bytes;
  let cut = false;
  for (let number = 0; number <= LOGS_KEPT && left > 0; number += 1) {
    const piece = endOf(number === 0 ? file : `${file}.${number}`, left);
    if (piece === null) continue;
    pieces.unshift(piece.content);
    left -= piece.content.length;
    cut = piece.cut;
  }
  const all = Buffer.concat(pieces);
  const from = cut ? all.indexOf(0x0a) + 1 : 0;
  // A line that is longer than what was asked for is shown from its middle.
  return { text: shown(all.subarray(from).toString('utf8')), more: cut || left <= 0 };
}

/** Null if it cannot be read. */
function endOf(file: string, bytes: number): { readonly content: Buffer; readonly cut: boolean } | null {
  let handle: number | null = null;
  try {
    handle = openSync(file, 'r');
    const { size } = fstatSync(handle);
    const content = Buffer.alloc(Math.min(size, bytes));
    const read = readSync(handle, content, 0, content.length, size - content.length);
    return { content: content.subarray(0, read), cut: size > bytes };
  } catch {
    return null;
  } finally {
    if (handle !== null) closeSync(handle);
  }
}

/** In JSON, a control character takes six times its size. */
function shown(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f]/g, '\ufffd');
}
