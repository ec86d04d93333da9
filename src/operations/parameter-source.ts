import { readValues } from '../core/parameter-file/values.ts';
import type { ParameterValues } from '../core/parameters/catalogue.ts';
import type { InForce } from '../core/parameters/parameter-state.ts';
import type { Problem } from '../core/problem.ts';
import { SwitchoverError } from '../core/problem.ts';
import { loadParameterFile } from '../host/parameter-file.ts';

/** Where the values of parameters stand. Every kind of source is read into this. */
export interface ParameterSource {
  /** What people call it: the name of the file, of the pair, `default`. */
  readonly name: string;
  /** What is set there. */
  readonly values: ParameterValues;
  /** What running servers go by, the one that would take over first; null where nothing runs by this source. */
  readonly inForce: readonly InForce[] | null;
  readonly warnings: readonly Problem[];
}

/** Nothing set: every parameter has its default. */
export const DEFAULTS: ParameterSource = { name: 'default', values: {}, inForce: null, warnings: [] };

/**
 * The values of a parameter file. Warned of is what may make it another file than was meant; what there is to be said
 * of its values, `params validate` says.
 *
 * @throws SwitchoverError (usage) what is wrong in it, all of it; (unreachable) see `loadParameterFile`
 */
export async function openFileSource(file: string): Promise<ParameterSource> {
  const content = await loadParameterFile(file);
  const { values, problems } = readValues(content);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new SwitchoverError('usage', errors[0]!, errors.slice(1));
  return { name: file, values, inForce: null, warnings: content.problems };
}
