/**
 * The event loop delay of a server flooded by strangers, beyond that of an idle Node on the same machine at the same
 * time.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { prepareDemo } from '../../src/operations/pair/demo-pair.ts';
import { type Bench, median, millisecondsRow, type Row } from './row.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const WATCHED_NODE = [process.execPath, '-r', join(import.meta.dirname, 'say-loop-delay.cjs')];
const PROGRAM = [...WATCHED_NODE, join(ROOT, 'bin', 'run.js')];
const FLOOD = join(ROOT, 'test', 'processes', 'flood.ts');

export const bench: Bench = { name: 'flood', run: async (runs) => [await flood(10, runs), await flood(60, runs)] };

/** A run is one second of flooding. */
async function flood(connections: number, runs: number): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'switchover-bench-'));
  process.env.LOOP_DELAYS = folder;
  const children: ReturnType<typeof spawn>[] = [];
  const start = (words: readonly string[]) => {
    const child = spawn(words[0]!, words.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    return child;
  };
  const demo = await prepareDemo({ program: PROGRAM, reconnectTimeoutS: 10 }, new AbortController().signal);
  try {
    demo.start('A');
    demo.start('B');
    await demo.until((status) => status.protection === 'protected', 'the pair is protected');
    const { pid } = await demo.pair.status('A');
    const idle = start([...WATCHED_NODE, '-e', 'setInterval(() => {}, 1e9)']);
    const { port } = demo.pair.pairFile.servers.A;
    const flooding = start([process.execPath, FLOOD, ...[port, connections, 1_600, '/metrics'].map(String)]);
    await once(flooding.stdout!, 'data');
    await sleep((runs + 3) * 1_000);
    const last = (of: number): number[] =>
      readFileSync(join(folder, String(of)), 'utf8')
        .trim()
        .split('\n')
        .map(Number)
        .slice(-runs);
    const unit = median(last(idle.pid!));
    const beyond = last(pid).map((ms) => ms - unit);
    return millisecondsRow(
      `p99 delay of a server's loop under ${connections} flooding connections, beyond an idle Node's`,
      20,
      beyond,
    );
  } finally {
    delete process.env.LOOP_DELAYS;
    for (const child of children) child.kill('SIGKILL');
    await demo.cleanUp();
    rmSync(folder, { recursive: true, force: true });
  }
}
