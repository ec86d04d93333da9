import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { LogLine } from '../../../src/core/engine/effect.ts';
import { keepRunningHook, RUN_VARIABLE, type RunningHook } from '../../../src/host/files/running-hook.ts';
import { endLeftHook } from '../../../src/host/process/orphaned-hook.ts';
import { hasProcessTable, isInUse, processAt } from '../../../src/host/process/process-table.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const LIMIT_MS = 10_000;

/** A shell script that leads its own process group, as a hook does, and reports when it has started. */
async function left(script: string, run = 'none'): Promise<{ readonly folder: string; readonly pid: number }> {
  const folder = temporaryFolder();
  const words = ['-c', `cd ${folder}; ${script}`];
  const env = { ...process.env, [RUN_VARIABLE]: run };
  const child = spawn('/bin/sh', words, { detached: true, stdio: ['ignore', 'pipe', 'inherit'], env });
  const pid = child.pid!;
  onTestFinished(() => {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // Nothing is left.
    }
  });
  await once(child.stdout, 'data');
  return { folder, pid };
}

function keep(folder: string, pid: number, more: Partial<RunningHook> = {}): Promise<void> {
  const startedAt = processAt(pid)?.startedAt ?? null;
  return keepRunningHook(folder, { hook: 'commence', term: 3, run: 'none', pid, startedAt, ...more });
}

async function startAnew(folder: string): Promise<readonly string[]> {
  const lines: LogLine[] = [];
  await endLeftHook(folder, LIMIT_MS, (line) => lines.push(line));
  expect(existsSync(join(folder, 'running-hook.json'))).toBe(false);
  return lines.map(({ level, text }) => `${level} ${text}`);
}

const isRunning = (pid: number): boolean => processAt(pid) !== null;
const childIn = (folder: string): number => Number(readFileSync(join(folder, 'child'), 'utf8'));

describe.runIf(hasProcessTable())('the hook that an earlier run left behind', () => {
  test('is ended, with all that it started, and the log names it', async () => {
    const { folder, pid } = await left('sleep 60 & echo $! > child; echo begun; wait');
    await keep(folder, pid);
    expect(await startAnew(folder)).toEqual([
      `warning SwitchoverMain::LeftHook : the commence hook for term 3 of an earlier run still runs as process ${pid}: ending it first`,
    ]);
    expect([isRunning(pid), isRunning(childIn(folder))]).toEqual([false, false]);
  });

  test('gets SIGKILL if it ignores SIGTERM', { timeout: 15_000 }, async () => {
    const { folder, pid } = await left('trap "" TERM; echo begun; while :; do sleep 0.1; done');
    await keep(folder, pid);
    await startAnew(folder);
    expect(isRunning(pid)).toBe(false);
  });

  test('is waited for until its last child is gone', async () => {
    const { folder, pid } = await left(
      '(trap "sleep 0.5; exit" TERM; echo $$ > ready; while :; do sleep 0.1; done) & echo $! > child; echo begun; wait',
    );
    while (!existsSync(join(folder, 'ready'))) await sleep(10);
    await keep(folder, pid);
    await startAnew(folder);
    expect(isRunning(childIn(folder))).toBe(false);
  });

  test('is found even if the server was killed before it could write the pid', async () => {
    const { folder, pid } = await left('echo begun; sleep 60', 'run-17');
    await keepRunningHook(folder, { hook: 'fence', term: 4, run: 'run-17', pid: null, startedAt: null });
    expect(await startAnew(folder)).toHaveLength(1);
    expect(isRunning(pid)).toBe(false);
  });

  test('is over once its program has ended: a service that it started keeps running', async () => {
    const { folder, pid } = await left('sleep 60 & echo $! > child; echo begun; sleep 0.2');
    await keep(folder, pid);
    while (isRunning(pid)) await sleep(10);
    expect(await startAnew(folder)).toEqual([]);
    expect(isRunning(childIn(folder))).toBe(true);
  });

  test.each([
    ['one that started at another time', (at: string) => at.replace(/\d+$/, (ticks) => String(Number(ticks) - 1))],
    ['one of another boot of this machine', (at: string) => at.replace(/^[^/]+/, 'another')],
  ])('is never taken for another process with its pid: %s', async (_, changed) => {
    const { folder, pid } = await left('echo begun; sleep 60');
    await keep(folder, pid, { startedAt: changed(processAt(pid)!.startedAt) });
    expect(await startAnew(folder)).toEqual([]);
    expect(isRunning(pid)).toBe(true);
  });

  test('has its own process group, otherwise nothing is ended', async () => {
    const { folder } = await left('sleep 60 & echo $! > child; echo begun; wait');
    await keep(folder, childIn(folder));
    expect(await startAnew(folder)).toEqual([]);
    expect(isRunning(childIn(folder))).toBe(true);
  });
});

test.each([
  ['half a file', '{"hook":"commence"'],
  ['a pid that means every process', JSON.stringify({ pid: 1 })],
])('what lies there and is no record is said, and forgotten: %s', async (_, content) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'running-hook.json'), content);
  expect(await startAnew(folder)).toMatchObject([expect.stringMatching(/^error .*cannot tell whether/)]);
});

test('a process that is there is seen as such, a zombie is not one that runs', async () => {
  expect(isInUse(process.pid)).toBe(true);
  const { pid, folder } = await left('sleep 0.1 & echo $! > child; echo begun; exec sleep 60');
  if (!hasProcessTable()) return;
  // `sleep` waits for no child: what it got from the shell stays as a zombie.
  const child = childIn(folder);
  while (isRunning(child)) await sleep(10);
  expect([isInUse(child), isRunning(pid)]).toEqual([true, true]);
});
