import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { SshTarget } from '../../../src/core/config/pair-file/service.ts';
import { type ServicePlan, serviceOf } from '../../../src/core/config/pair-file/service.ts';
import { machineOf, runServiceCommand } from '../../../src/host/process/service-command.ts';
import { ROOT } from '../../support/cli.ts';
import { isAlive, untilGone } from '../../support/processes.ts';
import { freePort } from '../../support/real-pair.ts';
import { noSshd, type SshServer, sshServer } from '../../support/ssh-server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const AWKWARD = [
  'two words',
  '$HOME $PATH `id`',
  '; touch pwned',
  '"double" \'single\'',
  'back\\slash\\\\',
  'new\nline',
  '*',
  '!!',
  '~',
  '',
  'ä€',
  '-n',
  '#no comment',
];

function planWith(rest: Partial<ServicePlan>): ServicePlan {
  const server = { host: '127.0.0.1', port: 1, data: null, release: null, service: {} };
  const A = { ...server, letter: 'A', name: 'alpha' } as const;
  const B = { ...server, letter: 'B', name: 'beta' } as const;
  return { ...serviceOf({ service: {}, servers: { A, B } }, 'A'), ...rest };
}

/** Enough for a login, even on a busy machine. */
const SSH_LIMIT_MS = 5_000;
const LOCAL = planWith({ run: 'local' });

/** A shell script in a folder of its own. */
function script(text: string): { readonly folder: string; readonly program: string } {
  const folder = temporaryFolder();
  const program = join(folder, 'command');
  writeFileSync(program, `#!/bin/sh\ncd '${folder}'\n${text}\n`, { mode: 0o755 });
  return { folder, program };
}

function pidIn(folder: string): number {
  const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
  onTestFinished(() => {
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  });
  return pid;
}

/** What does not depend on where the command is run. */
function onAnyMachine(planOf: () => ServicePlan, where: () => string, limitMs: number): void {
  const run = (program: string, args: readonly string[] = [], more: { limitMs?: number; signal?: AbortSignal } = {}) =>
    runServiceCommand(planOf(), [program, ...args], { folder: temporaryFolder(), ...more });

  test('that ends with 0 is done, with what it printed', async () => {
    const { program } = script('echo " 2021 R4 "; echo more; echo oops >&2');
    const result = await run(program);
    expect(result).toMatchObject({ ok: true, how: 'ended', code: 0, mayHaveRun: true, problem: null });
    expect(result).toMatchObject({ firstLine: '2021 R4', stdout: ' 2021 R4 \nmore\n' });
    expect(result.output.split('\n').toSorted()).toEqual([' 2021 R4 ', 'more', 'oops']);
    expect(result.tookMs).toBeGreaterThan(0);
  });

  test('that ends with another code has failed, with the end of its output', async () => {
    const { program } = script(
      'n=0; while [ $n -lt 50 ]; do echo line $n; n=$((n+1)); done; echo disk full >&2; exit 3',
    );
    const { output, ...result } = await run(program);
    expect(result).toMatchObject({ ok: false, how: 'ended', code: 3, mayHaveRun: true });
    expect(result.problem).toMatchObject({
      code: 'command-failed',
      what: `${program} on ${where()} ended with exit code 3`,
      why: expect.stringContaining('disk full'),
      where: where(),
    });
    expect(output.split('\n')).toHaveLength(20);
    expect(output).not.toContain('line 0\n');
  });

  test('gets its arguments unchanged, and no shell reads them', async () => {
    const { folder, program } = script('for word in "$@"; do printf "<%s>\\n" "$word" >> words; done');
    expect((await run(program, AWKWARD)).problem).toBeNull();
    expect(readFileSync(join(folder, 'words'), 'utf8')).toBe(AWKWARD.map((word) => `<${word}>\n`).join(''));
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
  });

  test('has neither input nor a terminal on which it could ask', async () => {
    const { program } = script('cat; if (: < /dev/tty) 2>/dev/null; then echo a terminal; else echo none; fi');
    expect(await run(program)).toMatchObject({ ok: true, firstLine: 'none' });
  });

  test('that hangs is ended with what it started, and may have been asking for a password', async () => {
    const { folder, program } = script('sleep 60 & echo $! > pid; printf "Password: "; wait');
    const { problem, ...result } = await run(program, [], { limitMs });
    expect(result).toMatchObject({ ok: false, how: 'took-too-long', code: null, mayHaveRun: true });
    expect(result.output).toBe('Password:');
    expect(problem).toMatchObject({
      code: 'command-time-limit',
      what: `${program} on ${where()} did not end within ${limitMs / 1000} s and was ended`,
      why: expect.stringMatching(/^it may have waited for an answer, such as a password, which nobody can give there/),
    });
    await untilGone(pidIn(folder));
  });

  test('that is cancelled is ended with what it started', async () => {
    const { folder, program } = script(
      'sleep 60 & echo $! > pid; mv pid pid.tmp; mv pid.tmp pid; mkfifo begun; echo > begun; wait',
    );
    const stop = new AbortController();
    const running = run(program, [], { signal: stop.signal });
    await untilExists(join(folder, 'begun'));
    readFileSync(join(folder, 'begun'));
    stop.abort();
    const { problem, ...result } = await running;
    expect(result).toMatchObject({ ok: false, how: 'cancelled', code: null, mayHaveRun: true });
    expect(problem).toMatchObject({ code: 'command-cancelled' });
    await untilGone(pidIn(folder));
  });

  test('that was cancelled before it began does not run', async () => {
    const { folder, program } = script('touch ran');
    const result = await run(program, [], { signal: AbortSignal.abort() });
    expect(result).toMatchObject({ how: 'cancelled', mayHaveRun: false });
    expect(existsSync(join(folder, 'ran'))).toBe(false);
  });

  test('that runs a program which is not there is reported with what the shell means by its code', async () => {
    const { program } = script('/nowhere/at/all');
    expect((await run(program)).problem).toMatchObject({
      code: 'command-not-found',
      why: expect.stringMatching(/^it, or a program that it runs, was not found: .*\/nowhere\/at\/all/),
    });
  });

  test('with an argument that no system can pass is reported, not thrown', async () => {
    expect(await run('/bin/true', ['a\0b'])).toMatchObject({ how: 'not-run', mayHaveRun: false });
  });
}

async function untilExists(file: string): Promise<void> {
  await expect.poll(() => existsSync(file), { timeout: 10_000, interval: 10 }).toBe(true);
}

describe('a command on this machine', () => {
  onAnyMachine(
    () => LOCAL,
    () => 'this machine',
    1_000,
  );

  test('runs in the folder of the pair file, where relative paths start', async () => {
    const { folder } = script('pwd');
    expect(await runServiceCommand(LOCAL, ['./command'], { folder })).toMatchObject({ ok: true, firstLine: folder });
  });

  test('that is missing is not run', async () => {
    const result = await runServiceCommand(LOCAL, ['./gone'], { folder: '/tmp' });
    expect(result).toMatchObject({ how: 'not-run', code: null, mayHaveRun: false });
    expect(result.problem).toMatchObject({
      code: 'command-not-run',
      what: './gone could not be run on this machine',
      why: '/tmp/gone does not exist',
    });
  });

  test('is over when it ends, even if a service that it started keeps its output open', async () => {
    const { folder, program } = script('sleep 60 & echo $! > pid');
    expect(await runServiceCommand(LOCAL, [program], { folder })).toMatchObject({ ok: true });
    expect(isAlive(pidIn(folder))).toBe(true);
  });

  test('that is ended by a signal has failed', async () => {
    const { folder, program } = script('kill -KILL $$');
    expect(await runServiceCommand(LOCAL, [program], { folder })).toMatchObject({
      ok: false,
      code: null,
      problem: { code: 'command-failed', what: expect.stringMatching(/was ended by SIGKILL$/) },
    });
  });
});

test('a command cannot ask at the terminal of the operator', () => {
  const asker = join(ROOT, 'test/processes/ask-at-terminal.ts');
  const inside = `(: < /dev/tty) && echo a terminal here; '${process.execPath}' '${asker}'`;
  const { stdout } = spawnSync('script', ['-qec', inside, '/dev/null'], { encoding: 'utf8' });
  expect(stdout.split(/\r?\n/)).toEqual(['a terminal here', 'none', '']);
});

test('a command that is run by hand is never run', async () => {
  const { folder, program } = script('touch ran');
  const result = await runServiceCommand(planWith({}), [program], { folder });
  expect(result).toMatchObject({ how: 'not-run', mayHaveRun: false, problem: { code: 'command-not-run' } });
  expect(existsSync(join(folder, 'ran'))).toBe(false);
});

test('a word that the command prompt would change is refused before anything is run', async () => {
  const ssh: SshTarget = { user: null, host: '127.0.0.1', port: 1, identityFile: null };
  const result = await runServiceCommand(planWith({ run: 'ssh', shell: 'cmd', ssh }), ['C:\\x.exe', '%PATH%'], {
    folder: '/',
  });
  expect(result).toMatchObject({ how: 'not-run', mayHaveRun: false });
  expect(result.problem?.why).toContain('"%PATH%" contains "%"');
});

describe('the words for ssh', () => {
  /** What ssh is given: a program in its place prints it. */
  async function wordsFor(target: Partial<SshTarget>, more: Partial<ServicePlan> = {}): Promise<string[]> {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'ssh'), '#!/bin/sh\nprintf "%s\\n" "$@"\n', { mode: 0o755 });
    vi.stubEnv('PATH', `${folder}${delimiter}${process.env.PATH}`);
    onTestFinished(() => void vi.unstubAllEnvs());
    const ssh = { user: null, host: 'alpha', port: null, identityFile: null, ...target };
    const { stdout } = await runServiceCommand(planWith({ run: 'ssh', ssh, ...more }), ['sc.exe', 'query', 'my app'], {
      folder: '/',
    });
    return stdout.trimEnd().split('\n');
  }

  test('never let it ask, and end before the host', async () => {
    const words = await wordsFor({});
    expect(words).toEqual(expect.arrayContaining(['BatchMode=yes', 'ConnectTimeout=10', 'RequestTTY=no']));
    expect(words.slice(-3, -1)).toEqual(['--', 'alpha']);
    for (const option of ['-l', '-p', '-i']) expect(words).not.toContain(option);
  });

  test('hold what the pair file says', async () => {
    const words = await wordsFor({ user: 'CORP\\admin', port: 2222, identityFile: 'keys/100%' });
    const from = words.indexOf('-l');
    expect(words.slice(from, -3)).toEqual([
      ...['-l', 'CORP\\admin', '-p', '2222'],
      ...['-o', 'IdentitiesOnly=yes', '-i', '/keys/100%%'],
    ]);
    expect(await wordsFor({ identityFile: '~/.ssh/id' })).toContain('~/.ssh/id');
  });

  test('hold the command alone for Windows, where nothing there could end it', async () => {
    expect((await wordsFor({}, { shell: 'cmd' })).at(-1)).toBe('sc.exe query "my app"');
  });
});

test.each<[Partial<SshTarget>, string]>([
  [{}, '10.0.0.1'],
  [{ user: 'admin', port: 2222 }, 'admin@10.0.0.1:2222'],
  [{ host: 'fe80::1', port: 22 }, '[fe80::1]:22'],
])('the machine of %j is called %s', (target, name) => {
  const ssh = { user: null, host: '10.0.0.1', port: null, identityFile: null, ...target };
  expect(machineOf({ run: 'ssh', ssh })).toBe(name);
});

describe.skipIf(noSshd !== null)(`a command over ssh${noSshd === null ? '' : ` (skipped: ${noSshd})`}`, () => {
  let server: SshServer;
  let plan: ServicePlan;
  beforeEach(async () => {
    server = await sshServer(onTestFinished);
    const { port, user, identityFile } = server;
    plan = planWith({ run: 'ssh', ssh: { user, host: '127.0.0.1', port, identityFile } });
  });
  const where = (): string => `${server.user}@127.0.0.1:${server.port}`;
  const run = (more: Partial<SshTarget> = {}) =>
    runServiceCommand({ ...plan, ssh: { ...plan.ssh!, ...more } }, ['/bin/true'], { folder: '/' });

  onAnyMachine(() => plan, where, SSH_LIMIT_MS);

  test('that is missing on that machine is reported with that machine', async () => {
    const { problem, ...result } = await runServiceCommand(plan, ['/nowhere/app', '-x'], { folder: '/' });
    expect(result).toMatchObject({ how: 'ended', code: 127 });
    expect(problem).toMatchObject({
      code: 'command-not-found',
      what: `/nowhere/app on ${where()} ended with exit code 127`,
    });
  });

  test('that is not executable on that machine is reported', async () => {
    const result = await runServiceCommand(plan, ['/etc/passwd'], { folder: '/' });
    expect(result).toMatchObject({ how: 'ended', code: 126, problem: { code: 'command-not-executable' } });
  });

  test('that ends with the code of ssh itself is not taken for a lost connection', async () => {
    const { program } = script('echo "Host key verification failed."; exit 255');
    const result = await runServiceCommand(plan, [program], { folder: '/' });
    expect(result).toMatchObject({ how: 'ended', code: 254, problem: { code: 'command-failed' } });
  });

  test('uses an identity file beside the pair file', async () => {
    const folder = join(server.identityFile, '..');
    const relative = { ...plan, ssh: { ...plan.ssh!, identityFile: './id' } };
    expect(await runServiceCommand(relative, ['/bin/true'], { folder })).toMatchObject({ ok: true });
  });

  test('is refused if the key of the host is not known', async () => {
    writeFileSync(server.knownHosts, '');
    const result = await run();
    expect(result).toMatchObject({ how: 'unreachable', code: null, mayHaveRun: false });
    expect(result.problem).toMatchObject({
      code: 'ssh-host-key',
      what: `ssh does not trust the host key of ${where()}`,
    });
  });

  test('is refused if the key of the host is another one', async () => {
    const other = readFileSync(`${server.identityFile}.pub`, 'utf8');
    writeFileSync(server.knownHosts, `[127.0.0.1]:${server.port} ${other}`);
    expect(await run()).toMatchObject({
      how: 'unreachable',
      mayHaveRun: false,
      problem: { code: 'ssh-host-key', why: 'Host key verification failed.' },
    });
  });

  test('is refused with a key that may not log in, without a question', async () => {
    const stranger = join(server.identityFile, '../host-key');
    expect(await run({ identityFile: stranger })).toMatchObject({
      how: 'unreachable',
      mayHaveRun: false,
      problem: {
        code: 'ssh-denied',
        what: `ssh may not log in as ${where()}`,
        why: expect.stringContaining('publickey'),
      },
    });
  });

  test('is not run if the port is closed', async () => {
    const port = await freePort();
    expect(await run({ port })).toMatchObject({
      how: 'unreachable',
      mayHaveRun: false,
      problem: { code: 'ssh-no-connection', why: expect.stringContaining('Connection refused') },
    });
  });

  test('is not run if the host has no address', async () => {
    expect(await run({ host: 'nowhere.invalid' })).toMatchObject({
      how: 'unreachable',
      mayHaveRun: false,
      problem: { code: 'ssh-host-unknown' },
    });
  });

  test('is over only when what it started has closed its output, and is then not ended', async () => {
    const { folder, program } = script('sleep 60 & echo $! > pid');
    const result = await runServiceCommand({ ...plan, timeLimitMs: SSH_LIMIT_MS }, [program], { folder });
    expect(result).toMatchObject({
      how: 'took-too-long',
      problem: { why: expect.stringContaining('or what it started keeps its output open') },
    });
    expect(isAlive(pidIn(folder))).toBe(true);
  });

  test('whose connection is lost may have run', async () => {
    // Its sshd is the parent of the session.
    const { program } = script(
      'read -r _ _ _ parent _ < /proc/$$/stat; read -r _ _ _ sshd _ < /proc/$parent/stat; grep -q ^sshd /proc/$sshd/comm && kill -KILL $sshd; sleep 60',
    );
    expect(await runServiceCommand(plan, [program], { folder: '/' })).toMatchObject({
      how: 'unreachable',
      code: null,
      mayHaveRun: true,
      problem: { code: 'ssh-lost', what: `ssh lost the connection to ${where()}` },
    });
  });
});
