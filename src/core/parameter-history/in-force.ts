/** What a running server goes by, and what waits for its restart (reading R16). */
import type { ParameterName, ParameterValues } from '../parameters/catalogue.ts';
import { CATALOGUE, findParameter } from '../parameters/catalogue.ts';
import type { ParameterDefinition } from '../parameters/definition.ts';
import { isUsed } from '../parameters/groups.ts';
import { waits } from '../parameters/parameter-state.ts';
import { parseValue } from '../parameters/value.ts';
import type { StoredValues } from './history.ts';
import { valueIn } from './history.ts';

const DEFINITIONS: readonly ParameterDefinition[] = CATALOGUE;

/**
 * What this version can go by; a companion of another one may have set more. `judged`: values that have been found
 * sound before, as those of the pair file when it was read.
 */
export function usableValues(values: StoredValues, judged: ParameterValues): ParameterValues {
  const usable = Object.entries(values).filter(([name, value]) => {
    if (valueIn(judged as StoredValues, name) === value) return true;
    const definition = findParameter(name);
    if (definition?.name !== name) return false;
    // Lists are long, and nothing that decides reads them.
    if (definition.type.is === 'list') return typeof value === 'string';
    const parsed = parseValue(definition, String(value), null);
    return parsed.ok && parsed.value === value;
  });
  // The catalogue's own types make the values fit their names; a map built entry by entry cannot show it.
  return Object.fromEntries(usable) as ParameterValues;
}

/** What is in force once these values are set: those felt at once follow, and what nothing uses; the others stay. */
export function inForceAfter(inForce: ParameterValues, values: ParameterValues): ParameterValues {
  const now = DEFINITIONS.flatMap(({ name, group, takesEffect }) => {
    const follows = takesEffect.when === 'at-once' || !isUsed({ group });
    const value = valueIn(follows ? values : inForce, name);
    return value === null ? [] : [[name, value] as const];
  });
  return Object.fromEntries(now) as ParameterValues;
}

/** Names of the parameters that wait, in the order of the catalogue. */
export function waitingNames(values: ParameterValues, inForce: ParameterValues): ParameterName[] {
  return DEFINITIONS.filter((each) => waits(each, values, inForce)).map(({ name }) => name as ParameterName);
}
