import { hash } from 'node:crypto';
import { bucketOf, createHashTree } from '../../src/core/replication/hash-tree.ts';
import { EMPTY_LOG, extendedBy, type LogEnd } from '../../src/core/replication/position.ts';
import type {
  AsideItem,
  Change,
  Commit,
  Hash,
  HashedRow,
  Limit,
  Replica,
  Row,
} from '../../src/core/replication/replica.ts';

/** A replica in memory: every commit is durable at once, and a crash loses nothing of it. */
export interface MemoryReplica<Content> extends Replica<Content> {
  readonly commit: (commit: Commit<Content>) => void;
  readonly rows: () => ReadonlyMap<string, Row<Content>>;
  readonly aside: () => readonly AsideItem<Content>[];
}

/** `kept`: how many changes the log holds. */
export function memoryReplica<Content>(kept = 1_000): MemoryReplica<Content> {
  const rows = new Map<string, HashedRow<Content>>();
  const aside: AsideItem<Content>[] = [];
  let log: LogEnd = EMPTY_LOG;
  let changes: Change<Content>[] = [];
  let base = { number: 0, id: '' };
  let incomplete = false;
  let limits: readonly Limit[] = [];

  const tree = createHashTree();
  const forget = (key: string): void => {
    const row = rows.get(key);
    if (row !== undefined) tree.subtract(bucketOf(key), row.hash);
    rows.delete(key);
  };

  return {
    log: () => log,
    logBase: () => base.number,
    idAt: (number) => {
      if (number === base.number) return base.id;
      return changes[number - base.number - 1]?.id ?? null;
    },
    changesAfter: (number, most) => changes.slice(Math.max(0, number - base.number)).slice(0, most.changes),
    row: (key) => rows.get(key) ?? null,
    hashOf: tree.hashOf,
    rowsOf: (bucket) => [...rows.values()].filter(({ key }) => bucketOf(key) === bucket),
    isIncomplete: () => incomplete,
    limits: () => limits,
    rows: () => rows,
    aside: () => aside,
    commit: (commit) => {
      aside.push(...commit.aside);
      for (const key of commit.remove) forget(key);
      for (const { key, position, content } of commit.put) {
        forget(key);
        const row = { key, position, content, hash: hashOfRow(key, position, content) };
        rows.set(key, row);
        tree.add(bucketOf(key), row.hash);
      }
      if (commit.restart !== undefined) {
        log = commit.restart.log;
        base = { number: log.last, id: commit.restart.id };
        changes = [];
      }
      for (const change of commit.append) {
        log = extendedBy(log, change.position.term);
        if (log.last !== change.position.number) throw new Error(`change ${change.position.number} leaves a gap`);
        changes.push(change);
      }
      if (changes.length > kept) {
        const gone = changes.splice(0, changes.length - kept).at(-1)!;
        base = { number: gone.position.number, id: gone.id };
      }
      if (commit.incomplete !== undefined) incomplete = commit.incomplete;
      if (commit.limits !== undefined) limits = commit.limits;
    },
  };
}

function hashOfRow(key: string, position: unknown, content: unknown): Hash {
  const bytes = hash('sha256', JSON.stringify([key, position, content]), 'buffer');
  return [0, 4, 8, 12].map((at) => bytes.readUInt32LE(at)) as unknown as Hash;
}
