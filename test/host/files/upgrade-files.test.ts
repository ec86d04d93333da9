import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readAnswersFile } from '../../../src/host/files/answers-file.ts';
import { readChecksFile } from '../../../src/host/files/checks-file.ts';
import { caught } from '../../support/caught.ts';
import { run } from '../../support/cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const isRoot = process.getuid?.() === 0;

function file(content: string | Uint8Array, mode = 0o644): string {
  const path = join(temporaryFolder(), 'file.yaml');
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

/** The kind and code of an error, and the location relative to the file's folder. */
async function failureOf(reading: Promise<unknown>): Promise<string> {
  const { kind, problem } = await caught(reading);
  return `${kind} ${problem.code} ${problem.where?.replace(/^.*\//, '')}`;
}

describe.each([
  { noun: 'answers file', read: readAnswersFile, missing: 'file-missing', folder: 'unreachable file-is-folder below' },
  {
    noun: 'checks file',
    read: readChecksFile,
    missing: 'checks-file-missing',
    folder: 'usage checks-file-not-a-file below',
  },
])('the $noun', ({ noun, read, missing, folder }) => {
  test('is reported if it is missing, or a folder', async () => {
    const above = temporaryFolder();
    mkdirSync(join(above, 'below'));
    expect(await failureOf(read(join(above, 'none')))).toBe(`unreachable ${missing} none`);
    expect(await failureOf(read(join(above, 'below')))).toBe(folder);
  });

  test('is not read if it is over 64 KiB', async () => {
    const { kind, problem } = await caught(read(file(`#${'x'.repeat(64 * 1024)}`)));
    expect([kind, problem.code, problem.what]).toEqual([
      'usage',
      'file-too-large',
      `the ${noun} is larger than 64 KiB`,
    ]);
  });

  test('is reported with its first invalid byte if it is not UTF-8', async () => {
    const { kind, problem } = await caught(read(file(Buffer.from('# caf\xe9\n', 'latin1'))));
    expect([kind, problem.code, problem.what]).toEqual([
      'usage',
      'not-utf8',
      `the ${noun} is not UTF-8: byte 5 is 0xe9`,
    ]);
    expect(problem.where).toMatch(/file\.yaml:1:6$/);
  });

  test('comes with all its problems in one error', async () => {
    const path = file('12: run\n13: run\n');
    const { kind, problem, also } = await caught(read(path));
    expect(kind).toBe('usage');
    expect([problem, ...also].map(({ where }) => where)).toEqual([`${path}:1:1`, `${path}:2:1`]);
  });
});

describe('an answers file', () => {
  test('is read from disk, and may be writable by others, because it names no programs', async () => {
    const { answers, warnings } = await readAnswersFile(file('steps: { 1: run }\n', 0o666));
    expect([...answers.steps]).toEqual([['1', { act: 'run', confirm: null }]]);
    expect(warnings).toEqual([]);
  });

  test('may be a pipe', async () => {
    const pipe = join(temporaryFolder(), 'pipe');
    await run('mkfifo', [pipe]);
    const writing = run('sh', ['-c', 'echo "satisfied: yes" > "$0"', pipe]);
    expect((await readAnswersFile(pipe)).answers.satisfied?.yes).toBe(true);
    expect((await writing).code).toBe(0);
  });

  test('is rejected before it fills the memory if it never ends', async () => {
    expect(await failureOf(readAnswersFile('/dev/zero'))).toBe('usage file-too-large zero');
  });
});

describe('a checks file', () => {
  test('has paths that start at its folder; other programs and arguments stay as they are', async () => {
    const path = file(`1: ./bin/check
2: [../check, ./argument]
3: [/usr/bin/check, a]
5: 'C:\\checks\\check.exe'
7: 'C:/checks/check.exe'
11: [systemctl, is-enabled, app]
`);
    const folder = path.replace(/\/file\.yaml$/, '');
    expect(Object.fromEntries((await readChecksFile(path)).checks)).toEqual({
      1: [`${folder}/bin/check`],
      2: [join(folder, '../check'), './argument'],
      3: ['/usr/bin/check', 'a'],
      5: ['C:\\checks\\check.exe'],
      7: ['C:/checks/check.exe'],
      11: ['systemctl', 'is-enabled', 'app'],
    });
  });

  test('hands warnings on', async () => {
    expect((await readChecksFile(file('1: ./a b\n'))).warnings.map(({ code }) => code)).toEqual(['check-has-spaces']);
  });

  test('is refused if others can write to it, also behind a link, with the remedy', async () => {
    const path = file('1: ./a\n', 0o664);
    const { kind, problem } = await caught(readChecksFile(path));
    expect([kind, problem.code, problem.why, problem.do]).toEqual([
      'refused',
      'checks-file-writable',
      'it names programs to run, so they could make you run any program',
      `check its contents, then: chmod go-w ${path}`,
    ]);
    const link = join(temporaryFolder(), 'link.yaml');
    symlinkSync(path, link);
    expect(await failureOf(readChecksFile(link))).toBe('refused checks-file-writable link.yaml');
  });

  test.runIf(isRoot)('is refused if another user owns it', async () => {
    const path = file('1: ./a\n');
    chownSync(path, 12_345, 0);
    expect(await failureOf(readChecksFile(path))).toBe('refused checks-file-owner file.yaml');
  });

  test('is not waited for if it is a pipe', async () => {
    const pipe = join(temporaryFolder(), 'pipe');
    await run('mkfifo', [pipe]);
    expect(await failureOf(readChecksFile(pipe))).toBe('usage checks-file-not-a-file pipe');
  });
});
