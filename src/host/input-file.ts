/** Reading a file that the caller has named: a text of moderate size, from the disk or from a pipe. */
import { closeSync, openSync, readSync } from 'node:fs';
import { SwitchoverError } from '../core/problem.ts';

/**
 * All bytes; of a larger file so many that its reader notices. Pipes are read to their end. `kind` is what the file
 * should be, as in "a parameter file".
 *
 * @throws SwitchoverError (unreachable) `file-missing`, `file-is-folder`, `file-unreadable`
 */
export async function readInputFile(file: string, limitBytes: number, kind: string): Promise<Buffer> {
  let handle: number | null = null;
  try {
    // Not by promises: those start threads, which costs a command more than all of its reading.
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
  const fail = (own: string, what: string, why: string, next: string): SwitchoverError =>
    new SwitchoverError('unreachable', { code: own, what, why, where: file, do: next });
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return fail(
      'file-missing',
      `there is no file ${file}`,
      'the system does not find it',
      'check the name; it is taken from the current folder on where it is not absolute',
    );
  }
  if (code === 'EISDIR') {
    return fail('file-is-folder', `${file} is a folder`, `${kind} is a file`, 'name the file in it');
  }
  const denied = code === 'EACCES' || code === 'EPERM';
  return fail(
    'file-unreadable',
    `${file} cannot be read`,
    denied ? 'this user has no right to read it' : message,
    denied ? 'run as a user who may read it' : 'check the disk and the file',
  );
}
