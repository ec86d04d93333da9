import type { Leader } from '../../core/replication/leader.ts';
import { latestLimits, leftOutBy } from '../../core/replication/limits.ts';
import type { TreeEntry } from '../../core/tree/entry.ts';
import { TREE, type TreeScope } from '../../core/tree/scope.ts';
import { pathOfKey } from '../../core/tree-path.ts';
import type { Store } from '../../host/store/store.ts';

/** Paths named. */
const MOST_PATHS = 100;
/** Looked at. */
const MOST = { changes: 10_000, bytes: 16 * 1024 * 1024 };

/** In the order of the changes: the first paths, and how many there are; null: not known. */
export interface Loss {
  readonly paths: readonly string[];
  readonly count: number | null;
}

/**
 * What a switch would lose now: the entries of changes that the backup has not acknowledged, and of those that an Upgrade
 * state leaves out for it.
 */
export function lossOf(store: Store<TreeEntry>, follower: Leader<TreeScope>['follower']): Loss {
  if (follower === null || follower.isComparing) return { paths: [], count: null };
  const { acknowledged } = follower;
  const limits = latestLimits(store.limits(), follower.limits);
  const isLeftOut = leftOutBy(limits, TREE);
  const from = Math.min(acknowledged, limits[0]?.since ?? acknowledged);
  if (from === store.log().last) return { paths: [], count: 0 };
  if (from < store.logBase()) return { paths: [], count: null };
  const changes = store.changesAfter(from, MOST);
  const lost = new Map<string, string>();
  for (const { position, writes } of changes) {
    for (const { key, content } of writes) {
      const isMissing = position.number > acknowledged || isLeftOut(position.number, key, content);
      if (isMissing && isStill(store, position.number, key, content)) lost.set(key, content?.path ?? pathOfKey(key));
    }
  }
  const isAll = (changes.at(-1)?.position.number ?? from) === store.log().last;
  return { paths: [...lost.values()].slice(0, MOST_PATHS), count: isAll ? lost.size : null };
}

/** Whether what a change wrote is there now: not changed again, and not replaced by what the other server had. */
function isStill(store: Store<TreeEntry>, number: number, key: string, content: TreeEntry | null): boolean {
  const row = store.row(key);
  return content === null ? row === null : row?.position.number === number;
}
