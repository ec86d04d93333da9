import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { RUN_JS, switchover } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const TIMEOUT = 'Switchover Reconnect Timeout';

function fileOf(text: string): { folder: string; file: string } {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'p.yaml'), text);
  return { folder, file: join(folder, 'p.yaml') };
}

describe('the built commands on a parameter file', () => {
  test('print one bare value, and all details as JSON', async () => {
    const { folder } = fileOf(`${TIMEOUT}: 10\n`);
    const bare = await switchover(['params', 'get', TIMEOUT, '--file', 'p.yaml'], { cwd: folder });
    expect(bare).toMatchObject({ stdout: '10\n', stderr: '', code: 0 });
    const words = ['params', 'get', 'Reconnect-Timeout', '--file', 'p.yaml', '--json'];
    const json = await switchover(words, { cwd: folder });
    expect([json.code, json.stderr]).toEqual([0, '']);
    expect(JSON.parse(json.stdout)).toMatchObject({ name: TIMEOUT, value: 10, default: 30, inForce: null, set: true });
    const none = await switchover(['params', 'get', 'Handler Path', '--file', 'p.yaml'], { cwd: folder });
    expect(none).toMatchObject({ stdout: '', stderr: '', code: 0 });
  });

  test('show the effect of a change on takeover times in a dry run, and a summary after the change', async () => {
    const { folder } = fileOf(`${TIMEOUT}: 10\n`);
    const change = ['params', 'set', TIMEOUT, '20', '--file', 'p.yaml'];
    const dry = await switchover([...change, '--dry-run'], { cwd: folder });
    expect(dry.stdout).toMatch(/^process killed +before +10 s +10 s +14 s\n +after +20 s +20 s +24 s$/m);
    expect(dry.stdout).not.toContain('module hung');
    const made = await switchover(change, { cwd: folder });
    expect(made.stdout).toContain('Takeover times changed: process killed, ');
    const back = await switchover(['params', 'unset', TIMEOUT, '--file', 'p.yaml', '--json'], { cwd: folder });
    expect(JSON.parse(back.stdout).bounds[0]).toMatchObject({
      failure: 'process-killed',
      backup: ['A', 'B'],
      before: { longestMs: 24_000 },
      after: { longestMs: 34_000 },
    });
  });

  test('set, show, compare and unset, with the documented exit codes', async () => {
    const { folder, file } = fileOf(`# mine\n${TIMEOUT}: 10\n`);
    const params = (...words: string[]) => switchover(['params', ...words], { cwd: folder });
    const set = await params(
      'set',
      TIMEOUT,
      '20',
      'Switchover Unreachable Primary Ping Count',
      '-1',
      '--file',
      'p.yaml',
    );
    expect([set.code, set.stderr.split('\n', 1)[0]]).toEqual([0, expect.stringContaining('Warning:')]);
    expect(set.stdout).toContain(`  ${TIMEOUT}\n  - 10 seconds\n  + 20 seconds\n`);
    expect(readFileSync(file, 'utf8')).toBe(`# mine\n${TIMEOUT}: 20\nSwitchover Unreachable Primary Ping Count: -1\n`);
    const changed = await params('list', '--changed', '--file', 'p.yaml', '--json');
    expect(JSON.parse(changed.stdout).parameters.map(({ value }: { value: unknown }) => value)).toEqual([20, -1]);
    const unset = await params('unset', 'Switchover Unreachable Primary Ping Count', '--file', 'p.yaml', '--json');
    expect(JSON.parse(unset.stdout)).toMatchObject({ written: true, changes: [{ from: -1, to: null }], problems: [] });
    expect((await params('diff', 'p.yaml', 'p.yaml')).code).toBe(0);
    const diff = await params('diff', '--file', 'p.yaml', '--json');
    expect([diff.code, JSON.parse(diff.stdout)]).toEqual([
      1,
      expect.objectContaining({ left: 'p.yaml', right: 'default', different: true }),
    ]);
    expect(readdirSync(folder)).toEqual(['p.yaml']);
  });

  test.each([
    ['2 for a wrong value', ['set', TIMEOUT, '30s', '--file', 'p.yaml'], 2, 'value-has-unit'],
    ['2 for an unknown name', ['get', 'Reconect', '--file', 'p.yaml'], 2, 'parameter-unknown'],
    ['2 for a name without quotes', ['set', ...TIMEOUT.split(' '), '20', '--file', 'p.yaml'], 2, 'name-unquoted'],
    ['2 for an unknown group', ['list', '--group', 'x'], 2, 'usage'],
    ['2 where no file is named', ['get', TIMEOUT], 2, 'source-missing'],
    ['2 where no file is named to be changed', ['set', TIMEOUT, '3'], 2, 'source-missing'],
    ['2 where nothing is named to be compared', ['diff'], 2, 'source-missing'],
    ['2 where too much is named to be compared', ['diff', 'a', 'b', '--file', 'p.yaml'], 2, 'too-many-files'],
    ['3 for a file that is not there', ['list', '--file', 'none.yaml'], 3, 'file-missing'],
    ['4 for a file that is read-only', ['set', TIMEOUT, '20', '--file', 'p.yaml'], 4, 'file-read-only'],
  ])('exit with %s', async (_, words, code, error) => {
    const { folder, file } = fileOf(`${TIMEOUT}: 10\n`);
    chmodSync(file, 0o444);
    const ended = await switchover(['params', ...words, '--json'], { cwd: folder });
    expect([ended.code, ended.stderr]).toEqual([code, '']);
    expect(JSON.parse(ended.stdout).error.code).toBe(error);
    expect(readFileSync(file, 'utf8')).toBe(`${TIMEOUT}: 10\n`);
  });
});

test('kill -9 during "params set" leaves either the old or the new file, complete', async () => {
  const [old, changed] = [`# mine\n${TIMEOUT}: 10\n`, `# mine\n${TIMEOUT}: 20\n`];
  const { file } = fileOf(old);
  const words = ['params', 'set', TIMEOUT, '20', '--file', file];
  const started = performance.now();
  expect((await switchover(words)).code).toBe(0);
  const whole = performance.now() - started;
  const found = new Set<string>();
  for (let round = 0; round < 16; round++) {
    writeFileSync(file, old);
    const child = spawn(process.execPath, [RUN_JS, ...words], { stdio: 'ignore' });
    const ended = once(child, 'close');
    // From its very beginning to a little after its end.
    await Promise.race([ended, sleep(whole * round * 0.08)]);
    child.kill('SIGKILL');
    await ended;
    const left = readFileSync(file, 'utf8');
    expect([old, changed]).toContain(left);
    found.add(left);
  }
  expect(found).toContain(old);
});
