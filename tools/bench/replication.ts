/**
 * How fast one server follows another: the real protocol and the real stores of both, in this process. Nothing goes over a
 * network yet; messages are packed, to count their bytes.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Packr } from 'msgpackr';
import { follow, followerHears, newFollower } from '../../src/core/replication/follower.ts';
import { leaderHears, NO_FOLLOWER } from '../../src/core/replication/leader.ts';
import { changeCommit } from '../../src/core/replication/local-change.ts';
import type { FromFollower } from '../../src/core/replication/message.ts';
import { isSameHash } from '../../src/core/replication/replica.ts';
import type { Step } from '../../src/core/replication/step.ts';
import { entryOfText, entryText, type TreeEntry } from '../../src/core/tree/entry.ts';
import { TREE, type TreeScope, WHOLE } from '../../src/core/tree/scope.ts';
import { keyOf } from '../../src/core/tree-path.ts';
import { openStore, type Store } from '../../src/host/store/store.ts';
import { type Bench, limitRow, type Row } from './row.ts';

const ENTRIES = 1_000_000;
const BATCH = 1_000;
const DIFFERENT = 100;
const STEADY = 1_000;
const MOST_RUNS = 3;

export const bench: Bench = { name: 'replication', run: measureReplication };

interface Figures {
  readonly copy: number;
  readonly reconnectMs: number;
  readonly reconnectKilobytes: number;
  readonly steady: number;
  readonly megabytes: number;
}

async function measureReplication(runs: number): Promise<Row[]> {
  const all: Figures[] = [];
  for (let run = 0; run < Math.min(runs, MOST_RUNS); run += 1) all.push(measureOnce());
  const row = (what: string, unit: Row['unit'], limit: number, of: (one: Figures) => number): Row =>
    limitRow(what, unit, limit, all.map(of));
  return [
    row('first copy of 1,000,000 entries, against writing them with `node:sqlite`', 'times', 2, ({ copy }) => copy),
    row('1,000,000 entries, 100 of them different: sent', 'KB', 200, (one) => one.reconnectKilobytes),
    row('1,000,000 entries, 100 of them different: time', 'ms', 1_000, ({ reconnectMs }) => reconnectMs),
    row('changes one by one, replicated, against `node:sqlite`', 'times', 3.3, ({ steady }) => steady),
    row('memory of both servers, in one process', 'MB', 800, ({ megabytes }) => megabytes),
  ];
}

function measureOnce(): Figures {
  const folder = mkdtempSync(join(tmpdir(), 'switchover-bench-'));
  const open = (name: string): Store<TreeEntry> =>
    openStore({
      file: join(folder, name),
      write: entryText,
      read: entryOfText,
      setAside: () => undefined,
      // So short that what is missing is found by comparison only.
      kept: { changes: 50, bytes: 1024 * 1024 },
    }).store;
  const [active, backup] = [open('active.db'), open('backup.db')];
  const pair = connected(active, backup);
  const plain = new DatabaseSync(join(folder, 'plain.db'));
  plain.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  plain.exec('CREATE TABLE entry (key TEXT PRIMARY KEY, content TEXT, term INTEGER, number INTEGER, hash BLOB)');
  const insert = plain.prepare('INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?)');
  const hash = Buffer.alloc(16);
  const write = (from: number, count: number, mail: string): void => {
    plain.exec('BEGIN');
    for (let number = from; number < from + count; number += 1) {
      insert.run(keyOfNumber(number), entryText(entry(number, mail)), 1, 1, hash);
    }
    plain.exec('COMMIT');
  };
  try {
    for (let from = 0; from < ENTRIES; from += BATCH) change(active, from, BATCH, 'first');
    const floorMs = timed(() => {
      for (let from = 0; from < ENTRIES; from += BATCH) write(from, BATCH, 'first');
    });
    const copyMs = timed(pair.synchronize);
    for (let number = 0; number < DIFFERENT; number += 1) change(active, number * 9_973, 1, 'second');
    const sentBefore = pair.bytes();
    const reconnectMs = timed(pair.synchronize);
    const reconnectKilobytes = (pair.bytes() - sentBefore) / 1024;
    if (!isSameHash(active.hashOf(0, 0), backup.hashOf(0, 0))) throw new Error('the two servers do not hold the same');
    const floorOfOne = timed(() => {
      for (let number = 0; number < STEADY; number += 1) write(number, 1, 'third');
    });
    const steadyMs = timed(() => {
      for (let number = 0; number < STEADY; number += 1) {
        change(active, number, 1, 'third');
        pair.synchronize();
      }
    });
    return {
      copy: copyMs / floorMs,
      reconnectMs,
      reconnectKilobytes,
      steady: steadyMs / floorOfOne,
      megabytes: process.memoryUsage.rss() / 1024 / 1024,
    };
  } finally {
    for (const each of [active, backup, plain]) each.close();
    rmSync(folder, { recursive: true });
  }
}

function keyOfNumber(number: number): string {
  return keyOf({ root: 'CONFIG', names: ['Users', `User ${number}`] });
}

function entry(number: number, mail: string): TreeEntry {
  const attributes = { Extension: [`${number}`], Mail: [`${mail}.${number}@example.net`] };
  return {
    path: `\${CONFIG}\\Users\\User ${number}`,
    class: 'User',
    attributes,
    at: '2026-01-01T00:00:00.000Z',
    by: 'bench',
  };
}

function change(store: Store<TreeEntry>, from: number, count: number, mail: string): void {
  const writes = Array.from({ length: count }, (_, index) => ({
    key: keyOfNumber(from + index),
    content: entry(from + index, mail),
  }));
  store.commit(changeCommit(store, 1, { id: `${from}`, at: '', by: 'bench', reason: null, request: null, writes }));
}

/** Two servers without a network between them: a message is heard as soon as it is sent. */
function connected(active: Store<TreeEntry>, backup: Store<TreeEntry>) {
  const packr = new Packr({ useRecords: false });
  const world = (replica: Store<TreeEntry>) => ({ replica, subject: TREE, now: 0, requestTimeoutMs: 120_000 });
  let follower = newFollower<TreeScope>('backup', WHOLE);
  let leader: Parameters<typeof leaderHears<TreeEntry, TreeScope>>[0] = NO_FOLLOWER;
  let bytes = 0;
  /** Makes the commit, and says what to send. */
  const done = <Message>(store: Store<TreeEntry>, step: Step<unknown, Message, TreeEntry>): readonly Message[] => {
    if (step.fault !== undefined) throw new Error(step.fault);
    if (step.commit !== null) store.commit(step.commit);
    for (const message of step.send) bytes += packr.pack(message).byteLength;
    return step.send;
  };
  return {
    bytes: () => bytes,
    /** Connects anew, and ends when the backup has everything. */
    synchronize: () => {
      const begun = follow<TreeEntry, TreeScope>(follower, WHOLE, world(backup));
      follower = begun.state;
      let messages: readonly FromFollower<TreeScope>[] = done(backup, begun);
      while (messages.length > 0) {
        const answers = messages.flatMap((message) => {
          const step = leaderHears(leader, message, world(active));
          leader = step.state;
          return done(active, step);
        });
        messages = answers.flatMap((message) => {
          const step = followerHears(follower, message, world(backup));
          follower = step.state;
          return done(backup, step);
        });
      }
    },
  };
}

function timed(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}
