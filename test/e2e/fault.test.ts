import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT, RUN_JS } from '../support/cli.ts';
import { type PairProcess, pairProcess } from '../support/pair-process.ts';
import type { AtItsEnd } from '../support/temporary-folder.ts';

const PLANT = join(ROOT, 'test', 'processes', 'planted-fault.cjs');

interface Faulty {
  readonly pair: PairProcess;
  readonly signal: () => void;
  readonly ready: () => Promise<unknown>;
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
}

/** B is the backup of A, and A has a fault that a signal brings out. */
async function faultyPair(fault: string, json: boolean, atItsEnd: AtItsEnd): Promise<Faulty> {
  const pair = await pairProcess({ reconnectTimeoutS: 0 }, atItsEnd);
  const words = ['--require', PLANT, RUN_JS, 'node', 'run', '--pair', pair.pairFile, '--server', 'A'];
  const child = spawn(process.execPath, json ? [...words, '--json'] : words, {
    env: { ...process.env, PLANTED_FAULT: fault },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  atItsEnd(() => void child.kill('SIGKILL'));
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]!.setEncoding('utf8').on('data', (piece: string) => {
      said[name] += piece;
    });
  }
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...said }));
  pair.start('B');
  await pair.isProtected();
  return { pair, ended, signal: () => void child.kill('SIGUSR2'), ready: () => once(child, 'message') };
}

describe.concurrent('a server with an internal error', () => {
  test.for(['thrown', 'rejected'])(
    'that is %s where nobody catches it ends with 70 and says where its log is',
    async (fault, { onTestFinished }) => {
      const { pair, signal, ended } = await faultyPair(fault, false, onTestFinished);
      signal();
      const { code, stderr } = await ended;
      expect(code).toBe(70);
      expect(stderr).toContain('TypeError: planted');
      expect(stderr).toContain(pair.logOf('A'));
      expect(pair.log('A').trim().split('\n').at(-1)).toMatch(
        /\tSwitchoverMain\t\[Error\] SwitchoverMain::Fault : internal error, this server exits: TypeError: planted \(at /,
      );
      await pair.until((status) => status.servers[1]?.serving === true, 'B has taken over');
    },
  );

  test('in a step of the engine that a request began ends at once: the request is not answered as if all were well', async ({
    onTestFinished,
  }) => {
    const { pair, signal, ready, ended } = await faultyPair('step', true, onTestFinished);
    const isReady = ready();
    signal();
    await isReady;
    const { code } = await pair.command('mode', 'manual', '--json');
    expect(code).toBe(5);
    const { code: endedWith, stdout } = await ended;
    expect([endedWith, JSON.parse(stdout).error]).toMatchObject([
      70,
      { code: 'internal-error', where: pair.logOf('A') },
    ]);
    const faults = pair
      .log('A')
      .split('\n')
      .filter((line) => line.includes('::Fault'));
    expect(faults).toHaveLength(1);
  });
});
