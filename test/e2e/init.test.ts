import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RUN_JS, run, switchover } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const SERVERS = ['--server-a', 'alpha=127.0.0.1:4001', '--server-b', 'beta=127.0.0.1:4002'];

test('init without its flags reports what is missing and exits with 2', async () => {
  const { code, stderr } = await switchover(['init']);
  expect(code).toBe(2);
  expect(stderr).toContain('dir');
});

test('init with two invalid servers reports both, as JSON too', async () => {
  const wrong = ['init', '--dir', join(temporaryFolder(), 'p'), '--server-a', 'x', '--server-b', '10.0.0.1=y'];
  const text = await switchover(wrong);
  expect([text.code, text.stdout]).toEqual([2, '']);
  expect(text.stderr).toMatch(/server-flag-invalid[\s\S]*name-is-address/);
  const json = await switchover([...wrong, '--json']);
  expect([json.code, json.stderr]).toEqual([2, '']);
  expect(JSON.parse(json.stdout)).toMatchObject({
    error: { code: 'server-flag-invalid', where: '--server-a' },
    also: [{ code: 'name-is-address', where: '--server-b' }],
  });
});

test('init into a folder that is not empty exits with 4', async () => {
  const { code, stderr } = await switchover(['init', '--dir', '/', ...SERVERS]);
  expect(code).toBe(4);
  expect(stderr).toContain('folder-not-empty');
});

test('the built init creates a pair and reports the same as JSON and as text', async () => {
  const folder = temporaryFolder();
  const json = await switchover(['init', '--dir', 'one', '--json', ...SERVERS], { cwd: folder });
  expect([json.code, json.stderr]).toEqual([0, '']);
  const made = JSON.parse(json.stdout);
  expect(made).toMatchObject({
    pair: 'alpha-beta',
    dir: 'one',
    pairFile: 'one/pair.yaml',
    gatewayPing: false,
    servers: [
      { letter: 'A', port: 4001 },
      { letter: 'B', port: 4002 },
    ],
    warnings: [],
    carry: [],
  });
  const verified = await run('openssl', ['verify', '-CAfile', 'one/A/ca.crt', 'one/A/server.crt'], { cwd: folder });
  expect(verified.code).toBe(0);

  const text = await switchover(['init', '--dir', 'two', '--enable-gateway-ping', ...SERVERS], { cwd: folder });
  expect([text.code, text.stderr]).toEqual([0, '']);
  for (const command of made.next) expect(text.stdout).toContain(command.replace('one', 'two'));
  expect(text.stdout).not.toContain('\u001b');
});

describe('init that is stopped from outside', () => {
  // Whether the signal comes before, during or after the work, the outcome is all or nothing.
  test.each([150, 200, 250, 300, 350])('after %d ms leaves the whole pair or nothing', async (delayMs) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'there'));
    for (const name of ['new', 'there']) {
      const child = spawn(process.execPath, [RUN_JS, 'init', '--dir', join(folder, name), ...SERVERS], {
        stdio: 'ignore',
      });
      const timer = setTimeout(() => child.kill('SIGINT'), delayMs);
      await once(child, 'exit');
      clearTimeout(timer);
    }
    const found = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    for (const name of ['new', 'there']) {
      const inside = found.filter((path) => path.startsWith(`${name}/`));
      expect([0, 27]).toContain(inside.length);
    }
    expect(found.filter((path) => path.includes('init-'))).toEqual([]);
  });
});
