/**
 * Log files, read line by line: a file of any size takes the same memory. What cannot be a log is refused with the
 * reason; what is a log with damage in it is read as far as it goes.
 */
import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import { cutLines } from '../core/logs/lines.ts';
import { SwitchoverError } from '../core/problem.ts';

const CHUNK_BYTES = 64 * 1024;
/** So much of the beginning is looked at to tell text from something else. */
const HEAD_BYTES = 8192;

/**
 * Reads one log, handing its lines to `each` in order; `whole` is false where an overlong line was cut.
 * UTF-8, or UTF-16 where it begins with a byte order mark; bytes that are neither become U+FFFD.
 *
 * @throws SwitchoverError (unreachable) `log-missing`, `log-is-folder`, `log-unreadable`, `log-empty`, `log-binary`
 */
export async function readLogFile(file: string, each: (line: string, whole: boolean) => void): Promise<void> {
  let handle: FileHandle | null = null;
  try {
    // A folder opens without complaint on some systems, so what it is comes first.
    const facts = await stat(file);
    if (facts.isDirectory()) throw isFolder(file);
    handle = await open(file, constants.O_RDONLY);
    // A log may grow while it is read; what is written after this moment belongs to the next question.
    await readChunks(file, handle, facts.isFile() ? facts.size : Number.POSITIVE_INFINITY, each);
  } catch (error) {
    throw error instanceof SwitchoverError ? error : unreadable(file, error);
  } finally {
    await handle?.close();
  }
}

async function readChunks(
  file: string,
  handle: FileHandle,
  limit: number,
  each: (line: string, whole: boolean) => void,
): Promise<void> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  const cutter = cutLines(each);
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  let read = 0;
  while (read < limit) {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(CHUNK_BYTES, limit - read), null);
    if (bytesRead === 0) break;
    const chunk = buffer.subarray(0, bytesRead);
    decoder ??= decoderFor(file, chunk);
    read += bytesRead;
    cutter.take(decoder.decode(chunk, { stream: true }));
  }
  if (decoder === null) throw isEmpty(file);
  cutter.take(decoder.decode());
  cutter.end();
}

function decoderFor(file: string, first: Buffer): InstanceType<typeof TextDecoder> {
  if (first[0] === 0xff && first[1] === 0xfe) return new TextDecoder('utf-16le');
  if (first[0] === 0xfe && first[1] === 0xff) return new TextDecoder('utf-16be');
  if (hasNuls(first.subarray(0, HEAD_BYTES))) throw isBinary(file);
  return new TextDecoder('utf-8');
}

/** NULs at the very end do not count: a machine that lost its power leaves them behind the last line. */
function hasNuls(head: Buffer): boolean {
  let end = head.length;
  while (end > 0 && head[end - 1] === 0) end -= 1;
  return end === 0 || head.subarray(0, end).includes(0);
}

const GIVE_A_LOG = 'give the Switchover log of the server that is or was the backup';

function isFolder(file: string): SwitchoverError {
  return new SwitchoverError('unreachable', {
    code: 'log-is-folder',
    what: `${file} is a folder, not a log`,
    why: 'a log is a file',
    where: file,
    do: 'name the files in it that are logs',
  });
}

function isEmpty(file: string): SwitchoverError {
  return new SwitchoverError('unreachable', {
    code: 'log-empty',
    what: `${file} is empty`,
    why: 'it has no bytes, so it can tell nothing',
    where: file,
    do: `${GIVE_A_LOG}, or the file before it where logs are rotated`,
  });
}

function isBinary(file: string): SwitchoverError {
  return new SwitchoverError('unreachable', {
    code: 'log-binary',
    what: `${file} is not a text file`,
    why: 'it has NUL bytes and no byte order mark',
    where: file,
    do: `${GIVE_A_LOG}; a binary log must be exported as text first, UTF-16 needs its byte order mark`,
  });
}

function unreadable(file: string, error: unknown): SwitchoverError {
  const { code = 'unknown', message = String(error) } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new SwitchoverError('unreachable', {
      code: 'log-missing',
      what: `there is no file ${file}`,
      why: 'the system does not find it',
      where: file,
      do: 'check the name; it is taken from the current folder on where it is not absolute',
    });
  }
  const denied = code === 'EACCES' || code === 'EPERM';
  return new SwitchoverError('unreachable', {
    code: 'log-unreadable',
    what: `${file} cannot be read`,
    why: denied ? 'this user has no right to read it' : message,
    where: file,
    do: denied ? 'run as a user who may read it, or copy it to a place where you may' : 'check the disk and the file',
  });
}
