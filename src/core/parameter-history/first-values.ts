/**
 * The values of the pair file are the first ones of a pair and nothing else: once there is a history, it counts. Who
 * changes them there later is told, because nothing would come of it.
 */
import type { ParameterValues } from '../parameters/catalogue.ts';
import type { History, StoredValues } from './history.ts';
import { namesOfBoth, valueIn } from './history.ts';

/**
 * Names of parameters that a pair file says otherwise than when its values were taken, and otherwise than what is set.
 * Where the first checkpoint is no longer kept: those that it says otherwise than what is set.
 */
export function changedInPairFile({ base, checkpoints, values }: History, said: ParameterValues): string[] {
  const [first] = checkpoints;
  if (first === undefined && base.number === 0) return [];
  const now = said as StoredValues;
  const then = first?.number === 1 && first.made.is === 'first' ? (first.to as StoredValues) : null;
  const names = then === null ? Object.keys(now) : namesOfBoth(then, now);
  return names.filter((name) => {
    const value = valueIn(now, name);
    return value !== valueIn(values, name) && (then === null || value !== valueIn(then, name));
  });
}
