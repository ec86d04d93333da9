import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openNodePair } from '../../src/client/node-pair.ts';
import { planSwitch, runSwitch } from '../../src/operations/pair/switch.ts';
import { type Ended, RUN_JS, run } from '../support/cli.ts';
import { throughMiddlemen } from '../support/middleman.ts';
import { pairProcess } from '../support/pair-process.ts';
import { realPair, startBoth, until } from '../support/real-pair.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { openTerminal } from '../support/terminal.ts';

/** A command that a test may interrupt. */
function begin(...words: string[]): {
  readonly interrupt: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<Ended>;
} {
  const child = spawn(process.execPath, [RUN_JS, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (piece: string) => {
      said[name] += piece;
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, ...said }) as Ended);
  return { interrupt: (signal) => void child.kill(signal), ended };
}

/** A Discontinue hook that waits to be let go on. */
function slowHook(): { readonly path: string; readonly begun: () => boolean; readonly letGo: () => void } {
  const folder = temporaryFolder();
  const path = join(folder, 'hook');
  writeFileSync(
    path,
    `#!/bin/sh\ntouch ${folder}/begun\nwhile [ -d ${folder} ] && [ ! -e ${folder}/go ]; do sleep 0.05; done\n`,
  );
  chmodSync(path, 0o700);
  return {
    path,
    begun: () => existsSync(join(folder, 'begun')),
    letGo: () => writeFileSync(join(folder, 'go'), ''),
  };
}

describe('a command that is ended while the servers work', () => {
  test('a switch, with --json: says the request and that it goes on, and it does', async () => {
    const hook = slowHook();
    const pair = await pairProcess({ more: `hooks:\n  discontinue: ${hook.path}\n` });
    await pair.startBoth();
    const { interrupt, ended } = begin('switch', '--yes', '--json', '--pair', pair.pairFile);
    await until(hook.begun, 'the hook runs');
    interrupt('SIGTERM');
    const { code, stdout, stderr } = await ended;
    const { error } = JSON.parse(stdout);
    expect([code, stderr, error.code]).toEqual([5, '', 'interrupted']);
    expect(error.what).toContain('the switch continues');
    expect(error.why).toMatch(/^SIGTERM; last seen: /);
    hook.letGo();
    await pair.until((status) => status.servers[1]?.serving === true, 'B has taken over');
    const id = /^request (.*)$/.exec(error.where)?.[1] ?? '';
    expect(await pair.pair.switchOutcome('B', id)).toMatchObject({ outcome: 'switched' });
  });

  test('a stop, for a person: the terminal is hung up', async () => {
    const hook = slowHook();
    const pair = await pairProcess({ more: `hooks:\n  discontinue: ${hook.path}\n` });
    await pair.startBoth();
    const said = join(temporaryFolder(), 'said');
    const words = ['node', 'stop', '--server', 'A', '--pair', pair.pairFile].join(' ');
    const terminal = openTerminal(`exec '${process.execPath}' '${RUN_JS}' ${words} 2> '${said}'`);
    await until(hook.begun, 'the hook runs');
    await terminal.hangUp();
    const stderr = (): string => readFileSync(said, 'utf8').replaceAll(/\s+/g, ' ');
    await until(() => stderr().includes('the server continues to shut down (interrupted)'), 'the command says so');
    hook.letGo();
    await pair.until((status) => status.servers[1]?.serving === true, 'B has taken over');
  });

  test('a rejoin, with Ctrl-C and --json', async () => {
    const pair = await realPair();
    const servers = await startBoth(pair);
    const direct = await openNodePair({ pairFile: pair.pairFile, credential: join(pair.dir, 'operator') });
    onTestFinished(() => direct.close());
    await runSwitch(direct, await planSwitch(direct, true), {
      reason: null,
      waitForProtection: false,
      onPhase: () => undefined,
    });
    await until(() => servers.A.state().place === 'inactive.stale', 'A is stale');
    let asked = false;
    const pairFile = await throughMiddlemen(pair, (letter, method) => {
      asked ||= method === 'POST';
      return asked && letter === 'A' ? 'request-lost' : 'passed';
    });
    const { interrupt, ended } = begin('rejoin', '--yes', '--json', '--pair', pairFile);
    await until(() => asked, 'A is told to rejoin');
    interrupt('SIGINT');
    const { code, stdout } = await ended;
    expect([code, JSON.parse(stdout).error]).toMatchObject([
      5,
      { code: 'interrupted', where: expect.stringMatching(/^request /) },
    ]);
  });
});

test('a server whose terminal is closed shuts down cleanly, although the shell and the system both hang up on it', async () => {
  const hook = slowHook();
  const pair = await pairProcess({ more: `hooks:\n  discontinue: ${hook.path}\n` });
  const words = ['node', 'run', '--server', 'A', '--pair', pair.pairFile].join(' ');
  const terminal = openTerminal(`echo "pid=$$;"; exec '${process.execPath}' '${RUN_JS}' ${words}`);
  const pid = Number(/pid=(\d+)/.exec(await terminal.until(/pid=\d+;/))?.[1]);
  await pair.until((status) => status.servers[0]?.serving === true, 'A is active');
  pair.start('B');
  await pair.isProtected();
  process.kill(pid, 'SIGHUP');
  await until(hook.begun, 'the hook runs');
  process.kill(pid, 'SIGHUP');
  // It still answers: the second one did not end it.
  await pair.until((status) => status.servers[0]?.phase === 'discontinuing', 'A waits for its hook');
  hook.letGo();
  const after = await pair.until((status) => status.servers[1]?.serving === true, 'B has taken over');
  expect(after.lastSwitch).toMatchObject({ cause: 'primary-stopped' });
});

describe('status', () => {
  test('--watch --json prints a document each time although no server answers, until it is told to end', async () => {
    const pair = await realPair();
    const child = spawn(process.execPath, [RUN_JS, 'status', '--watch', '--json', '--pair', pair.pairFile], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const next = async (): Promise<unknown> => JSON.parse((await lines.next()).value ?? '');
    expect(await next()).toMatchObject({ error: { code: 'no-server-reachable' } });
    expect(await next()).toMatchObject({ error: { code: 'no-server-reachable' } });
    await startBoth(pair);
    for (let seen = await next(); !('protection' in (seen as object)); ) seen = await next();
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    expect(code === 0 || code === 1).toBe(true);
  });

  test.each(['', '--watch'])('%s through `head -1` ends quietly', async (watch) => {
    const pair = await realPair();
    await startBoth(pair);
    const script = `"$0" "$1" status --pair "$2" ${watch} | head -1; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = await run('bash', ['-c', script, process.execPath, RUN_JS, pair.pairFile]);
    expect(stderr).not.toMatch(/Error/);
    expect(stdout).toMatch(/^.+\n0\n$/);
  });
});

test.skipIf(!existsSync('/dev/full'))('output that cannot be written is a reported failure', async () => {
  const script = '"$0" "$1" params list > /dev/full';
  const { code, stderr } = await run('bash', ['-c', script, process.execPath, RUN_JS]);
  expect(code).toBe(3);
  expect(stderr).toContain('cannot write to standard output (output-unwritable)');
});

test('an error that nobody reads keeps its exit code', async () => {
  const script = 'exec 3>&1; { "$0" "$1" status --pair /nowhere 2>&1 >&3; echo $? >&3; } | true';
  const { stdout } = await run('bash', ['-c', script, process.execPath, RUN_JS]);
  expect(stdout).toBe('3\n');
});
