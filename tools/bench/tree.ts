/**
 * The configuration tree of two servers as they run it: a thread with its store for each, messages passed on by one main
 * thread. TLS and the network between them are left out.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { entryText, type TreeEntry } from '../../src/core/tree/entry.ts';
import { WHOLE } from '../../src/core/tree/scope.ts';
import { keyOf } from '../../src/core/tree-path.ts';
import { findFreePorts } from '../../src/host/network/free-ports.ts';
import type { TreeFacts } from '../../src/server/tree/facts.ts';
import { startThread, type TreeThread } from '../../src/server/tree/thread.ts';
import { type Bench, limitRow, median, type Row } from './row.ts';

const ENTRIES = 1_000_000;
const BATCH = 1_000;
const STEADY = 3_000;
/** Changes that are asked for and not answered. */
const AT_ONCE = 64;
const SINGLE = 300;
const MOST_RUNS = 3;
const DELAY_P99 = `
  const delay = require('node:perf_hooks').monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  process.on('message', () => process.send(delay.percentile(99) / 1e6, () => process.exit(0)));`;

export const bench: Bench = { name: 'tree', run: measureTree };

interface Figures {
  readonly copy: number;
  readonly steady: number;
  readonly latencyMs: number;
  readonly delayMs: number;
  readonly megabytes: number;
  /** Null: etcd is not installed. */
  readonly etcd: number | null;
}

async function measureTree(runs: number): Promise<Row[]> {
  const all: Figures[] = [];
  for (let run = 0; run < Math.min(runs, MOST_RUNS); run += 1) all.push(await measureOnce());
  const etcd = all.flatMap((each) => each.etcd ?? []);
  const steady = 'changes through both servers, 64 at a time';
  return [
    limitRow(
      'a first copy of 1,000,000 entries, against writing them with `node:sqlite`',
      'times',
      2,
      all.map(({ copy }) => copy),
    ),
    limitRow(
      `${steady}, against \`node:sqlite\` one by one`,
      'times',
      3.3,
      all.map((each) => each.steady),
    ),
    limitRow(
      'from the commit on the active server to that on the backup',
      'ms',
      10,
      all.map(({ latencyMs }) => latencyMs),
    ),
    limitRow(
      '99th percentile of the main loop, beyond an idle Node beside it',
      'ms',
      20,
      all.map(({ delayMs }) => delayMs),
    ),
    limitRow(
      'memory of each server',
      'MB',
      400,
      all.map(({ megabytes }) => megabytes),
    ),
    ...(etcd.length === 0
      ? []
      : [
          {
            ...limitRow(`${steady}, against etcd with one node`, 'times', Number.POSITIVE_INFINITY, etcd),
            goal: 'to compare',
          },
        ]),
  ];
}

/** One server's thread, and what is known of it. */
interface Server {
  readonly thread: TreeThread;
  facts: TreeFacts;
  /** Called when it has committed something. */
  committed: () => void;
}

async function measureOnce(): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'switchover-bench-'));
  const servers: Record<string, Server> = {};
  const open = async (name: string, other: string): Promise<Server> => {
    mkdirSync(join(folder, name));
    const thread = await startThread(
      { dataFolder: join(folder, name), bootId: name },
      {
        send: (bytes) => servers[other]?.thread.heard(bytes),
        drop: (why) => {
          throw new Error(`${name} closes the connection: ${why}`);
        },
        facts: (facts) => {
          servers[name]!.facts = facts;
        },
        committed: () => servers[name]!.committed(),
        log: ({ text }) => console.error(text),
        failed: (error) => {
          throw error;
        },
      },
    );
    return { thread, facts: thread.opened.facts, committed: () => undefined };
  };
  try {
    servers.A = await open('A', 'B');
    servers.B = await open('B', 'A');
    const { A, B } = servers as { A: Server; B: Server };
    A.thread.setRole({ is: 'leader', term: 1 });
    const make = (from: number, count: number, mail: string) =>
      A.thread.ask('make', { change: change(from, count, mail), term: 1 });
    for (let from = 0; from < ENTRIES; from += BATCH) await make(from, BATCH, 'first');
    const floor = plain(join(folder, 'plain.db'));
    const floorMs = timed(() => {
      for (let from = 0; from < ENTRIES; from += BATCH) floor.write(from, BATCH, 'first');
    });
    const beside = spawn(process.execPath, ['-e', DELAY_P99], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const began = performance.now();
    B.thread.setRole({ is: 'follower', scope: WHOLE, requestTimeoutMs: 120_000, of: 'A' });
    A.thread.connected(true);
    B.thread.connected(true);
    await reached(A, ENTRIES / BATCH);
    const copyMs = performance.now() - began;
    const floorOfOne = timed(() => {
      for (let number = 0; number < STEADY; number += 1) floor.write(number, 1, 'second');
    });
    const steadyMs = await steadily(A, make);
    const latencies: number[] = [];
    for (let number = 0; number < SINGLE; number += 1)
      latencies.push(await latency(A, B, () => make(number, 1, 'third')));
    const idle = await percentileOf(beside);
    const delayMs = Math.max(0, delay.percentile(99) / 1e6 - idle);
    // Both servers are in this process, with one main thread.
    const megabytes = process.memoryUsage.rss() / 1024 / 1024 / 2;
    floor.close();
    const etcd = await etcdMs(join(folder, 'etcd'));
    return {
      copy: copyMs / floorMs,
      steady: steadyMs / floorOfOne,
      latencyMs: median(latencies),
      delayMs,
      megabytes,
      etcd: etcd === null ? null : steadyMs / etcd,
    };
  } finally {
    await Promise.all(Object.values(servers).map(({ thread }) => thread.close()));
    rmSync(folder, { recursive: true, force: true });
  }
}

async function steadily(
  A: Server,
  make: (from: number, count: number, mail: string) => Promise<unknown>,
): Promise<number> {
  const began = performance.now();
  const from = A.facts.last.number;
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < STEADY) {
      next += 1;
      await make(next, 1, 'second');
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  await reached(A, from + STEADY);
  return performance.now() - began;
}

/** Until the backup has acknowledged a number. */
async function reached(A: Server, number: number): Promise<void> {
  for (;;) {
    const { follower } = A.facts;
    if (follower !== null && !follower.isComparing && follower.acknowledged >= number) return;
    await sleep(1);
  }
}

function latency(A: Server, B: Server, make: () => Promise<unknown>): Promise<number> {
  return new Promise((resolve, reject) => {
    let at = 0;
    A.committed = () => {
      at = performance.now();
    };
    B.committed = () => resolve(performance.now() - at);
    make().catch(reject);
  });
}

function change(from: number, count: number, mail: string) {
  const writes = Array.from({ length: count }, (_, index) => ({
    key: keyOf({ root: 'CONFIG', names: ['Users', `User ${from + index}`] }),
    content: entry(from + index, mail),
  }));
  return { id: `${mail} ${from}`, at: '', by: 'bench', reason: null, request: null, writes };
}

function entry(number: number, mail: string): TreeEntry {
  const attributes = { Extension: [`${number}`], Mail: [`${mail}.${number}@example.net`] };
  const path = `\${CONFIG}\\Users\\User ${number}`;
  return { path, class: 'User', attributes, at: '2026-01-01T00:00:00.000Z', by: 'bench' };
}

/** The same rows, without a log, hashes or a second server. */
function plain(file: string) {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  database.exec('CREATE TABLE entry (key TEXT PRIMARY KEY, content TEXT, term INTEGER, number INTEGER, hash BLOB)');
  const insert = database.prepare('INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?)');
  const hash = Buffer.alloc(16);
  return {
    write: (from: number, count: number, mail: string): void => {
      database.exec('BEGIN');
      for (const { key, content } of change(from, count, mail).writes) insert.run(key, entryText(content), 1, 1, hash);
      database.exec('COMMIT');
    },
    close: () => database.close(),
  };
}

function timed(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

async function percentileOf(beside: ChildProcess): Promise<number> {
  const answer = once(beside, 'message');
  beside.send('');
  const [idle] = (await answer) as [number];
  return idle;
}

/** The same changes through a real etcd, over its HTTP gateway; null if it is not installed. */
async function etcdMs(folder: string): Promise<number | null> {
  if (spawnSync('etcd', ['--version']).status !== 0) return null;
  const [client, peer] = await findFreePorts(2);
  const [url, peers] = [`http://127.0.0.1:${client}`, `http://127.0.0.1:${peer}`];
  const urls = ['--listen-client-urls', url, '--advertise-client-urls', url, '--listen-peer-urls', peers];
  const own = ['--initial-advertise-peer-urls', peers, '--initial-cluster', `default=${peers}`];
  const etcd = spawn('etcd', ['--data-dir', folder, ...urls, ...own], { stdio: 'ignore' });
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const put = (number: number): Promise<void> => {
    const { key, content } = change(number, 1, 'second').writes[0]!;
    const body = {
      key: Buffer.from(key).toString('base64'),
      value: Buffer.from(entryText(content)).toString('base64'),
    };
    return new Promise((resolve, reject) => {
      const one = request(`${url}/v3/kv/put`, { method: 'POST', agent }, (response) => {
        response
          .resume()
          .on('end', () =>
            response.statusCode === 200 ? resolve() : reject(new Error(`etcd: ${response.statusCode}`)),
          );
      });
      one.on('error', reject);
      one.end(JSON.stringify(body));
    });
  };
  try {
    for (let attempt = 0; ; attempt += 1) {
      const isThere = await put(0).then(
        () => true,
        () => false,
      );
      if (isThere) break;
      if (attempt > 200) throw new Error('etcd does not answer');
      await sleep(50);
    }
    const began = performance.now();
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < STEADY) {
        next += 1;
        await put(next);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return performance.now() - began;
  } finally {
    agent.destroy();
    etcd.kill('SIGKILL');
    await once(etcd, 'exit');
  }
}
