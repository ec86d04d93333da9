/** The configuration tree of one server as its other subsystems use it, over a replica in memory. */
import { changeCommit } from '../../src/core/replication/local-change.ts';
import { endPosition } from '../../src/core/replication/position.ts';
import type { AsideItem, Commit } from '../../src/core/replication/replica.ts';
import { NOTHING } from '../../src/core/replication/replica.ts';
import type { TreeEntry } from '../../src/core/tree/entry.ts';
import type { Tree } from '../../src/server/tree/tree.ts';
import { memoryReplica } from './memory-replica.ts';

export interface MemoryTree extends Tree {
  /** What comes from the active server while this one is its backup. */
  readonly commit: (commit: Partial<Commit<TreeEntry>>) => void;
  /** Not null: every change fails for this reason. */
  fault: string | null;
  /** How far the companion has followed. */
  acknowledged: number;
}

/** `term`: under which it makes changes. */
export function memoryTree(term = 1): MemoryTree {
  const replica = memoryReplica<TreeEntry>();
  let listener = (): void => undefined;
  const commit: MemoryTree['commit'] = (made) => {
    replica.commit({ ...NOTHING, ...made });
    listener();
  };
  const aside = ({ key, content }: AsideItem<TreeEntry>) => ({ at: '2026-07-01T12:00:00.000Z', key, entry: content });
  const tree: MemoryTree = {
    fault: null,
    acknowledged: 0,
    commit,
    parameters: () => new Map([...replica.rows().values()].map(({ key, content }) => [key, content])),
    onParameters: (next) => {
      listener = next;
    },
    parametersAside: () => replica.aside().map(aside),
    make: async (change) => {
      if (tree.fault !== null) throw new Error(tree.fault);
      commit(changeCommit(replica, term, change));
      return endPosition(replica.log());
    },
    last: async () => endPosition(replica.log()),
    replicated: async ({ number }) => tree.acknowledged >= number,
  };
  return tree;
}
