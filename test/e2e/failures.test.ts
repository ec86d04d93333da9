import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { RUN_JS } from '../support/cli.ts';
import { hookScript, pairProcess } from '../support/pair-process.ts';
import { until } from '../support/real-pair.ts';
import { type AtItsEnd, temporaryFolder } from '../support/temporary-folder.ts';

describe.concurrent('the primary', () => {
  test('is killed: the backup fences it, runs its hook, serves, names the rule; the dead one comes back as backup', async ({
    onTestFinished,
  }) => {
    const hook = hookScript(onTestFinished);
    const more = `hooks:\n  commence: ${hook.path}\n  discontinue: ${hook.path}\n  fence: ${hook.path}\n`;
    const pair = await pairProcess({ reconnectTimeoutS: 0, more }, onTestFinished);
    await pair.startBoth();
    await pair.kill('A');
    await pair.until((status) => status.servers[1]?.serving === true, 'B has taken over');
    expect(pair.log('B')).toMatch(/going to StatePrimary and switching now \[rule 410\]/);
    pair.start('A');
    await pair.isProtected();
    expect(hook.calls()).toEqual([
      'A commence 1 start',
      'B fence 2 notifier-connection-lost',
      'B commence 2 notifier-connection-lost',
      'A discontinue 1 companion-is-active',
    ]);
  });

  test('is killed and comes back with an empty data folder: its backup becomes active, and keeps the values of both', async ({
    onTestFinished,
  }) => {
    const pair = await pairProcess({ reconnectTimeoutS: 20 }, onTestFinished);
    await pair.startBoth();
    for (const value of ['21', '22', '23']) {
      expect((await pair.command('params', 'set', 'Switchover TS Timeout', value)).stdout).toContain(
        'confirmed by the backup',
      );
    }
    await pair.kill('A');
    const place = join(pair.folder, 'pair', 'A');
    for (const name of ['role.state', 'tree.db', 'tree.db-wal', 'tree.db-shm', 'logs', 'records']) {
      rmSync(join(place, name), { recursive: true, force: true });
    }
    pair.start('A');
    await pair.isProtected();
    const after = await pair.until((status) => status.servers[1]?.serving === true, 'B is active');
    expect(after.servers).toMatchObject([{ state: 'backup' }, { state: 'primary', term: 2 }]);
    expect(after.warnings.map(({ code }) => code)).not.toContain('parameters-set-aside');
    expect((await pair.command('params', 'get', 'Switchover TS Timeout')).stdout).toBe('23\n');
    const tree = new DatabaseSync(join(place, 'tree.db'), { readOnly: true });
    onTestFinished(() => tree.close());
    const stored = tree.prepare('SELECT content FROM "row" WHERE key LIKE ?').all('%SWITCHOVER TS TIMEOUT');
    expect(stored).toMatchObject([{ content: expect.stringContaining('["Value",["23"]]') }]);
  });

  test('is stopped by command: the backup takes over immediately, however long its reconnect timeout', async ({
    onTestFinished,
  }) => {
    const pair = await pairProcess({ reconnectTimeoutS: 600 }, onTestFinished);
    await pair.startBoth();
    const { code, stdout } = await pair.command('node', 'stop', '--server', 'alpha', '--json');
    expect({ code, result: JSON.parse(stdout) }).toMatchObject({ code: 0, result: { server: 'A', wasActive: true } });
    const after = await pair.until((status) => status.servers[1]?.serving === true, 'B has taken over');
    expect(after.servers[1]).toMatchObject({ term: 2 });
  });

  test('is refused by the fence hook of its backup: nobody is active twice', async ({ onTestFinished }) => {
    const hook = hookScript(onTestFinished);
    const pair = await pairProcess({ reconnectTimeoutS: 0, more: `hooks:\n  fence: ${hook.path}\n` }, onTestFinished);
    await pair.startBoth();
    hook.failWhen('B fence');
    await pair.kill('A');
    await pair.until((status) => status.servers[1]?.phase === 'waiting', 'B gives up for now');
    expect(pair.log('B')).toContain('told to fail');
    hook.failWhen('-');
    await pair.until((status) => status.servers[1]?.serving === true, 'B tries again and takes over');
  });

  test('is killed while the disk of the backup is full: the backup takes over anyway, and reports it', async ({
    skip,
    onTestFinished,
  }) => {
    const pair = await pairProcess({ reconnectTimeoutS: 0 }, onTestFinished);
    const place = join(pair.folder, 'pair', 'B');
    const files = readdirSync(place).map((name) => [name, readFileSync(join(place, name))] as const);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=512k,mode=0700', 'none', place]).status === 0;
    if (!mounted) return skip('no tmpfs can be mounted here');
    onTestFinished(() => void spawnSync('umount', ['-l', place]));
    for (const [name, content] of files) writeFileSync(join(place, name), content, { mode: 0o600 });
    await pair.startBoth();
    // Without its copy of the parameters, B would rightly let A go first after the crash.
    await until(() => pair.log('B').includes('of [pair file], from the active server'), 'B has its copy');
    for (let bytes = 256 * 1024; bytes >= 1; bytes = Math.floor(bytes / 2)) {
      try {
        for (;;) appendFileSync(join(place, 'ballast'), Buffer.alloc(bytes));
      } catch {
        // Full, but for less than that.
      }
    }
    await pair.kill('A');
    const after = await pair.until((status) => status.servers[1]?.serving === true, 'B has taken over');
    expect(after.warnings.map(({ code }) => code)).toContain('log-not-writable');
    // The new term is on the full disk: after a crash it is known.
    await pair.kill('B');
    pair.start('A');
    pair.start('B');
    const again = await pair.until((status) => status.protection === 'protected', 'the pair is protected again');
    expect(again.servers).toMatchObject([{ state: 'backup' }, { state: 'primary', term: 2 }]);
  });

  test('gets Ctrl-C at its terminal while it discontinues: the hook is not ended half-way', async ({
    onTestFinished,
  }) => {
    const folder = temporaryFolder(onTestFinished);
    const hook = join(folder, 'hook');
    writeFileSync(hook, `#!/bin/sh\necho begun >> ${folder}/calls\nsleep 0.5\necho ended >> ${folder}/calls\n`);
    chmodSync(hook, 0o700);
    const pair = await pairProcess({ more: `hooks:\n  discontinue: ${hook}\n` }, onTestFinished);
    pair.start('B');
    const words = [RUN_JS, 'node', 'run', '--pair', pair.pairFile, '--server', 'A', '--json'];
    // A process group of its own, as a shell gives to what runs in the foreground.
    const child = spawn(process.execPath, words, { detached: true, stdio: 'ignore' });
    onTestFinished(() => void child.kill('SIGKILL'));
    await pair.isProtected();
    process.kill(-child.pid!, 'SIGINT');
    expect(await pair.ended(child)).toBe(0);
    expect(readFileSync(join(folder, 'calls'), 'utf8')).toBe('begun\nended\n');
  });
});

describe.concurrent('a hook', () => {
  test('knows the pair, both servers, the term and the cause', async ({ onTestFinished }) => {
    const folder = temporaryFolder(onTestFinished);
    const hook = join(folder, 'hook');
    writeFileSync(hook, `#!/bin/sh\npwd > ${folder}/out\nenv | grep ^SWITCHOVER_ | sort >> ${folder}/out\n`);
    chmodSync(hook, 0o700);
    const pair = await pairProcess({ more: `hooks:\n  commence: [${hook}, two words]\n` }, onTestFinished);
    await pair.startBoth();
    expect(readFileSync(join(folder, 'out'), 'utf8').trim().split('\n')).toEqual([
      join(pair.folder, 'pair'),
      'SWITCHOVER_CAUSE=start',
      'SWITCHOVER_COMPANION_HOST=127.0.0.1',
      'SWITCHOVER_COMPANION_NAME=beta',
      'SWITCHOVER_HOOK=commence',
      expect.stringMatching(/^SWITCHOVER_HOOK_RUN=[0-9a-f-]{36}$/),
      'SWITCHOVER_PAIR_NAME=demo',
      'SWITCHOVER_SERVER=A',
      'SWITCHOVER_SERVER_HOST=127.0.0.1',
      'SWITCHOVER_SERVER_NAME=alpha',
      'SWITCHOVER_TERM=1',
    ]);
  });
});

describe.concurrent('a server does not start', () => {
  const run = async (onTestFinished: AtItsEnd, spoil: (folder: string) => void): Promise<unknown> => {
    const pair = await pairProcess({}, onTestFinished);
    spoil(join(pair.folder, 'pair', 'A'));
    const json = await pair.command('node', 'run', '--server', 'A', '--json');
    const text = await pair.command('node', 'run', '--server', 'A');
    const { code, where } = JSON.parse(json.stdout).error;
    expect([text.stdout, text.code]).toEqual(['', json.code]);
    expect(text.stderr).toContain(`(${code})`);
    return [json.code, code, where.replace(pair.folder, '')];
  };

  test.for([
    [
      'with a role and term that cannot be read',
      (folder: string) => writeFileSync(join(folder, 'role.state'), Buffer.alloc(8192, 'x')),
      [3, 'role-state-damaged', '/pair/A/role.state'],
    ],
    [
      'where its log cannot be written',
      (folder: string) => writeFileSync(join(folder, 'logs'), 'in the way'),
      [3, 'log-unwritable', '/pair/A/logs/switchover.log'],
    ],
    [
      'where its data folder cannot be used',
      (folder: string) => mkdirSync(join(folder, 'in-use.lock')),
      [3, 'data-folder-unusable', '/pair/A'],
    ],
    [
      'with a key that others can read',
      (folder: string) => chmodSync(join(folder, 'server.key'), 0o644),
      [4, 'key-exposed', '/pair/A/server.key'],
    ],
  ] as const)('%s', async ([_, spoil, expected], { onTestFinished }) => {
    expect(await run(onTestFinished, spoil)).toEqual(expected);
  });
});

describe.concurrent('a command that cannot understand a server', () => {
  test('reports an unexpected answer with the right certificate', async ({ onTestFinished }) => {
    const pair = await pairProcess({}, onTestFinished);
    const read = (name: string): string => readFileSync(join(pair.folder, 'pair', 'A', name), 'utf8');
    const options = { ca: read('ca.crt'), cert: read('server.crt'), key: read('server.key') };
    for (const [answer, why] of [
      ['{"letter":"A"}', 'expected string'],
      ['<html>', 'without JSON'],
      [`"${'x'.repeat(2_000_000)}"`, 'longer than'],
    ] as const) {
      const server = createServer(options, (_, response) => void response.end(answer));
      server.listen(pair.pair.pairFile.servers.A.port, '127.0.0.1');
      await once(server, 'listening');
      const { code, stdout } = await pair.command('status', '--json');
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      const { error } = JSON.parse(stdout);
      expect([code, error.code]).toEqual([3, 'server-answer-strange']);
      expect(error.why).toContain(why);
    }
  });

  test('reports that what answers cannot be verified, with a certificate of another pair', async ({
    onTestFinished,
  }) => {
    const [pair, foreign] = [await pairProcess({}, onTestFinished), await pairProcess({}, onTestFinished)];
    await pair.startBoth();
    const credential = join(foreign.folder, 'pair', 'operator');
    for (const words of [['status'], ['switch', '--yes'], ['node', 'stop', '--server', 'A'], ['rejoin', '--yes']]) {
      const { code, stdout } = await pair.command(...words, '--credential', credential, '--json');
      expect([code, JSON.parse(stdout).error.code]).toEqual([3, 'server-unverified']);
    }
    await pair.isProtected();
  });

  test('reports that a frozen server does not answer, and does not take it for stopped', async ({ onTestFinished }) => {
    const pair = await pairProcess({ reconnectTimeoutS: 60 }, onTestFinished);
    pair.start('A');
    const b = pair.start('B');
    await pair.isProtected();
    b.kill('SIGSTOP');
    const { code, stdout } = await pair.command('node', 'stop', '--server', 'B', '--json');
    expect([code, JSON.parse(stdout).error.code]).toEqual([3, 'server-unreachable']);
    b.kill('SIGCONT');
  });
});
