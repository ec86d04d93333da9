import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Letter } from '../../../src/core/letter.ts';
import type { CredentialKind, Identity } from '../../../src/host/identity/identity.ts';
import { readIdentity } from '../../../src/host/identity/identity.ts';
import { initPair } from '../../../src/operations/pair/init.ts';
import { ROOT } from '../../support/cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const DAY_MS = 86_400_000;
const page = readFileSync(join(ROOT, 'docs', 'certificates.md'), 'utf8');

/** The first shell commands below a heading of the page. */
function commandsBelow(heading: string): string {
  return /```sh\n(.*?)```/s.exec(page.slice(page.indexOf(`## ${heading}\n`)))?.[1] ?? '';
}

const CREDENTIALS: readonly (readonly [string, CredentialKind])[] = [
  ['A', 'server'],
  ['B', 'server'],
  ['operator', 'operator'],
  ['credentials/viewer', 'operator'],
  ['credentials/remote-control', 'operator'],
];

describe('the commands of the page about certificates', () => {
  const yearAgo = new Date(Date.now() - 365 * DAY_MS);
  let dir: string;
  const folder = temporaryFolder(afterAll);

  beforeAll(async () => {
    dir = join(folder, 'pair');
    const servers = { A: 'alpha=10.0.0.1', B: 'beta=10.0.0.2' };
    const request = { dir, pair: null, servers, gatewayPing: false };
    await initPair(request, new AbortController().signal, yearAgo);
  });

  const run = (script: string): string =>
    execFileSync('sh', ['-ec', script], { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const read = ([name, kind]: (typeof CREDENTIALS)[number]): Promise<Identity> => readIdentity(join(dir, name), kind);
  const names = (letter: Letter = 'A'): string =>
    new X509Certificate(readFileSync(join(dir, letter, 'server.crt'))).subjectAltName ?? '';

  test('print the identity of a server', async () => {
    const { pairId } = await read(['A', 'server']);
    expect(run(commandsBelow('Verify a server'))).toContain(`DNS:a.${pairId}.switchover`);
    expect(names()).toBe(`DNS:a.${pairId}.switchover, IP Address:10.0.0.1, DNS:alpha`);
  });

  test('renew every certificate, with the same names and keys', async () => {
    const before = await Promise.all(CREDENTIALS.map(read));
    const carried = names();
    run(commandsBelow('Renew'));
    const after = await Promise.all(CREDENTIALS.map(read));
    for (const [index, old] of before.entries()) {
      const { expiresAt, cert, ...rest } = after[index]!;
      const { expiresAt: expired, cert: replaced, ...same } = old;
      expect(rest).toEqual(same);
      expect(cert).not.toBe(replaced);
      expect(expiresAt.getTime() - expired.getTime()).toBeGreaterThan(360 * DAY_MS);
    }
    expect(names()).toBe(carried);
  });

  test.each(['A', 'B'] as const)(
    'add an address to the certificate of %s, and leave it one of the pair',
    async (letter) => {
      const { pairId } = await read([letter, 'server']);
      run(commandsBelow('Add an address').replace('server=A', `server=${letter}`));
      const identity = `${letter.toLowerCase()}.${pairId}.switchover`;
      expect(names(letter)).toBe(`DNS:${identity}, IP Address:10.0.0.1, DNS:alpha, DNS:alpha.example.org`);
      expect(await read([letter, 'server'])).toMatchObject({ letter, pairId });
    },
  );
});
