/** Reads a file named by the caller: text of moderate size, from disk or from a pipe. */
import { closeSync, openSync, readSync } from 'node:fs';
import { SwitchoverError } from '../../core/problem.ts';

/**
 * All bytes; of a larger file just enough that its reader notices. Pipes are read to the end. `kind` describes the
 * expected file, as in "a parameter file".
 *
 * @throws SwitchoverError (unreachable) `file-missing`, `file-is-folder`, `file-unreadable`
 */
export async function readInputFile(file: string, limitBytes: number, kind: string): Promise<Buffer> {
  let handle: number | null = null;
  try {
    // Synchronous: promises start threads, which would cost a command more than the read itself.
    handle = openSync(file, 'r');
    const chunks: Buffer[] = [];
    for (let length = 0; length <= limitBytes; ) {
      const chunk = Buffer.allocUnsafe(64 * 1024);
      const bytesRead = readSync(handle, chunk);
      if (bytesRead === 0) break;
      chunks.push(chunk.subarray(0, bytesRead));
      length += bytesRead;
    }
    return Buffer.concat(chunks);
  } catch (error) {
    throw unreadable(file, kind, error as NodeJS.ErrnoException);
  } finally {
    if (handle !== null) closeSync(handle);
  }
}

function unreadable(file: string, kind: string, { code = 'unknown', message }: NodeJS.ErrnoException): SwitchoverError {
  const fail = (own: string, what: string, why: string | null, next: string): SwitchoverError =>
    new SwitchoverError('unreachable', { code: own, what, why, where: file, do: next });
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return fail(
      'file-missing',
      `${file} does not exist`,
      null,
      'check the name; relative names start in the current folder',
    );
  }
  if (code === 'EISDIR') {
    return fail('file-is-folder', `${file} is a folder`, `${kind} is expected`, 'specify a file in it');
  }
  const denied = code === 'EACCES' || code === 'EPERM';
  return fail(
    'file-unreadable',
    `cannot read ${file}`,
    denied ? 'permission denied' : message,
    denied ? 'run as a user who may read it' : 'check the disk and the file',
  );
}
