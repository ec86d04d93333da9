import { hash } from 'node:crypto';
import { EMPTY_LOG, extendedBy, type LogEnd } from '../../src/core/replication/position.ts';
import type { AsideItem, Change, Commit, Hash, HashedRow, Replica, Row } from '../../src/core/replication/replica.ts';
import { BUCKETS, FANOUT, LEVELS } from '../../src/core/replication/replica.ts';

/** A replica in memory: every commit is durable at once, and a crash loses nothing of it. */
export interface MemoryReplica<Content> extends Replica<Content> {
  readonly commit: (commit: Commit<Content>) => void;
  readonly rows: () => ReadonlyMap<string, Row<Content>>;
  readonly aside: () => readonly AsideItem<Content>[];
}

/** `kept`: how many changes the log holds. */
export function memoryReplica<Content>(kept = 1_000): MemoryReplica<Content> {
  const rows = new Map<string, HashedRow<Content> & { readonly bucket: number }>();
  const aside: AsideItem<Content>[] = [];
  let log: LogEnd = EMPTY_LOG;
  let changes: Change<Content>[] = [];
  let base = { number: 0, id: '' };
  let incomplete = false;
  let partialSince: number | null = null;

  const hashOf = (level: number, index: number): Hash => {
    const width = FANOUT ** (LEVELS - level);
    const sum = [0, 0, 0, 0];
    for (const row of rows.values()) {
      if (Math.floor(row.bucket / width) !== index) continue;
      for (let part = 0; part < 4; part += 1) sum[part] = (sum[part]! + row.hash[part]!) >>> 0;
    }
    return sum as unknown as Hash;
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
    hashOf,
    rowsOf: (bucket) => [...rows.values()].filter((row) => row.bucket === bucket),
    isIncomplete: () => incomplete,
    partialSince: () => partialSince,
    rows: () => rows,
    aside: () => aside,
    commit: (commit) => {
      aside.push(...commit.aside);
      for (const key of commit.remove) rows.delete(key);
      for (const { key, position, content } of commit.put) {
        const bucket = bucketOf(key);
        rows.set(key, { key, position, content, hash: hashOfRow(key, position, content), bucket });
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
      if (commit.partialSince !== undefined) partialSince = commit.partialSince;
    },
  };
}

function bucketOf(key: string): number {
  return Number.parseInt(hash('sha1', key).slice(0, 8), 16) % BUCKETS;
}

function hashOfRow(key: string, position: unknown, content: unknown): Hash {
  const bytes = hash('sha256', JSON.stringify([key, position, content]), 'buffer');
  return [0, 4, 8, 12].map((at) => bytes.readUInt32LE(at)) as unknown as Hash;
}
