import { setTimeout as sleep } from 'node:timers/promises';
import type { NodePair } from '../../client/node-pair.ts';
import type { Letter } from '../../core/letter.ts';

/** How long changes on their way to the backup may take to arrive, in ms. */
const ON_ITS_WAY_MS = 1_000;
/** How often is looked whether they have, in ms. */
const LOOK_EVERY_MS = 200;

/**
 * What only the active server has, once whatever is on its way has arrived, or after `waitMs`. If it does not answer, a
 * caution covers that, or the server that would take over refuses.
 */
export async function lossOf(
  pair: NodePair,
  active: Letter | null,
  waitMs = ON_ITS_WAY_MS,
): Promise<readonly string[]> {
  const until = performance.now() + waitMs;
  for (;;) {
    const status = active === null ? null : await pair.status(active).catch(() => null);
    const items = status?.wouldLose ?? [];
    // What an Upgrade state leaves out does not arrive, however long one waits.
    const isWaiting = Object.values(status?.behind ?? {}).some((behind) => behind.items !== 0);
    if (items.length === 0 || !isWaiting || performance.now() > until) return items;
    await sleep(LOOK_EVERY_MS);
  }
}
