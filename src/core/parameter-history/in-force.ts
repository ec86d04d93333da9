/** The values a running server uses, and those that take effect after its restart (reading R16). */
import type { ParameterName, ParameterValues } from '../config/parameters/catalogue.ts';
import { CATALOGUE, findParameter } from '../config/parameters/catalogue.ts';
import type { ParameterDefinition } from '../config/parameters/definition.ts';
import { isUsed } from '../config/parameters/groups.ts';
import { waits } from '../config/parameters/parameter-state.ts';
import { parseValue } from '../config/parameters/value.ts';
import type { StoredValues } from './history.ts';
import { valueIn } from './history.ts';

const DEFINITIONS: readonly ParameterDefinition[] = CATALOGUE;

/**
 * The values that this version can use; a companion of another version may have set more. `judged`: values that were
 * already checked, such as those of the pair file.
 */
export function usableValues(values: StoredValues, judged: ParameterValues): ParameterValues {
  const usable = Object.entries(values).filter(([name, value]) => {
    if (valueIn(judged as StoredValues, name) === value) return true;
    const definition = findParameter(name);
    if (definition?.name !== name) return false;
    // Lists are long, and no decision depends on them.
    if (definition.type.is === 'list') return typeof value === 'string';
    const parsed = parseValue(definition, String(value), null);
    return parsed.ok && parsed.value === value;
  });
  // Each value was checked by its own definition, which the type of a map built entry by entry cannot express.
  return Object.fromEntries(usable) as ParameterValues;
}

/** The values in force once these are set: those that take effect immediately or are unused follow; the others stay. */
export function inForceAfter(inForce: ParameterValues, values: ParameterValues): ParameterValues {
  const now = DEFINITIONS.flatMap(({ name, group, takesEffect }) => {
    const follows = takesEffect.when === 'at-once' || !isUsed({ group });
    const value = valueIn(follows ? values : inForce, name);
    return value === null ? [] : [[name, value] as const];
  });
  return Object.fromEntries(now) as ParameterValues;
}

/** Names of the parameters that wait for a restart, in the order of the catalogue. */
export function waitingNames(values: ParameterValues, inForce: ParameterValues): ParameterName[] {
  return DEFINITIONS.filter((each) => waits(each, values, inForce)).map(({ name }) => name as ParameterName);
}
