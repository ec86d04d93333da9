/** Where a log's bytes come from: a file, a pipe, an entry of an archive. */
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { logProblem, systemProblem } from './log-problems.ts';

/** A file on disk, and its size when it was found. */
export interface PlainFile {
  readonly path: string;
  readonly size: number;
}

export interface LogSource {
  /** The name shown to people. */
  readonly name: string;
  /** The parts of its path; they show its day and which log it belongs to. */
  readonly parts: readonly string[];
  /** The file, if any part of it can be read; null for a source that can only be read once, from the start. */
  readonly file: PlainFile | null;
  /** It can be read only once. */
  readonly isOnce?: boolean;
  /**
   * The bytes. A buffer is valid until the next one is requested. `remark` is called with what a reader must know.
   *
   * @throws SwitchoverError (unreachable) if nothing can be read
   */
  readonly bytes: (remark: (words: string) => void) => AsyncIterable<Buffer>;
}

export const BLOCK_BYTES = 1024 * 1024;

export function fileSource(path: string, size: number): LogSource {
  return {
    name: path,
    parts: partsOf(path),
    file: { path, size },
    bytes: (remark) => fileBytes(path, 0, size, remark),
  };
}

export function partsOf(path: string): readonly string[] {
  return path.split(/[\\/]/).filter((part) => part !== '' && part !== '.');
}

/**
 * Part of a file, block by block. A log may grow while it is read; what is written after it was found is left for the
 * next run.
 */
export async function* fileBytes(
  path: string,
  from: number,
  to: number,
  remark: (words: string) => void,
  blockBytes: number = BLOCK_BYTES,
): AsyncGenerator<Buffer> {
  let handle: FileHandle | null = null;
  let at = from;
  try {
    handle = await open(path);
    const size = Math.min(blockBytes, to - from);
    let [block, other] = [Buffer.allocUnsafeSlow(size), Buffer.allocUnsafeSlow(to - from > size ? size : 0)];
    let next = readInto(handle, block, at, to);
    while (at < to) {
      const count = await next;
      if (count === 0) {
        remark('it became shorter while it was being read');
        return;
      }
      at += count;
      // The next block is read while this one is processed; a failure surfaces when that block is awaited.
      if (at < to) next = readInto(handle, other, at, to);
      next.catch(() => undefined);
      yield block.subarray(0, count);
      [block, other] = [other, block];
    }
  } catch (error) {
    if (at === from) throw systemProblem(path, error);
    remark(`only the first ${at} bytes could be read: ${(error as Error).message}`);
  } finally {
    await handle?.close();
  }
}

async function readInto(handle: FileHandle, block: Buffer, from: number, to: number): Promise<number> {
  const { bytesRead } = await handle.read(block, 0, Math.min(block.length, to - from), from);
  return bytesRead;
}

/** A named pipe, or the other end of a process. Without a writer, reading it would wait forever. */
export function pipeSource(path: string): LogSource {
  return { name: path, parts: partsOf(path), file: null, isOnce: true, bytes: () => pipeBytes(path) };
}

async function* pipeBytes(path: string): AsyncGenerator<Buffer> {
  const { fd, first } = openPipe(path);
  const socket = new Socket({ fd, readable: true, writable: false });
  try {
    if (first !== null) yield first;
    yield* socket as AsyncIterable<Buffer>;
  } finally {
    socket.destroy();
  }
}

/** Opens it without waiting for a writer; `first` is null if there is one that has not written yet. */
function openPipe(path: string): { readonly fd: number; readonly first: Buffer | null } {
  const fd = openOrExplain(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const first = Buffer.alloc(BLOCK_BYTES);
  try {
    const count = readSync(fd, first);
    if (count === 0) throw logProblem('log-empty', path, 'it is a pipe that nothing writes to');
    return { fd, first: first.subarray(0, count) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return { fd, first: null };
    closeSync(fd);
    throw systemProblem(path, error);
  }
}

function openOrExplain(path: string, flags: number): number {
  try {
    return openSync(path, flags);
  } catch (error) {
    throw systemProblem(path, error);
  }
}

export const STANDARD_INPUT = '-';

export function standardInput(): LogSource {
  return {
    name: 'standard input',
    parts: ['standard input'],
    file: null,
    isOnce: true,
    bytes: () => process.stdin as AsyncIterable<Buffer>,
  };
}

/** What a path is, without opening it: a pipe or a device could block or never end. */
export async function kindOfPath(
  path: string,
): Promise<{ readonly kind: 'file' | 'folder' | 'pipe' | 'device'; readonly size: number }> {
  try {
    const facts = await stat(path);
    if (facts.isFile()) return { kind: 'file', size: facts.size };
    if (facts.isDirectory()) return { kind: 'folder', size: 0 };
    return { kind: facts.isFIFO() ? 'pipe' : 'device', size: 0 };
  } catch (error) {
    throw systemProblem(path, error);
  }
}
