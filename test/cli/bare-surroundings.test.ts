import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ROOT, RUN_JS, run, switchover } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Every command, with what it needs to get as far as possible without a pair. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  completion: ['bash'],
  demo: ['--help'],
  'ds backup': ['--list'],
  'ds diff': [],
  'ds export': [],
  'ds get': ['CONFIG/A'],
  'ds history': [],
  'ds import': ['tree.jsonl'],
  'ds ls': [],
  'ds restore': ['tree.jsonl'],
  'ds rm': ['CONFIG/A'],
  'ds set': ['CONFIG/A', 'One=1'],
  'ds tree': [],
  'ds watch': [],
  facts: ['--local'],
  history: [],
  init: ['--dir', 'pair', '--server-a', 'alpha=127.0.0.1:1', '--server-b', 'alpha=127.0.0.1:1'],
  'mirror validate': ['--custom', '/tmp'],
  mode: ['automatic'],
  'node run': ['--server', 'A'],
  'node stop': [],
  'params bounds': ['--defaults'],
  'params diff': ['one.yaml', 'other.yaml'],
  'params explain': ['CustomMirrorDir'],
  'params export': [],
  'params get': ['CustomMirrorDir', '--file', 'values.yaml'],
  'params history': [],
  'params import': ['values.yaml'],
  'params list': [],
  'params restore': ['1'],
  'params set': ['reconnect-timeout', '20'],
  'params unset': ['reconnect-timeout'],
  'params validate': [],
  'query-backup': [],
  rejoin: [],
  'set-aside list': [],
  'set-aside restore': ['unknown'],
  'set-aside show': ['unknown'],
  simulate: ['--seed', '3'],
  status: [],
  switch: [],
  'upgrade abort': ['--yes'],
  'upgrade status': [],
  'upgrade walkthrough': ['--dry-run'],
  'why-switched': ['switchover.log', '--html', 'page.html'],
};
const NAMES = Object.keys(COMMANDS);

const stranger = ['--reuid', '54321', '--regid', '54321', '--clear-groups'];
const mayBeStranger = spawnSync('setpriv', [...stranger, process.execPath, RUN_JS, '--version']).status === 0;
const mayBeAlone = spawnSync('unshare', ['-rn', 'true']).status === 0;

/** Runs a command by a shell script, in which "$@" is the command. */
function runBy(script: string, name: string, more: readonly string[] = COMMANDS[name]!) {
  const words = ['-c', script, 'sh', process.execPath, RUN_JS, ...name.split(' '), ...more];
  const env = { SWITCHOVER_PAIR: undefined, XDG_CONFIG_HOME: undefined };
  return run('/bin/sh', words, { env, cwd: temporaryFolder() });
}

const NO_TRACE = /internal-error|internal error:|^ +at .*:\d+:\d+/m;

test('every command is among those that are tried', () => {
  const { commands } = JSON.parse(readFileSync(join(ROOT, 'oclif.manifest.json'), 'utf8'));
  const known = Object.keys(commands).map((id) => id.replaceAll(':', ' '));
  expect(NAMES).toEqual(known.sort());
});

describe('no command prints a stack trace or ends as an internal error', () => {
  test.each(NAMES)('%s, in a folder that was deleted', async (name) => {
    const { stdout, stderr, code } = await runBy('mkdir gone && cd gone && rmdir ../gone && exec "$@"', name);
    expect(`${stdout}${stderr}`).not.toMatch(NO_TRACE);
    expect(code).toBeLessThan(6);
  });

  test.skipIf(!mayBeStranger).each(NAMES)('%s, as a user without a home and unknown to the system', async (name) => {
    const script = `unset HOME SHELL USER XDG_CACHE_HOME; cd / && exec setpriv ${stranger.join(' ')} "$@"`;
    const { stdout, stderr, code } = await runBy(script, name);
    expect(`${stdout}${stderr}`).not.toMatch(NO_TRACE);
    expect(code).toBeLessThan(6);
  });

  test.each(['status', 'params list', 'node run'])('%s, with its standard streams closed', async (name) => {
    const { code } = await runBy('exec "$@" <&- >&- 2>&-', name);
    expect(code).toBeLessThan(6);
  });

  test.skipIf(!mayBeAlone).each(['status', 'switch', 'rejoin', 'node stop', 'mode', 'params list'])(
    '%s, without a network',
    async (name) => {
      const dir = join(temporaryFolder(), 'pair');
      const servers = ['--server-a', 'alpha=192.0.2.1:3633', '--server-b', 'beta=beta.invalid:3633'];
      expect((await switchover(['init', '--dir', dir, ...servers])).code).toBe(0);
      const which = name === 'node stop' ? ['--server', 'A'] : [];
      const more = [...COMMANDS[name]!, ...which, '--pair', join(dir, 'pair.yaml')];
      const { stderr, code } = await runBy('exec unshare -rn "$@"', name, more);
      expect(stderr).not.toMatch(NO_TRACE);
      expect(code).toBe(3);
    },
  );
});

describe('in a folder that was deleted', () => {
  const inGone = 'mkdir gone && cd gone && rmdir ../gone && exec "$@"';

  test('a relative name is refused with the reason, and an absolute one works', async () => {
    const servers = ['--server-a', 'alpha=127.0.0.1:1', '--server-b', 'beta=127.0.0.1:2'];
    const relative = await runBy(inGone, 'init', ['--dir', 'pair', ...servers, '--json']);
    expect(relative.code).toBe(3);
    expect(JSON.parse(relative.stdout).error.code).toBe('current-folder-missing');
    const file = join(temporaryFolder(), 'values.yaml');
    writeFileSync(file, 'Switchover Reconnect Timeout: 20\n');
    const absolute = await runBy(inGone, 'params get', ['reconnect-timeout', '--file', file]);
    expect(absolute).toMatchObject({ stdout: '20\n', stderr: '', code: 0 });
  });

  test("the user's pair file is still found", async () => {
    const home = temporaryFolder();
    mkdirSync(join(home, 'switchover'));
    writeFileSync(join(home, 'switchover', 'pair.yaml'), 'pair: p\n', { mode: 0o600 });
    const { stdout } = await runBy(`export XDG_CONFIG_HOME=${home}; ${inGone}`, 'status', ['--json']);
    expect(JSON.parse(stdout).error.where).toContain(join(home, 'switchover', 'pair.yaml'));
  });
});

describe('a hang-up', () => {
  /** A command that reads its standard input until it is closed. */
  const READS = ['why-switched', '-'];

  test('does not end a command that nohup started, whose streams are no terminal', async () => {
    const child = spawn('nohup', [process.execPath, RUN_JS, ...READS], { stdio: ['pipe', 'pipe', 'pipe'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    await untilItHandlesHangUp(child.pid!);
    child.kill('SIGHUP');
    child.stdin.end('no log\n');
    const [code, signal] = await once(child, 'close');
    expect({ code, signal, stderr }).toMatchObject({ code: 1, signal: null });
  });
});

/** Waits until the process handles SIGHUP, as the kernel sees it. */
async function untilItHandlesHangUp(pid: number): Promise<void> {
  await expect
    .poll(() => {
      const caught = /^SigCgt:\s*(\w+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
      return BigInt(`0x${caught}`) & 1n;
    })
    .toBe(1n);
}
