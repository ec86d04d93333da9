import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../src/core/problem.ts';
import type { Ended } from '../../support/cli.ts';
import { switchover } from '../../support/cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Validates a file with this content, in its own folder. */
function validate(content: string | Uint8Array, ...flags: string[]): Promise<Ended> {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'p.yaml'), content);
  return switchover(['params', 'validate', '--file', 'p.yaml', ...flags], { cwd });
}

async function found(
  content: string | Uint8Array,
): Promise<{ exit: number | null; valid: boolean; problems: string[] }> {
  const { stdout, stderr, code } = await validate(content, '--json');
  expect(stderr).toBe('');
  const { valid, problems } = JSON.parse(stdout) as { valid: boolean; problems: Problem[] };
  for (const problem of problems) expect(Object.values(problem).every((each) => each !== '')).toBe(true);
  return { exit: code, valid, problems: problems.map(({ severity, code: of, where }) => `${severity} ${of} ${where}`) };
}

describe('switchover params validate --file', () => {
  it('finds no problem in valid values', async () => {
    const { stdout, code } = await validate('SwitchoverServer A: ICServer1\nSwitchoverServer B: ICServer2\n');
    expect(stdout).toBe('p.yaml: valid; no problems; 2 parameters set to valid values\n');
    expect(code).toBe(0);
  });

  it('reports all problems in one pass, each with its location, in the order of the file', async () => {
    const content = [
      'SwitchoverServer A: icserver',
      'SwitchoverServer B: ICSERVER',
      'Server A Address: icserver',
      'switchover ts timeout: 10.5',
      'Switchover NetTest B: 10.0.0.9',
      'Switchover UDP Monitor: 1',
      'Switchover TS Retry Delay: 1',
      'IonNotifier: x',
      "CustomMirrorDir: 'D:\\I3\\IC\\Logs;Data'",
      'Mail Interaction Recovery Filter Enabled: On',
      'Reconnect: 4',
    ].join('\n');
    expect(await found(content)).toEqual({
      exit: 1,
      valid: false,
      problems: [
        'error servers-equal p.yaml:2:21',
        'error value-not-an-address p.yaml:3:19',
        'error value-not-whole p.yaml:4:24',
        'warning net-test-one-sided p.yaml:5:23',
        'warning parameter-retired p.yaml:6:1',
        'error parameter-misspelt p.yaml:7:1',
        'warning parameter-foreign p.yaml:8:1',
        'error path-relative p.yaml:9:18, entry 2 (character 15)',
        'warning path-forbidden p.yaml:9:18, entry 1 (character 1)',
        'warning mail-filter-without-recovery p.yaml:10:43',
        'error parameter-unknown p.yaml:11:1',
      ],
    });
  });

  it('is valid with warnings only', async () => {
    expect(await found('Switchover Reconnect Timeout: 0\n')).toEqual({
      exit: 0,
      valid: true,
      problems: ['warning no-reconnect-attempt p.yaml:1:31'],
    });
    const { stdout } = await validate('Switchover Reconnect Timeout: 0\n');
    expect(stdout).toContain('p.yaml: valid; 1 warning; 1 parameter set to valid values');
  });

  it.each([
    ['a list', '- Switchover TS Timeout: 10\n', ['error type-wrong p.yaml:1:1']],
    [
      'two values for one name',
      'Switchover TS Timeout: 10\nSWITCHOVER TS TIMEOUT: 11\n',
      ['error key-duplicate p.yaml:2:1'],
    ],
    ['broken YAML', 'Switchover TS Timeout: "10\n', ['error yaml-syntax p.yaml:2:1']],
    ['bytes that are not text', Uint8Array.of(0x53, 0xff, 0x0a), ['error not-utf8 p.yaml:1:2']],
    ['a NUL', 'Switchover TS Timeout: 1\u0000\n', ['error text-control-character p.yaml:1:25']],
    ['a far too long value', `CustomMirrorDir: ${'x'.repeat(1024 * 1024)}\n`, ['error value-too-long p.yaml:1:1']],
    ['nothing', '', ['warning file-empty p.yaml:1:1']],
  ])('reports %s', async (_, content, problems) => {
    const valid = problems.every((each) => each.startsWith('warning'));
    expect(await found(content)).toEqual({ exit: valid ? 0 : 1, valid, problems });
  });

  it('reads JSON, and UTF-16 with a byte order mark', async () => {
    const text = '{"Switchover TS Timeout": 61}';
    const wide = new Uint8Array(Buffer.from(`\uFEFF${text}`, 'utf16le'));
    for (const content of [text, wide]) {
      expect(await found(content)).toMatchObject({ exit: 1, problems: ['error value-too-large p.yaml:1:27'] });
    }
  });

  it('exits with 3 if the file cannot be read', async () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'folder'));
    for (const [file, error] of [
      ['none.yaml', 'file-missing'],
      ['folder', 'file-is-folder'],
    ] as const) {
      const { stdout, code } = await switchover(['params', 'validate', '--json', '--file', file], { cwd });
      expect(JSON.parse(stdout)).toMatchObject({ error: { code: error, where: file } });
      expect(code).toBe(3);
    }
  });

  it('requires a file or a pair', async () => {
    const { stderr, code } = await switchover(['params', 'validate']);
    expect(stderr).toContain('--file');
    expect(code).toBe(2);
  });
});
