import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT, switchover } from '../support/cli.ts';
import { type PairProcess, pairProcess } from '../support/pair-process.ts';
import { type AtItsEnd, temporaryFolder } from '../support/temporary-folder.ts';

/** The quickest watch that the parameters allow. */
const PARAMETERS = [
  'Switchover TS Timeout: 5',
  'Switchover Max TS Failures: 1',
  'Switchover TS Failure Retry Delay: 1',
  'Switchover Primary Monitor Timeout: 1',
];

/** A module that answers as its file says: `exit 0` and a process id, or something else. */
function moduleScript(atItsEnd: AtItsEnd): { readonly path: string; readonly does: (script: string) => void } {
  const path = join(temporaryFolder(atItsEnd), 'probe');
  const does = (script: string): void => {
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o700);
  };
  does('echo 100');
  return { path, does };
}

async function watchedPair(probe: string, atItsEnd: AtItsEnd): Promise<PairProcess> {
  const more = `module:\n  name: call router\n  probe: ${probe}\n`;
  const pair = await pairProcess({ parameters: PARAMETERS, more }, atItsEnd);
  await pair.startBoth();
  await pair.until((status) => status.module?.verdict === 'answering', 'the module was heard');
  return pair;
}

/** A module behind HTTP, as a process that can be frozen. */
async function webModule(atItsEnd: AtItsEnd): Promise<{ readonly child: ChildProcess; readonly probe: string }> {
  const child = spawn(process.execPath, [join(ROOT, 'test', 'processes', 'web-module.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  atItsEnd(() => void child.kill('SIGKILL'));
  const [port] = await once(child.stdout, 'data');
  return { child, probe: `{ http: "http://127.0.0.1:${String(port).trim()}/", pid field: pid }` };
}

describe.concurrent('the module on the active server', () => {
  test('hangs: the backup takes over, and its log tells why', async ({ onTestFinished }) => {
    const { child, probe } = await webModule(onTestFinished);
    const pair = await watchedPair(probe, onTestFinished);
    const { stdout } = await pair.command('status');
    expect(stdout).toMatch(/^Module +call router answers, last answer [\d.]+ s ago, process \d+$/m);
    expect(stdout).toContain(`process ${child.pid}`);
    expect(stdout).not.toContain('no-module');
    child.kill('SIGSTOP');
    await pair.until((status) => status.servers[1]?.serving === true, 'B has taken over');
    expect(pair.log('A')).toContain('The call router module on this server does not answer in time');
    const why = await switchover(['why-switched', pair.logOf('B'), '--json']);
    expect(JSON.parse(why.stdout)).toMatchObject({
      switches: [{ cause: 'module-down', module: 'call router', initiator: 'engine' }],
    });
  });

  test('is gone in manual mode: the backup says what it would have done, over a restart too', async ({
    onTestFinished,
  }) => {
    const module = moduleScript(onTestFinished);
    const pair = await watchedPair(`{ exec: ${module.path} }`, onTestFinished);
    const set = await pair.command('mode', 'manual', '--for', '1h', '--reason', 'a new router', '--json');
    expect(JSON.parse(set.stdout)).toMatchObject({ mode: 'manual', servers: [{ set: true }, { set: true }] });
    await pair.kill('B');
    pair.start('B');
    const status = await pair.until(({ servers }) => servers[1]?.state === 'backup', 'B is backup again');
    expect(status.servers[1]?.mode).toBe('manual');
    expect((await pair.command('status')).stdout).toContain('(a new router)');
    module.does('exit 1');
    await pair.until(({ servers }) => servers[1]?.phase === 'held', 'B has found the module down');
    expect(pair.log('B')).toContain('Module is down, not switching: manual mode');
    await pair.command('mode', 'automatic');
    await pair.until(({ servers }) => servers[1]?.serving === true, 'B has taken over after all');
  });
});
