/** Looks into a file for its first and last time. Memory use does not depend on its size. */

import { RECORDER_MARK } from '../../core/diagnosis/kinds.ts';
import { timesIn } from '../../core/diagnosis/piece-times.ts';
import type { PieceTimes } from '../../core/diagnosis/rotated-files.ts';
import { fileBytes, type LogSource } from './log-source.ts';
import { isPlainUtf8, plainText } from './plain-text.ts';

const LOOKED_BYTES = 64 * 1024;
const ignore = (): void => undefined;

/** Null if it cannot be read, or has no times. */
export async function timesOfPiece(source: LogSource): Promise<PieceTimes> {
  try {
    const { head, end } = (await endsOfFile(source)) ?? (await endsOf(plainText(source, ignore)));
    // In a flight recorder, every line has its time.
    const begins = head.toString('latin1', 0, RECORDER_MARK.length) === RECORDER_MARK;
    return begins ? null : timesIn(head.toString('utf8'), end?.toString('utf8') ?? null);
  } catch {
    // Reading the log will say why.
    return null;
  }
}

interface Ends {
  readonly head: Buffer;
  readonly end: Buffer | null;
}

async function endsOfFile({ file }: LogSource): Promise<Ends | null> {
  if (file === null || file.size <= 2 * LOOKED_BYTES) return null;
  const read = async (from: number, to: number): Promise<Buffer> =>
    (await endsOf(fileBytes(file.path, from, to, ignore))).head;
  const head = await read(0, LOOKED_BYTES);
  return isPlainUtf8(head) ? { head, end: await read(file.size - LOOKED_BYTES, file.size) } : null;
}

async function endsOf(bytes: AsyncIterable<Buffer>): Promise<Ends> {
  let head: Buffer = Buffer.alloc(0);
  let end: Buffer | null = null;
  for await (const block of bytes) {
    const room = LOOKED_BYTES - head.length;
    // Copies, because the source reuses the block.
    if (room > 0) head = Buffer.concat([head, block.subarray(0, room)]);
    if (block.length > room)
      end = Buffer.concat([end ?? Buffer.alloc(0), block.subarray(Math.max(room, 0))]).subarray(-LOOKED_BYTES);
  }
  return { head, end };
}
