/** Where the parameters are in the tree, with their history. */
import { isWithin, keyOf, type TreePath } from '../tree-path.ts';

/** One entry for each value that is set. */
export const PARAMETERS: TreePath = { root: 'SERVER', names: ['Parameters'] };
/** One entry for each checkpoint. */
export const PARAMETER_HISTORY: TreePath = { root: 'SERVER', names: ['Parameter History'] };

export const PARAMETER_KEYS = [PARAMETERS, PARAMETER_HISTORY].map(keyOf);

/** Whether an entry belongs to the parameters: replicated in every state, and changed by `switchover params` only. */
export function isOfParameters(key: string): boolean {
  return PARAMETER_KEYS.some((each) => isWithin(key, each));
}
