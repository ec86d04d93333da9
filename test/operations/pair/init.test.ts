import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { serverFolder } from '../../../src/client/locate.ts';
import { placeFiles } from '../../../src/host/files/new-folder.ts';
import { readPairFile } from '../../../src/host/files/pair-file.ts';
import { readIdentity } from '../../../src/host/identity/identity.ts';
import type { InitRequest } from '../../../src/operations/pair/init.ts';
import { initPair } from '../../../src/operations/pair/init.ts';
import { carryCommands, nextCommands, renderInit } from '../../../src/presentation/pair/init.ts';
import { PLAIN } from '../../../src/presentation/text/palette.ts';
import { caught } from '../../support/caught.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const SERVERS = { A: 'alpha=10.0.0.1', B: 'beta=10.0.0.2:4000' };
const never = new AbortController().signal;

function request(dir: string, changes: Partial<InitRequest> = {}): InitRequest {
  return { dir, pair: null, servers: SERVERS, gatewayPing: false, ...changes };
}

/** Aborts the n-th time it is checked, so that work can be interrupted at every step. */
function abortingAt(step: number): AbortSignal {
  const controller = new AbortController();
  let asked = 0;
  return new Proxy(controller.signal, {
    get(target, key) {
      if (key !== 'throwIfAborted') return Reflect.get(target, key, target);
      return () => {
        if (asked++ === step) controller.abort();
        target.throwIfAborted();
      };
    },
  });
}

describe('invalid flags', () => {
  test.each([
    ['no =', { A: 'alpha', B: SERVERS.B }, ['server-flag-invalid --server-a']],
    ['nothing', { A: '', B: SERVERS.B }, ['server-flag-invalid --server-a']],
    ['no name', { A: '=10.0.0.1', B: SERVERS.B }, ['name-invalid --server-a']],
    ['no address', { A: 'alpha=', B: SERVERS.B }, ['address-invalid --server-a']],
    ['an address as a name', { A: '10.0.0.1=10.0.0.1', B: SERVERS.B }, ['name-is-address --server-a']],
    ['port 0', { A: SERVERS.A, B: 'beta=10.0.0.2:0' }, ['port-invalid --server-b']],
    ["the other's letter as a name", { A: SERVERS.A, B: 'a=10.0.0.2' }, ['name-is-letter --server-b']],
    ['equal names', { A: 'alpha=10.0.0.1', B: 'ALPHA=10.0.0.2' }, ['names-equal --server-b']],
    ['equal addresses', { A: 'alpha=10.0.0.1', B: 'beta=10.0.0.1:3633' }, ['addresses-equal --server-b']],
    ['both wrong', { A: 'x', B: 'y' }, ['server-flag-invalid --server-a', 'server-flag-invalid --server-b']],
  ])('%s', async (_, servers, expected) => {
    const dir = join(temporaryFolder(), 'pair');
    const error = await caught(initPair(request(dir, { servers }), never));
    expect(error.kind).toBe('usage');
    expect([error.problem, ...error.also].map(({ code, where }) => `${code} ${where}`)).toEqual(expected);
    expect(existsSync(dir)).toBe(false);
  });

  test.each(['', ' ', 'x'.repeat(65), 'a\nb', 'a\u0007b'])("a pair's name that cannot be one: %j", async (pair) => {
    const { kind, problem } = await caught(initPair(request(join(temporaryFolder(), 'pair'), { pair }), never));
    expect([kind, problem.where]).toEqual(['usage', '--pair-name']);
  });
});

describe('a place where no pair can be created', () => {
  test('is not empty: its contents are listed and left alone', async () => {
    const dir = temporaryFolder();
    for (const name of ['f', 'e', 'd', 'c', 'b', '.a']) writeFileSync(join(dir, name), '');
    const { kind, problem } = await caught(initPair(request(dir), never));
    expect([kind, problem.code]).toEqual(['refused', 'folder-not-empty']);
    expect(problem.what).toContain('.a, b, c, d, e and 1 more');
    expect(readdirSync(dir)).toHaveLength(6);
  });

  test('is a pair already', async () => {
    const dir = join(temporaryFolder(), 'pair');
    await initPair(request(dir), never);
    const before = readFileSync(join(dir, 'authority/ca.crt'), 'utf8');
    expect((await caught(initPair(request(dir), never))).problem.code).toBe('folder-not-empty');
    expect(readFileSync(join(dir, 'authority/ca.crt'), 'utf8')).toBe(before);
  });

  test('is a file, or lies below one', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, 'mine');
    for (const dir of [file, join(file, 'pair')]) {
      const { kind, problem } = await caught(initPair(request(dir), never));
      expect([kind, problem.code]).toEqual(['refused', 'folder-not-a-folder']);
    }
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  test('is a link to nothing', async () => {
    const link = join(temporaryFolder(), 'link');
    symlinkSync('nowhere', link);
    expect((await caught(initPair(request(link), never))).problem.code).toMatch(/^folder-/);
    expect(readdirSync(dirname(link))).toEqual(['link']);
  });

  test('cannot be written', async () => {
    const { kind, problem } = await caught(initPair(request('/proc/switchover/pair'), never));
    expect([kind, problem.code]).toEqual(['unreachable', 'folder-unwritable']);
  });
});

describe('init that is interrupted', () => {
  test('at any step leaves nothing, neither the folder nor the ones above it nor what it was built in', async () => {
    const files = ['a/one', 'a/two', 'b/c/three', 'last'].map((path) => ({ path, content: path, secret: false }));
    for (let step = 0; step < files.length + 1; step++) {
      const root = temporaryFolder();
      const { kind, problem } = await caught(placeFiles(join(root, 'deep/er/pair'), files, abortingAt(step)));
      expect([step, kind, problem.code]).toEqual([step, 'unfinished', 'interrupted']);
      expect(readdirSync(root)).toEqual([]);
      const empty = join(root, 'empty');
      mkdirSync(empty);
      await caught(placeFiles(empty, files, abortingAt(step)));
      expect(readdirSync(empty)).toEqual([]);
    }
  });

  test('leaves in the folders above what others put there meanwhile', async () => {
    const root = temporaryFolder();
    const signal = new Proxy(never, {
      get: (_target, key) => () => {
        if (key !== 'throwIfAborted') return;
        writeFileSync(join(root, 'deep/other'), 'mine');
        throw new DOMException('stopped', 'AbortError');
      },
    });
    await caught(placeFiles(join(root, 'deep/pair'), [{ path: 'a', content: '', secret: false }], signal));
    expect(readdirSync(join(root, 'deep'))).toEqual(['other']);
  });

  test('half way through moving into an empty folder takes back what it moved', async () => {
    const dir = temporaryFolder();
    const files = ['a/one', 'b/two'].map((path) => ({ path, content: '', secret: false }));
    // Somebody else makes b, and puts something there, after the folder was found empty.
    const signal = new Proxy(never, {
      get: (_target, key) => () => {
        if (key !== 'throwIfAborted' || existsSync(join(dir, 'b'))) return;
        mkdirSync(join(dir, 'b'));
        writeFileSync(join(dir, 'b/mine'), '');
      },
    });
    expect((await caught(placeFiles(dir, files, signal))).problem.code).toBe('folder-not-empty');
    expect(readdirSync(dir, { recursive: true })).toEqual(['b', 'b/mine']);
  });
});

describe('the folder that init creates', () => {
  test('holds all that was promised, secrets for their owner alone', async () => {
    const dir = join(temporaryFolder(), 'not/yet/there');
    const umask = process.umask(0);
    await initPair(request(dir), never).finally(() => process.umask(umask));
    const credential = (folder: string, kind: string): string[] =>
      ['ca.crt', `${kind}.crt`, `${kind}.key`].map((name) => `${folder}/${name}`);
    const expected = [
      'pair.yaml',
      'A/pair.yaml',
      'B/pair.yaml',
      'authority/ca.crt',
      'authority/ca.key',
      ...credential('A', 'server'),
      ...credential('B', 'server'),
      ...['operator', 'credentials/remote-control', 'credentials/viewer'].flatMap((folder) =>
        credential(folder, 'operator'),
      ),
    ];
    const entries = readdirSync(dir, { recursive: true, withFileTypes: true });
    const path = (entry: (typeof entries)[number]): string => join(entry.parentPath, entry.name);
    const files = entries.filter((entry) => entry.isFile()).map(path);
    expect(files.map((file) => file.slice(dir.length + 1)).toSorted()).toEqual(expected.toSorted());
    for (const file of files)
      expect([file, statSync(file).mode & 0o777]).toEqual([file, file.endsWith('.key') ? 0o600 : 0o644]);
    for (const folder of [dir, ...entries.filter((entry) => entry.isDirectory()).map(path)]) {
      expect([folder, statSync(folder).mode & 0o777]).toEqual([folder, 0o700]);
    }
    expect(readdirSync(dirname(dir))).toEqual([basename(dir)]);
  });

  test('works for each server and each operator, and the pair file in it is one', async () => {
    const dir = join(temporaryFolder(), 'pair');
    const made = await initPair(request(dir, { pair: 'Kontakt-Zentrum: Köln', gatewayPing: true }), never);
    const { pairFile, warnings } = await readPairFile(made.pairFile);
    expect(warnings).toEqual([]);
    expect(pairFile.pair).toBe('Kontakt-Zentrum: Köln');
    expect(pairFile.servers).toMatchObject({
      A: { host: '10.0.0.1', port: 3633 },
      B: { host: '10.0.0.2', port: 4000 },
    });
    expect(pairFile.parameters).toEqual({ 'Switchover Disable Gateway Ping': false });
    for (const { letter } of made.servers) {
      const folder = await serverFolder(made.pairFile, letter);
      expect(await readIdentity(folder, 'server')).toMatchObject({ letter, pairId: made.pairId });
      // Copied to its own machine, it is complete.
      expect(await serverFolder(join(folder, 'pair.yaml'), letter)).toBe(folder);
      expect(readFileSync(join(folder, 'pair.yaml'), 'utf8')).toBe(readFileSync(made.pairFile, 'utf8'));
    }
    for (const { role, folder } of made.credentials) {
      expect(await readIdentity(folder, 'operator')).toMatchObject({ role, pairId: made.pairId });
    }
  });

  test('may be there already: it keeps its mode and stays the same folder', async () => {
    const dir = temporaryFolder();
    chmodSync(dir, 0o750);
    const before = statSync(dir);
    await initPair(request(dir), never);
    const after = statSync(dir);
    expect([after.ino, after.mode]).toEqual([before.ino, before.mode]);
    expect(readdirSync(dir).toSorted()).toEqual(['A', 'B', 'authority', 'credentials', 'operator', 'pair.yaml']);
  });

  test("has the authority's key nowhere but with the authority", async () => {
    const dir = join(temporaryFolder(), 'pair');
    await initPair(request(dir), never);
    const key = readFileSync(join(dir, 'authority/ca.key'), 'utf8');
    const holders = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) => {
      const path = join(dir, name);
      return statSync(path).isFile() && readFileSync(path, 'utf8') === key;
    });
    expect(holders).toEqual(['authority/ca.key']);
  });

  test('warns of a domain in a name and creates the pair anyway', async () => {
    const dir = join(temporaryFolder(), 'pair');
    const made = await initPair(request(dir, { servers: { ...SERVERS, A: 'alpha.example.org=10.0.0.1' } }), never);
    expect(made.warnings.map(({ code, where }) => [code, where])).toEqual([['name-is-fqdn', '--server-a']]);
    expect(existsSync(made.pairFile)).toBe(true);
  });
});

describe('what init prints', () => {
  test('are commands that a shell accepts as they are, whatever the folder is called', async () => {
    const made = await initPair(request(join(temporaryFolder(), "it's a pair"), {}), never);
    const [first = '', second, third] = nextCommands(made);
    const words = execFileSync('sh', ['-c', `printf '%s\\n' ${first}`], { encoding: 'utf8' })
      .trimEnd()
      .split('\n');
    expect(words).toEqual(['switchover', 'node', 'run', '--pair', made.pairFile, '--server', 'A']);
    expect(second).toMatch(/--server B$/);
    expect(third).toMatch(/^switchover status --pair /);
  });

  test('carries the folder of B with its keys to another machine, ready to use', async () => {
    const made = await initPair(request(join(temporaryFolder(), "it's a pair"), {}), never);
    const target = temporaryFolder();
    // The command as printed, with the other machine replaced by a shell here and its folder by one of ours.
    const [carry = ''] = carryCommands(made);
    execFileSync('sh', ['-c', carry.replace(/ssh \S+ /, 'sh -c ').replaceAll('/etc/switchover', target)]);
    expect(await serverFolder(join(target, 'pair.yaml'), 'B')).toBe(target);
    expect(await readIdentity(target, 'server')).toMatchObject({ letter: 'B' });
    expect((await readPairFile(join(target, 'pair.yaml'))).warnings).toEqual([]);
  });

  test('does not mention copying if both servers are on one machine', async () => {
    const servers = { A: 'alpha=127.0.0.1:4001', B: 'beta=127.0.0.1:4002' };
    const made = await initPair(request(join(temporaryFolder(), 'pair'), { servers }), never);
    expect(carryCommands(made)).toEqual([]);
    const text = renderInit(made, { palette: PLAIN, columns: 80 });
    expect(text).not.toContain('ssh');
    expect(text).toContain('--enable-gateway-ping');
  });

  test('suggests the gateway ping only if it is off', async () => {
    const made = await initPair(request(join(temporaryFolder(), 'pair'), { gatewayPing: true }), never);
    expect(renderInit(made, { palette: PLAIN, columns: 80 })).not.toContain('--enable-gateway-ping');
  });
});
