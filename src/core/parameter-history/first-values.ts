/**
 * The values of the pair file are only the initial ones of a pair: once there is a history, that applies. Later changes
 * in the file are reported, because they have no effect.
 */
import type { ParameterValues } from '../config/parameters/catalogue.ts';
import type { History, StoredValues } from './history.ts';
import { namesOfBoth, valueIn } from './history.ts';

/**
 * Names of parameters whose value in the pair file differs both from when its values were read and from what is set now.
 * If the first checkpoint is no longer stored: those that differ from what is set now.
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
