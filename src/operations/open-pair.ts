import type { NodePair } from '../pairs/node-pair.ts';
import { openNodePair } from '../pairs/node-pair.ts';

/** The pair that a command's flags name, ready to be asked. Close it when done. */
export function openPair(places: { readonly pairFile: string; readonly credential: string }): Promise<NodePair> {
  return openNodePair(places);
}
