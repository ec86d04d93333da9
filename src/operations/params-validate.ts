import { readValues } from '../core/parameter-file/values.ts';
import type { Problem } from '../core/problem.ts';
import { loadParameterFile } from '../host/parameter-file.ts';

export interface Validation {
  /** False where there is an error; warnings alone leave a file usable. */
  readonly valid: boolean;
  readonly problems: readonly Problem[];
  /** How many parameters the file sets to a sound value. */
  readonly sound: number;
}

/**
 * Everything that is wrong with a parameter file, in the order of the file.
 *
 * @throws SwitchoverError (unreachable) where the file cannot be read
 */
export async function validateParameterFile(file: string): Promise<Validation> {
  const { values, problems } = readValues(await loadParameterFile(file));
  const valid = !problems.some(({ severity }) => severity === 'error');
  return { valid, problems, sound: Object.keys(values).length };
}
