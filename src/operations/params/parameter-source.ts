import { readValues } from '../../core/config/parameter-file/values.ts';
import type { ParameterValues } from '../../core/config/parameters/catalogue.ts';
import type { InForce } from '../../core/config/parameters/parameter-state.ts';
import type { Problem } from '../../core/problem.ts';
import { SwitchoverError } from '../../core/problem.ts';
import { loadParameterFile } from '../../host/files/parameter-file.ts';

/** A source of parameter values. Every kind of source is read into this. */
export interface ParameterSource {
  /** Its name: of the file, of the pair, or `default`. */
  readonly name: string;
  /** The values that are set. */
  readonly values: ParameterValues;
  /** The values in force on running servers, the one that would take over first; null if nothing runs with this source. */
  readonly inForce: readonly InForce[] | null;
  readonly warnings: readonly Problem[];
}

/** Nothing is set: every parameter has its default. */
export const DEFAULTS: ParameterSource = { name: 'default', values: {}, inForce: null, warnings: [] };

/**
 * The values of a parameter file. Its warnings are only those that suggest a wrong file; `params validate` reports on its
 * values.
 *
 * @throws SwitchoverError (usage) with all its problems; (unreachable) see `loadParameterFile`
 */
export async function openFileSource(file: string): Promise<ParameterSource> {
  const content = await loadParameterFile(file);
  const { values, problems } = readValues(content);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new SwitchoverError('usage', errors[0]!, errors.slice(1));
  return { name: file, values, inForce: null, warnings: content.problems };
}
