import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  credentialFolder,
  localLetter,
  locatePairFile,
  type Surroundings,
  serverFolder,
} from '../../src/client/locate.ts';
import type { Letter } from '../../src/core/letter.ts';
import { createAuthority, issueCertificate } from '../../src/host/identity/authority.ts';
import { caught } from '../support/caught.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A machine with the three places, none of which has a pair file. */
function machine(
  env: Record<string, string> = {},
): Surroundings & { readonly systemFolder: string; put(...path: string[]): string } {
  const root = temporaryFolder();
  const put = (...path: string[]): string => {
    const file = join(root, ...path, 'pair.yaml');
    mkdirSync(join(root, ...path), { recursive: true });
    writeFileSync(file, '');
    return file;
  };
  return { env, cwd: join(root, 'work'), home: join(root, 'home'), systemFolder: join(root, 'etc'), put };
}

describe('the pair file', () => {
  test('that is nowhere: the error names all places', async () => {
    const here = machine();
    const { kind, problem } = await caught(locatePairFile(undefined, here));
    expect([kind, problem.code]).toEqual(['unreachable', 'pair-file-not-found']);
    for (const place of ['work/pair.yaml', 'home/.config/switchover/pair.yaml', 'etc/switchover/pair.yaml']) {
      expect(problem.why).toContain(place);
    }
    for (const name of ['--pair', '$SWITCHOVER_PAIR']) expect(problem.why).toContain(name);
  });

  test('is searched from the nearest place to the farthest', async () => {
    const here = machine();
    const system = here.put('etc', 'switchover');
    expect(await locatePairFile(undefined, here)).toBe(system);
    const own = here.put('home', '.config', 'switchover');
    expect(await locatePairFile(undefined, here)).toBe(own);
    const near = here.put('work');
    expect(await locatePairFile(undefined, here)).toBe(near);
    expect(await locatePairFile(undefined, { ...here, env: { SWITCHOVER_PAIR: '/by/environment' } })).toBe(
      '/by/environment',
    );
    expect(await locatePairFile('by/flag', { ...here, env: { SWITCHOVER_PAIR: '/by/environment' } })).toBe('by/flag');
  });

  test('that is named and missing is not replaced by one that is there', async () => {
    const here = machine();
    here.put('work');
    expect(await locatePairFile('missing.yaml', here)).toBe('missing.yaml');
  });

  test("is found in the user's configuration folder where that lies elsewhere", async () => {
    const here = machine();
    const own = here.put('elsewhere', 'switchover');
    const env = { XDG_CONFIG_HOME: join(here.home, '..', 'elsewhere'), SWITCHOVER_PAIR: '' };
    expect(await locatePairFile(undefined, { ...here, env })).toBe(own);
  });
});

describe("a server's folder", () => {
  const certificates = new Map<Letter, string>();
  beforeAll(async () => {
    const authority = await createAuthority();
    for (const letter of ['A', 'B'] as const) {
      certificates.set(letter, (await issueCertificate(authority, { role: 'server', letter })).certificate);
    }
  });

  function pairFolder(): string {
    const folder = temporaryFolder();
    for (const letter of ['A', 'B'] as const) {
      mkdirSync(join(folder, letter));
      writeFileSync(join(folder, letter, 'server.crt'), certificates.get(letter)!);
    }
    return folder;
  }

  test('is missing where neither place holds its certificate', async () => {
    const folder = temporaryFolder();
    const { kind, problem } = await caught(serverFolder(join(folder, 'pair.yaml'), 'A'));
    expect([kind, problem.code]).toEqual(['unreachable', 'server-folder-missing']);
    expect(problem.why).toContain(join(folder, 'A'));
  });

  test('is missing on the machine of the other server, and that one is named', async () => {
    const folder = temporaryFolder();
    cpSync(join(pairFolder(), 'B'), folder, { recursive: true });
    const { problem } = await caught(serverFolder(join(folder, 'pair.yaml'), 'A'));
    expect(problem.code).toBe('server-folder-missing');
    expect(problem.why).toContain('the folder of server B');
  });

  test('is not taken on the word of a broken certificate', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'server.crt'), 'A');
    expect((await caught(serverFolder(join(folder, 'pair.yaml'), 'A'))).problem.code).toBe('server-folder-missing');
    expect(await localLetter(join(folder, 'pair.yaml'))).toBeNull();
  });

  test('lies beside the pair file where both are', async () => {
    const folder = pairFolder();
    expect(await serverFolder(join(folder, 'pair.yaml'), 'B')).toBe(join(folder, 'B'));
    expect(await localLetter(join(folder, 'pair.yaml'))).toBeNull();
  });

  test('is the folder of the pair file itself once it was carried away', async () => {
    const folder = join(pairFolder(), 'B');
    expect(await serverFolder(join(folder, 'pair.yaml'), 'B')).toBe(folder);
    expect(await localLetter(join(folder, 'pair.yaml'))).toBe('B');
  });

  test('needs its certificate, not just its name', async () => {
    const folder = pairFolder();
    rmSync(join(folder, 'A', 'server.crt'));
    expect((await caught(serverFolder(join(folder, 'pair.yaml'), 'A'))).problem.code).toBe('server-folder-missing');
  });
});

test("the operator's credential lies beside the pair file unless it is named", () => {
  expect(credentialFolder('pairs/one/pair.yaml', undefined)).toBe('pairs/one/operator');
  expect(credentialFolder('pairs/one/pair.yaml', 'mine')).toBe('mine');
});
