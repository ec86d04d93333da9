/** Reads a parameter file, from disk or from a pipe. */
import type { FileContent } from '../../core/config/parameter-file/parameter-file.ts';
import { LARGEST_FILE_BYTES, readParameterFile } from '../../core/config/parameter-file/read.ts';
import { readInputFile } from './input-file.ts';

/**
 * Reads a parameter file. Errors in its content are in its `problems` and not thrown.
 *
 * @throws SwitchoverError (unreachable) as `readInputFile`
 */
export async function loadParameterFile(file: string): Promise<FileContent> {
  return readParameterFile(await readParameterBytes(file), file);
}

/**
 * The bytes of a parameter file, for callers that compare them before rewriting it.
 *
 * @throws SwitchoverError (unreachable) as `readInputFile`
 */
export function readParameterBytes(file: string): Promise<Buffer> {
  return readInputFile(file, LARGEST_FILE_BYTES, 'a parameter file');
}
