import type { PairPlaces } from '../../client/node-pair.ts';
import { checkValues } from '../../core/config/parameter-file/values.ts';
import { findParameter } from '../../core/config/parameters/catalogue.ts';
import type { ParameterValue } from '../../core/config/parameters/definition.ts';
import { printValue } from '../../core/config/parameters/print-value.ts';
import { checkTogether } from '../../core/config/parameters/rules.ts';
import { unknownParameter } from '../../core/config/parameters/unknown-parameter.ts';
import { parseValue } from '../../core/config/parameters/value.ts';
import type { Problem } from '../../core/problem.ts';
import type { ParameterValidation } from '../../core/results/validation.ts';
import { loadParameterFile } from '../../host/files/parameter-file.ts';
import { openSource } from './parameter-place.ts';

/**
 * The problems of the values of a running pair. Each was checked when it was set, but newer versions may have more rules.
 *
 * @throws SwitchoverError see `readPairParameters`
 */
export async function validatePair(places: PairPlaces): Promise<ParameterValidation & { readonly pair: string }> {
  const { name, values, warnings } = await openSource(places);
  const single = Object.entries(values).flatMap(([each, value]) => problemsOfValue(each, value));
  const together = checkTogether(values).map(({ problem }) => ({ ...problem, where: null }));
  const problems = [...warnings, ...single, ...together];
  const valid = !problems.some(({ severity }) => severity === 'error');
  return { pair: name, valid, problems, sound: Object.keys(values).length };
}

function problemsOfValue(name: string, value: ParameterValue): readonly Problem[] {
  const definition = findParameter(name);
  if (definition === null) return [unknownParameter(name, null)];
  const parsed = parseValue(definition, printValue(definition, value), null);
  return parsed.ok ? parsed.warnings : [parsed.problem, ...parsed.also];
}

/**
 * All problems of a parameter file, in the order of the file.
 *
 * @throws SwitchoverError (unreachable) if the file cannot be read
 */
export async function validateParameterFile(file: string): Promise<ParameterValidation> {
  const { values, problems } = checkValues(await loadParameterFile(file));
  const valid = !problems.some(({ severity }) => severity === 'error');
  return { valid, problems, sound: Object.keys(values).length };
}
