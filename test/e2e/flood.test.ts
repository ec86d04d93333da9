import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ROOT } from '../support/cli.ts';
import { pairProcess } from '../support/pair-process.ts';

/** A health check waits this long, in ms; an unprotected server did not answer for ten seconds and more. */
const PATIENCE_MS = 5_000;
const CHECKS = 20;
/** An idle server holds some 110 MB, a flooded one without limits 1,300. */
const MOST_MEGABYTES = 400;

/** One health check over a connection of its own: its status, or why there is none. */
function check(port: number): Promise<number | string> {
  return new Promise((resolve) => {
    const options = { host: '127.0.0.1', port, path: '/primary', agent: false, rejectUnauthorized: false } as const;
    const asked = request({ ...options, timeout: PATIENCE_MS }, (response) =>
      resolve(response.resume().statusCode ?? 0),
    );
    asked.on('timeout', () => asked.destroy(new Error('no answer in time')));
    asked.on('error', ({ message }) => resolve(message));
    asked.end();
  });
}

/** The most that a process has held so far. */
function megabytesOf(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

test.skipIf(process.platform !== 'linux')(
  'strangers who flood the active server with pipelined requests neither stop its answers nor bring about a takeover',
  { timeout: 180_000 },
  async () => {
    const pair = await pairProcess({ reconnectTimeoutS: 10 });
    await pair.startBoth();
    const before = await pair.pair.status('A');
    const { port } = pair.pair.pairFile.servers.A;
    for (const connections of [10, 60]) {
      const args = [join(ROOT, 'test', 'processes', 'flood.ts'), port, connections, 1_600, '/metrics'].map(String);
      const flood = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      onTestFinished(() => void flood.kill('SIGKILL'));
      await once(flood.stdout, 'data');
      const answers: (number | string)[] = [];
      for (let each = 0; each < CHECKS; each += 1) answers.push(await check(port));
      expect(answers, `${connections} connections`).toEqual(Array.from({ length: CHECKS }, () => 200));
      flood.kill('SIGKILL');
    }
    await pair.isProtected();
    const { serving, term, bootId, pid } = await pair.pair.status('A');
    expect({ serving, term, bootId }).toEqual({ serving: true, term: before.term, bootId: before.bootId });
    expect(megabytesOf(pid)).toBeLessThan(MOST_MEGABYTES);
  },
);
