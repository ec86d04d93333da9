/** Where the parameters are in the tree, with their history. */
import { isWithin, keyOf } from './path.ts';

export const PARAMETER_KEYS = [
  keyOf({ root: 'SERVER', names: ['Parameters'] }),
  keyOf({ root: 'SERVER', names: ['Parameter History'] }),
];

/** Whether an entry belongs to the parameters: replicated in every state, and changed by `switchover params` only. */
export function isOfParameters(key: string): boolean {
  return PARAMETER_KEYS.some((each) => isWithin(key, each));
}
