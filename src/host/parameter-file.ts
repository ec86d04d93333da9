/** Reading a parameter file from the disk, or from a pipe. */
import type { ParameterFile } from '../core/parameter-file/parameter-file.ts';
import { LARGEST_FILE_BYTES, readParameterFile } from '../core/parameter-file/read.ts';
import { readInputFile } from './input-file.ts';

/**
 * Reads a parameter file. What is wrong with its content is in its `problems`, nothing of it is thrown.
 *
 * @throws SwitchoverError (unreachable) as `readInputFile`
 */
export async function loadParameterFile(file: string): Promise<ParameterFile> {
  return readParameterFile(await readInputFile(file, LARGEST_FILE_BYTES, 'a parameter file'), file);
}
