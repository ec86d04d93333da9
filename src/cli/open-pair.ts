import type { NodePair } from '../pairs/node-pair.ts';
import { openNodePair } from '../pairs/node-pair.ts';
import { placesOf } from './pair-flags.ts';

/** The pair that `PAIR_FLAGS` name, ready to be asked. Close it when done. */
export async function openPair(flags: Parameters<typeof placesOf>[0]): Promise<NodePair> {
  return openNodePair(await placesOf(flags));
}
