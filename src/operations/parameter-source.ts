import { readValues } from '../core/parameter-file/values.ts';
import type { ParameterValues } from '../core/parameters/catalogue.ts';
import type { Problem } from '../core/problem.ts';
import { SwitchoverError } from '../core/problem.ts';
import { loadParameterFile } from '../host/parameter-file.ts';

/** Where the values of parameters stand. Every kind of source is read into this. */
export interface ParameterSource {
  /** What people call it: the name of the file, `default`. */
  readonly name: string;
  /** What is set there. */
  readonly values: ParameterValues;
  /** What a running pair goes by; null where nothing runs by this source. */
  readonly inForce: ParameterValues | null;
  readonly warnings: readonly Problem[];
}

/** Nothing set: every parameter has its default. */
export const DEFAULTS: ParameterSource = { name: 'default', values: {}, inForce: null, warnings: [] };

/**
 * The values of a parameter file.
 *
 * @throws SwitchoverError (usage) what is wrong in it, all of it; (unreachable) see `loadParameterFile`
 */
export async function openFileSource(file: string): Promise<ParameterSource> {
  const { values, problems } = readValues(await loadParameterFile(file));
  const errors = problems.filter(({ severity }) => severity === 'error');
  const warnings = problems.filter(({ severity }) => severity !== 'error');
  if (errors.length > 0) throw new SwitchoverError('usage', errors[0]!, [...errors.slice(1), ...warnings]);
  return { name: file, values, inForce: null, warnings };
}
