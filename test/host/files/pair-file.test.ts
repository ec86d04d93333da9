import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readPairFile } from '../../../src/host/files/pair-file.ts';
import { caught } from '../../support/caught.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const GOOD = `pair: contact-centre
servers:
  A: { name: alpha, address: 10.0.0.1, data: data/A }
  B: { name: beta, address: 10.0.0.2, data: /var/lib/b }
hooks:
  commence: [./bin/start, ./not-a-path]
  discontinue: /usr/local/bin/stop
`;

const isRoot = process.getuid?.() === 0;

function file(content: string | Uint8Array, mode = 0o644): string {
  const path = join(temporaryFolder(), 'pair.yaml');
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

/** The kind and code of the error from reading, and the location relative to the file's folder. */
async function failureOf(path: string): Promise<string> {
  const { kind, problem } = await caught(readPairFile(path));
  return `${kind} ${problem.code} ${problem.where?.replace(/^.*\//, '')}`;
}

describe('a pair file that cannot be read', () => {
  test('is missing', async () => {
    expect(await failureOf(join(temporaryFolder(), 'pair.yaml'))).toBe('unreachable pair-file-missing pair.yaml');
  });

  test('lies below a file', async () => {
    expect(await failureOf(join(file(GOOD), 'pair.yaml'))).toBe('unreachable pair-file-missing pair.yaml');
  });

  test('is a link to nothing', async () => {
    const path = join(temporaryFolder(), 'pair.yaml');
    symlinkSync('nowhere', path);
    expect(await failureOf(path)).toBe('unreachable pair-file-missing pair.yaml');
  });

  test('is a folder, and the file in it is suggested', async () => {
    const folder = temporaryFolder();
    const { kind, problem } = await caught(readPairFile(folder));
    expect([kind, problem.code]).toEqual(['usage', 'pair-file-not-a-file']);
    expect(problem.do).toContain(`${folder}/pair.yaml`);
  });

  test('is a pipe, and is not waited for', async () => {
    const path = join(temporaryFolder(), 'pair.yaml');
    execFileSync('mkfifo', [path]);
    expect(await failureOf(path)).toBe('usage pair-file-not-a-file pair.yaml');
  });

  test.runIf(isRoot)('may not be read by this user', async () => {
    const path = file(GOOD, 0o600);
    process.seteuid?.(65_534);
    onTestFinished(() => process.seteuid?.(0));
    const failed = await failureOf(path);
    process.seteuid?.(0);
    expect(failed).toBe('unreachable pair-file-unreadable pair.yaml');
  });

  test('is over 1 MiB', async () => {
    expect(await failureOf(file(`${GOOD}#${'x'.repeat(1024 * 1024)}`))).toBe('usage file-too-large pair.yaml');
  });
});

describe('a pair file that others can change', () => {
  test.each([0o664, 0o646, 0o666, 0o777])('is refused with mode %o, with the remedy', async (mode) => {
    const path = file(GOOD, mode);
    const { kind, problem } = await caught(readPairFile(path));
    expect([kind, problem.code, problem.do]).toEqual([
      'refused',
      'pair-file-writable',
      `check its contents, then: chmod go-w ${path}`,
    ]);
  });

  test.each([0o600, 0o640, 0o644, 0o444])('is accepted with mode %o', async (mode) => {
    expect((await readPairFile(file(GOOD, mode))).pairFile.pair).toBe('contact-centre');
  });

  test.runIf(isRoot)('is refused if another user owns it', async () => {
    const path = file(GOOD);
    chownSync(path, 12_345, 0);
    expect(await failureOf(path)).toBe('refused pair-file-owner pair.yaml');
  });

  test('is checked at the target of a link', async () => {
    const link = join(temporaryFolder(), 'pair.yaml');
    symlinkSync(file(GOOD, 0o666), link);
    expect(await failureOf(link)).toBe('refused pair-file-writable pair.yaml');
  });
});

describe('a pair file that is not UTF-8', () => {
  test.each([
    ['Latin-1', Buffer.from('pair: caf\xe9\n', 'latin1'), 'pair.yaml:1:10', 'byte 9 is 0xe9'],
    [
      'a wrong byte behind characters of several bytes',
      Buffer.concat([Buffer.from('# é😀\npair: é'), Buffer.from([0xff])]),
      'pair.yaml:2:8',
      'byte 17 is 0xff',
    ],
    ['a character cut short', Buffer.from([0x61, 0xe2, 0x82]), 'pair.yaml:1:2', 'byte 1 is 0xe2'],
    ['half of a pair', Buffer.from([0x61, 0xed, 0xa0, 0x80]), 'pair.yaml:1:2', 'byte 1 is 0xed'],
    ['UTF-16', Buffer.from(`\uFEFF${GOOD}`, 'utf16le'), 'pair.yaml:1:1', 'byte 0 is 0xff'],
  ])('is told by its first wrong byte: %s', async (_, content, where, byte) => {
    const { kind, problem } = await caught(readPairFile(file(content)));
    expect([kind, problem.code]).toEqual(['usage', 'not-utf8']);
    expect(problem.where?.replace(/^.*\//, '')).toBe(where);
    expect(problem.what).toContain(byte);
  });

  test('is not one that holds the replacement character itself', async () => {
    expect((await readPairFile(file(GOOD.replace('contact', '\uFFFD')))).pairFile.pair).toBe('\uFFFD-centre');
  });
});

test('all problems come in one error, errors before warnings, under the name that was given', async () => {
  const path = file('pair: 7\nservers:\n  A: { name: a.b, address: a }\n  B: { name: b }\n');
  const error = await caught(readPairFile(path));
  expect(error.kind).toBe('usage');
  expect([error.problem, ...error.also].map(({ code, where }) => [code, where])).toEqual([
    ['type-wrong', `${path}:1:7`],
    ['key-missing', `${path}:4:6`],
    ['name-is-fqdn', `${path}:3:14`],
  ]);
});

test('warnings leave it usable and are handed on', async () => {
  const { warnings, pairFile } = await readPairFile(file(GOOD.replace('alpha', 'alpha.example.org')));
  expect(warnings.map(({ code }) => code)).toEqual(['name-is-fqdn']);
  expect(pairFile.servers.A.name).toBe('alpha.example.org');
});

test('relative paths begin at its folder, wherever the command runs; arguments stay as they are', async () => {
  const path = file(GOOD);
  const { folder, pairFile } = await readPairFile(path);
  expect(path).toBe(join(folder, 'pair.yaml'));
  expect(pairFile.servers.A.data).toBe(join(folder, 'data/A'));
  expect(pairFile.servers.B.data).toBe('/var/lib/b');
  expect(pairFile.hooks).toMatchObject({
    commence: [join(folder, 'bin/start'), './not-a-path'],
    discontinue: ['/usr/local/bin/stop'],
    fence: null,
  });
});

test('an empty folder for data is none of its own', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'A'));
  const path = file(GOOD.replace(', data: data/A', ''));
  expect((await readPairFile(path)).pairFile.servers.A.data).toBeNull();
});

test('commands of the service are absolute too, unless they belong to the system or to another machine', async () => {
  const path = file(`pair: contact-centre
servers:
  A: { name: alpha, address: 10.0.0.1, release: { command: [./app, ./not-a-path] }, service: { stop: bin/stop } }
  B: { name: beta, address: 10.0.0.2, release: "1.0" }
service:
  start: [systemctl, start, ./not-a-path]
  restart: ['C:\\Tools\\restart.exe']
  test: ./smoke-test
  start mode: { read: ./mode, automatic: [./mode, automatic], manual: [/opt/mode, manual] }
`);
  const { pairFile, folder } = await readPairFile(path);
  expect(pairFile.servers.A).toMatchObject({
    release: { command: [`${folder}/app`, './not-a-path'] },
    service: { stop: [`${folder}/bin/stop`] },
  });
  expect(pairFile.servers.B).toMatchObject({ release: '1.0', service: {} });
  expect(pairFile.service).toEqual({
    start: ['systemctl', 'start', './not-a-path'],
    restart: ['C:\\Tools\\restart.exe'],
    test: [`${folder}/smoke-test`],
    startMode: {
      read: [`${folder}/mode`],
      automatic: [`${folder}/mode`, 'automatic'],
      manual: ['/opt/mode', 'manual'],
    },
  });
});
