import type { Problem } from '../core/problem.ts';
import type { NodePair, PairPlaces } from '../pairs/node-pair.ts';
import type { PairChangeFacts } from '../presentation/params-change.ts';
import type { Outcome } from './switchover-command.ts';

interface ChangeFlags {
  readonly dryRun: boolean;
  readonly reason?: string | undefined;
  readonly expect?: readonly string[] | undefined;
  readonly after?: number | undefined;
}

/** The same as an operation takes it. */
interface ChangeOptions {
  readonly reason: string | null;
  readonly dryRun: boolean;
  readonly expect: readonly string[];
  readonly after: number | null;
}

/** One change of the parameters of a running pair, and what came of it. What it needs is loaded here: files need none. */
export async function changePair(
  places: PairPlaces,
  { dryRun, reason, expect, after }: ChangeFlags,
  change: (
    pair: NodePair,
    options: ChangeOptions,
  ) => Promise<PairChangeFacts & { readonly problems: readonly Problem[] }>,
): Promise<Outcome> {
  const [{ openNodePair }, { renderPairChange }] = await Promise.all([
    import('../pairs/node-pair.ts'),
    import('../presentation/params-change.ts'),
  ]);
  const pair = await openNodePair(places);
  try {
    const done = await change(pair, { dryRun, reason: reason ?? null, expect: expect ?? [], after: after ?? null });
    return { data: done, text: (medium) => renderPairChange(done, medium), exit: 0, warnings: done.problems };
  } finally {
    pair.close();
  }
}
