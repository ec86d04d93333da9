import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { switchover } from '../support/cli.ts';
import { type PairProcess, pairProcess } from '../support/pair-process.ts';
import { type AtItsEnd, temporaryFolder } from '../support/temporary-folder.ts';

/** The quickest watch that the parameters allow. */
const PARAMETERS = [
  'Switchover TS Timeout: 5',
  'Switchover Max TS Failures: 1',
  'Switchover TS Failure Retry Delay: 1',
  'Switchover Max Sequential Restarts: 1',
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

async function watchedPair(path: string, atItsEnd: AtItsEnd): Promise<PairProcess> {
  const more = `module:\n  name: call router\n  probe:\n    exec: ${path}\n`;
  const pair = await pairProcess({ parameters: PARAMETERS, more }, atItsEnd);
  await pair.startBoth();
  await pair.until((status) => status.module?.verdict === 'answering', 'the module was heard');
  return pair;
}

describe.concurrent('the module on the active server', () => {
  test('is gone: the backup takes over, and its log tells why', async ({ onTestFinished }) => {
    const module = moduleScript(onTestFinished);
    const pair = await watchedPair(module.path, onTestFinished);
    const { stdout } = await pair.command('status');
    expect(stdout).toMatch(/^Module +call router answers, last answer [\d.]+ s ago, process 100$/m);
    expect(stdout).not.toContain('no-module');
    module.does('echo nobody is at home >&2; exit 7');
    await pair.until((status) => status.servers[1]?.serving === true, 'B has taken over');
    expect(pair.log('B')).toMatch(/Ping was rejected to the call router module/);
    const why = await switchover(['why-switched', pair.logOf('B'), '--json']);
    expect(JSON.parse(why.stdout)).toMatchObject({
      switches: [{ cause: 'module-down', module: 'call router', initiator: 'engine' }],
    });
  });

  test('restarts again and again: the backup takes over, although the module answers', async ({ onTestFinished }) => {
    const module = moduleScript(onTestFinished);
    const pair = await watchedPair(module.path, onTestFinished);
    module.does('echo 200');
    await pair.until((status) => status.servers[1]?.serving === true, 'B has taken over');
    expect(pair.log('B')).toContain('Module restarts too often, switching now and going to StatePrimary');
    const why = await switchover(['why-switched', pair.logOf('B'), '--json']);
    expect(JSON.parse(why.stdout)).toMatchObject({ switches: [{ cause: 'module-restarting' }] });
  });

  test('is gone in manual mode: the backup says what it would have done, over a restart too', async ({
    onTestFinished,
  }) => {
    const module = moduleScript(onTestFinished);
    const pair = await watchedPair(module.path, onTestFinished);
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
