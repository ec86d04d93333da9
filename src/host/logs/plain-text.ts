/**
 * Bytes to UTF-8: compressed data is unpacked, UTF-16 is converted to UTF-8, and anything that is not text is refused
 * with the reason. Only the current block is held in memory, whatever the size.
 */
import type { Gunzip } from 'node:zlib';
import { foreignFile } from './foreign-files.ts';
import { logProblem } from './log-problems.ts';
import type { LogSource } from './log-source.ts';

type Remark = (words: string) => void;
type Bytes = AsyncIterable<Buffer>;

/** How much of the beginning is examined to find out what it is. */
const HEAD_BYTES = 8192;

/** @throws SwitchoverError (unreachable) if it is not text, see `logProblem` */
export async function* plainText(source: LogSource, remark: Remark): AsyncGenerator<Buffer> {
  yield* afterHead(source.bytes(remark), (head, rest) => {
    if (head.length === 0) throw logProblem('log-empty', source.name);
    if (isZip(head)) throw logProblem('log-archive-nested', source.name);
    if (!isGzip(head)) return decoded(source, head, rest, remark);
    return afterHead(gunzipped(source.name, chain(head, rest), remark), (begin, more) => {
      if (begin.length === 0) throw logProblem('log-empty', source.name);
      return decoded(source, begin, more, remark);
    });
  });
}

export function isZip(head: Buffer): boolean {
  if (head.length < 4) return false;
  const mark = head.readUInt32LE(0);
  // The header of a file, or the end of an archive without files.
  return mark === 0x04034b50 || mark === 0x06054b50;
}

function isGzip(head: Buffer): boolean {
  return head.length >= 3 && head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;
}

// --- the beginning ------------------------------------------------------------------------------------------------

/**
 * Continues with what is found for the first blocks, of which there are enough to examine, and the rest. Whatever comes
 * of it, the bytes are closed.
 */
async function* afterHead(
  bytes: Bytes,
  read: (head: Buffer, rest: AsyncIterator<Buffer>) => Bytes,
): AsyncGenerator<Buffer> {
  const rest = bytes[Symbol.asyncIterator]();
  try {
    let head: Buffer = Buffer.alloc(0);
    while (head.length < HEAD_BYTES) {
      const { done, value } = await rest.next();
      if (done === true) break;
      // A copy, because the source reuses the block.
      head = Buffer.concat([head, value]);
    }
    yield* read(head, rest);
  } finally {
    await rest.return?.();
  }
}

async function* chain(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield head;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

// --- gzip -----------------------------------------------------------------------------------------------------------

/** A log shrinks to between a tenth and a fiftieth. Anything that grows more than this is a decompression bomb. */
const MOST_GROWTH = 250;
const FREE_BYTES = 64 * 1024 * 1024;

/** A guard for unpacking: true while `grown` bytes are a plausible result of `packed` ones. */
export function mayGrowTo(grown: number, packed: number): boolean {
  return grown <= FREE_BYTES + MOST_GROWTH * packed;
}

export const GREW_TOO_MUCH = `it grows more than ${MOST_GROWTH}-fold when it is unpacked, which no log does: the rest was not read`;

async function* gunzipped(name: string, packed: Bytes, remark: Remark): AsyncGenerator<Buffer> {
  // Loaded on demand: most logs are not compressed.
  const { createGunzip } = await import('node:zlib');
  const gunzip = createGunzip({ chunkSize: 128 * 1024 });
  const feeding = feed(gunzip, packed);
  let count = 0;
  try {
    for await (const block of gunzip as AsyncIterable<Buffer>) {
      count += block.length;
      if (!mayGrowTo(count, gunzip.bytesWritten)) {
        remark(GREW_TOO_MUCH);
        return;
      }
      yield block;
    }
  } catch (error) {
    const isCut = (error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR';
    if (count === 0)
      throw logProblem('log-archive-damaged', name, isCut ? 'it is truncated' : (error as Error).message);
    remark(isCut ? 'it is truncated: its end is missing' : 'it is damaged: nothing after the damage was read');
  } finally {
    gunzip.destroy();
    await feeding;
  }
}

/** Writes everything, waiting if the other side is slower; a read error also ends the unpacking. */
async function feed(gunzip: Gunzip, packed: Bytes): Promise<void> {
  try {
    for await (const block of packed) {
      if (gunzip.destroyed) return;
      // A copy, because the source reuses the block and unpacking happens later.
      if (!gunzip.write(Buffer.from(block))) await drained(gunzip);
    }
    gunzip.end();
  } catch (error) {
    gunzip.destroy(error as Error);
  }
}

function drained(gunzip: Gunzip): Promise<void> {
  return new Promise((resolve) => {
    gunzip.once('drain', resolve).once('close', resolve);
  });
}

// --- letters --------------------------------------------------------------------------------------------------------

/** Its beginning is plain UTF-8, so reading can start anywhere. */
export function isPlainUtf8(head: Buffer): boolean {
  return !isZip(head) && !isGzip(head) && utf16Of(head) === null && !hasNuls(head);
}

async function* decoded(source: LogSource, head: Buffer, rest: AsyncIterator<Buffer>, remark: Remark): Bytes {
  const { name } = source;
  const foreign = foreignFile(source, head);
  if (foreign !== null) throw foreign;
  const sixteen = utf16Of(head);
  if (sixteen === null) {
    if (hasNuls(head) && /\.ininlog$/i.test(name)) throw logProblem('log-ininlog', name);
    yield* afterHead(withoutNulRuns(chain(head, rest), remark), (begin, more) => {
      if (begin.length === 0) throw logProblem('log-binary', name, ONLY_NULS, FROM_ELSEWHERE);
      if (isBinary(begin)) throw logProblem('log-binary', name);
      return chain(begin, more);
    });
    return;
  }
  let odd: Buffer = Buffer.alloc(0);
  for await (const block of chain(head, rest)) {
    const whole = odd.length === 0 ? block : Buffer.concat([odd, block]);
    const even = evenLength(whole, sixteen);
    odd = Buffer.from(whole.subarray(even));
    const units = Buffer.from(whole.subarray(0, even));
    // Half a character, left by damage, becomes the replacement character.
    yield Buffer.from((sixteen === 'big' ? units.swap16() : units).toString('utf16le'));
  }
}

/** Not within a character: a surrogate pair is one. */
function evenLength(bytes: Buffer, order: 'little' | 'big'): number {
  const even = bytes.length & ~1;
  if (even < 2) return even;
  const last = order === 'little' ? bytes.readUInt16LE(even - 2) : bytes.readUInt16BE(even - 2);
  return last >= 0xd800 && last <= 0xdbff ? even - 2 : even;
}

/** By its byte order mark; otherwise by every second byte being 0, as in Western text. */
function utf16Of(head: Buffer): 'little' | 'big' | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'little';
  if (head[0] === 0xfe && head[1] === 0xff) return 'big';
  const looked = Math.min(head.length, 512) & ~1;
  if (looked < 32) return null;
  let [even, odd] = [0, 0];
  for (let at = 0; at < looked; at += 2) {
    if (head[at] === 0) even += 1;
    if (head[at + 1] === 0) odd += 1;
  }
  const most = (looked / 2) * 0.9;
  if (odd > most && even === 0) return 'little';
  return even > most && odd === 0 ? 'big' : null;
}

const ONLY_NULS = 'it has only NUL bytes, as after a power failure: what was written is lost';
const FROM_ELSEWHERE = 'give the previous file of this log, or the log of the other server';
const HAD_NULS =
  'NUL bytes in it were skipped, as a power failure or a truncation while it was written leaves them: rows may be missing there';

/** NULs at the beginning are left out; any other run of them becomes a single one, however long it is. */
async function* withoutNulRuns(bytes: Bytes, remark: Remark): AsyncGenerator<Buffer> {
  let [isRun, isHole, isSaid] = [true, false, false];
  const follows = (): void => {
    if (isHole && !isSaid) remark(HAD_NULS);
    isSaid ||= isHole;
  };
  for await (const block of bytes) {
    if (!block.includes(0)) {
      follows();
      isRun = false;
      yield block;
      continue;
    }
    const kept = Buffer.allocUnsafe(block.length);
    let length = 0;
    for (const byte of block) {
      if (byte === 0) isHole = true;
      else follows();
      if (byte === 0 && isRun) continue;
      isRun = byte === 0;
      kept[length] = byte;
      length += 1;
    }
    yield kept.subarray(0, length);
  }
}

/** Text has hardly any control characters; that it has a few NULs is damage. */
function isBinary(head: Buffer): boolean {
  if (!hasNuls(head)) return false;
  const looked = head.subarray(0, HEAD_BYTES);
  const strange = looked.filter((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27) || byte === 127);
  return strange.length > Math.max(1, looked.length / 50);
}

/** NULs at the very end do not count: a machine that lost power leaves them after the last line. */
function hasNuls(head: Buffer): boolean {
  let end = Math.min(head.length, HEAD_BYTES);
  while (end > 0 && head[end - 1] === 0) end -= 1;
  return end === 0 || head.subarray(0, end).includes(0);
}
