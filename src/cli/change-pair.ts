import type { NodePair, PairPlaces } from '../client/node-pair.ts';
import type { ChangeOptions, PairChange } from '../core/results/parameters.ts';
import type { Outcome } from './switchover-command.ts';

interface ChangeFlags {
  readonly dryRun: boolean;
  readonly reason?: string | undefined;
  readonly expect?: readonly string[] | undefined;
  readonly after?: number | undefined;
}

/**
 * Changes parameters of a running pair and reports the result. Loads what it needs lazily: file commands need none of
 * it.
 */
export async function changePair(
  places: PairPlaces,
  { dryRun, reason, expect, after }: ChangeFlags,
  change: (pair: NodePair, options: ChangeOptions) => Promise<PairChange>,
): Promise<Outcome> {
  const [{ openNodePair }, { renderPairChange }] = await Promise.all([
    import('../client/node-pair.ts'),
    import('../presentation/params/params-change.ts'),
  ]);
  const pair = await openNodePair(places);
  try {
    const done = await change(pair, { dryRun, reason: reason ?? null, expect: expect ?? [], after: after ?? null });
    return { data: done, text: (medium) => renderPairChange(done, medium), exit: 0, warnings: done.problems };
  } finally {
    pair.close();
  }
}
