/** Reading a parameter file from the disk, or from a pipe. */
import { LARGEST_FILE_BYTES } from '../core/parameter-file/limits.ts';
import type { FileContent } from '../core/parameter-file/parameter-file.ts';
import { readSimpleFile } from '../core/parameter-file/simple.ts';
import { readInputFile } from './input-file.ts';

/**
 * Reads a parameter file. What is wrong with its content is in its `problems`, nothing of it is thrown.
 *
 * @throws SwitchoverError (unreachable) as `readInputFile`
 */
export async function loadParameterFile(file: string): Promise<FileContent> {
  const bytes = await readParameterBytes(file);
  const simple = readSimpleFile(bytes, file);
  if (simple !== null) return simple;
  // Loaded here because most files are so simple that the YAML parser is not needed.
  const { readParameterFile } = await import('../core/parameter-file/read.ts');
  return readParameterFile(bytes, file);
}

/**
 * The bytes of a parameter file, for whoever will compare them before writing it anew.
 *
 * @throws SwitchoverError (unreachable) as `readInputFile`
 */
export function readParameterBytes(file: string): Promise<Buffer> {
  return readInputFile(file, LARGEST_FILE_BYTES, 'a parameter file');
}
