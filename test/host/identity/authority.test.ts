import { execFileSync, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import * as tls from 'node:tls';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { serverIdentity } from '../../../src/core/credential.ts';
import type { Authority, CertificateSubject, KeyPairPem } from '../../../src/host/identity/authority.ts';
import { createAuthority, issueCertificate } from '../../../src/host/identity/authority.ts';
import type { CredentialKind } from '../../../src/host/identity/identity.ts';
import { isIssuedBy, nameOf, readIdentity } from '../../../src/host/identity/identity.ts';
import { caught } from '../../support/caught.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const DAY_MS = 86_400_000;

let ours: Authority;
let foreign: Authority;
const made = new Map<string, KeyPairPem>();

beforeAll(async () => {
  ours = await createAuthority();
  foreign = await createAuthority();
  const subjects: readonly (readonly [string, Authority, CertificateSubject])[] = [
    ['A', ours, { role: 'server', letter: 'A' }],
    ['B', ours, { role: 'server', letter: 'B' }],
    ['viewer', ours, { role: 'viewer', name: 'wall-panel' }],
    ['remote-control', ours, { role: 'remote-control', name: 'ops' }],
    ['master-administrator', ours, { role: 'master-administrator', name: 'chief' }],
    ['foreign A', foreign, { role: 'server', letter: 'A' }],
    ['foreign operator', foreign, { role: 'master-administrator', name: 'chief' }],
  ];
  for (const [name, authority, subject] of subjects) made.set(name, await issueCertificate(authority, subject));
});

/** A folder with a credential, as created by `init`. */
function folderOf(name: string, kind: CredentialKind, authority: Authority = ours): string {
  const folder = temporaryFolder();
  const { certificate, key } = made.get(name)!;
  writeFileSync(join(folder, 'ca.crt'), authority.certificate);
  writeFileSync(join(folder, `${kind}.crt`), certificate);
  writeFileSync(join(folder, `${kind}.key`), key, { mode: 0o600 });
  return folder;
}

describe('a credential that cannot be used', () => {
  test.each([
    ['the folder', '.', 'ca.crt'],
    ['the authority', 'ca.crt', 'ca.crt'],
    ['the certificate', 'operator.crt', 'operator.crt'],
    ['the key', 'operator.key', 'operator.key'],
  ])('is told by the file that is missing: %s', async (_, gone, named) => {
    const folder = folderOf('viewer', 'operator');
    rmSync(join(folder, gone), { recursive: true });
    const { kind, problem } = await caught(readIdentity(folder, 'operator'));
    expect(problem).toMatchObject({ code: 'credential-missing', where: join(folder, named) });
    expect(kind).toBe('unreachable');
  });

  test('is unreadable if a folder is in the place of a file', async () => {
    const folder = folderOf('viewer', 'operator');
    rmSync(join(folder, 'operator.crt'));
    mkdirSync(join(folder, 'operator.crt'));
    expect((await caught(readIdentity(folder, 'operator'))).problem.code).toBe('credential-unreadable');
  });

  test.each([0o640, 0o604, 0o644, 0o660])('is refused if others can read its key: mode %o', async (mode) => {
    const folder = folderOf('viewer', 'operator');
    chmodSync(join(folder, 'operator.key'), mode);
    const { kind, problem } = await caught(readIdentity(folder, 'operator'));
    expect(problem).toMatchObject({ code: 'key-exposed', where: join(folder, 'operator.key') });
    expect(kind).toBe('refused');
  });

  test.each([0o664, 0o646])('is refused if others can change its authority: mode %o', async (mode) => {
    const folder = folderOf('A', 'server');
    chmodSync(join(folder, 'ca.crt'), mode);
    const { kind, problem } = await caught(readIdentity(folder, 'server'));
    expect([kind, problem.code, problem.where]).toEqual(['refused', 'authority-writable', join(folder, 'ca.crt')]);
  });

  test.each(['', 'hello', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'])(
    'holds no certificate: %j',
    async (text) => {
      const folder = folderOf('viewer', 'operator');
      writeFileSync(join(folder, 'operator.crt'), text);
      expect((await caught(readIdentity(folder, 'operator'))).problem.code).toBe('certificate-invalid');
    },
  );

  test('holds no key', async () => {
    const folder = folderOf('viewer', 'operator');
    writeFileSync(join(folder, 'operator.key'), 'hello', { mode: 0o600 });
    expect((await caught(readIdentity(folder, 'operator'))).problem.code).toBe('key-invalid');
  });

  test('holds the key of another', async () => {
    const folder = folderOf('viewer', 'operator');
    writeFileSync(join(folder, 'operator.key'), made.get('remote-control')!.key, { mode: 0o600 });
    expect((await caught(readIdentity(folder, 'operator'))).problem.code).toBe('key-mismatch');
  });

  test('was signed by the authority of another pair', async () => {
    const folder = folderOf('viewer', 'operator', foreign);
    const { kind, problem } = await caught(readIdentity(folder, 'operator'));
    expect(problem.code).toBe('certificate-foreign');
    expect(kind).toBe('usage');
  });

  test('has a plain certificate in the place of the authority', async () => {
    const folder = folderOf('viewer', 'operator');
    copyFileSync(join(folder, 'operator.crt'), join(folder, 'ca.crt'));
    expect((await caught(readIdentity(folder, 'operator'))).problem.code).toBe('certificate-invalid');
  });

  test.each([
    ['an operator as a server', 'viewer', 'server'],
    ['a server as an operator', 'A', 'operator'],
  ] as const)('is for somebody else: %s', async (_, name, kind) => {
    const folder = folderOf(name, kind);
    expect((await caught(readIdentity(folder, kind))).problem.code).toBe('certificate-wrong-role');
  });

  test.each([0, 1])('has a second authority beside that of the pair, at place %i', async (at) => {
    const folder = folderOf('A', 'server');
    const both = [readFileSync(join(folder, 'ca.crt'), 'utf8')];
    both.splice(at, 0, foreign.certificate);
    writeFileSync(join(folder, 'ca.crt'), both.join(''));
    const { problem } = await caught(readIdentity(folder, 'server'));
    expect(problem).toMatchObject({ code: 'certificate-invalid', where: join(folder, 'ca.crt') });
    expect(problem.why).toContain('more than one certificate');
  });

  test('is expired, and the date is reported', async () => {
    const folder = folderOf('A', 'server');
    const later = new Date(Date.now() + 826 * DAY_MS);
    const { kind, problem } = await caught(readIdentity(folder, 'server', later));
    expect(problem).toMatchObject({ code: 'certificate-expired', where: join(folder, 'server.crt') });
    expect(problem.what).toContain(made.get('A')!.expiresAt.toISOString());
    expect(kind).toBe('refused');
  });

  test('is not valid yet if the clock is two days slow, but is if it is twenty-three hours slow', async () => {
    const folder = folderOf('A', 'server');
    const early = await caught(readIdentity(folder, 'server', new Date(Date.now() - 2 * DAY_MS)));
    expect(early.problem.code).toBe('certificate-not-yet-valid');
    await readIdentity(folder, 'server', new Date(Date.now() - 23 * 3_600_000));
  });
});

describe('a name that no certificate may carry', () => {
  test.each(['', 'a b', 'a\nCN=A', '-x', 'é', 'x'.repeat(65)])('%j', async (name) => {
    await expect(issueCertificate(ours, { role: 'viewer', name })).rejects.toThrow('invalid credential name');
  });
});

describe('a good credential', () => {
  test('of a server says its letter, its pair and when it expires', async () => {
    const identity = await readIdentity(folderOf('B', 'server'), 'server');
    expect(identity).toMatchObject({ role: 'server', name: 'B', letter: 'B', pairId: ours.pairId });
    expect(identity.expiresAt).toEqual(made.get('B')!.expiresAt);
    const days = (identity.expiresAt.getTime() - Date.now()) / DAY_MS;
    expect(days).toBeGreaterThan(824.9);
    expect(days).toBeLessThanOrEqual(825);
  });

  test.each([
    ['viewer', 'wall-panel'],
    ['remote-control', 'ops'],
    ['master-administrator', 'chief'],
  ] as const)('of an operator says its role and name: %s', async (role, name) => {
    const identity = await readIdentity(folderOf(role, 'operator'), 'operator');
    expect(identity).toMatchObject({ role, name, letter: null, pairId: ours.pairId });
  });

  test('never outlives its authority', async () => {
    const old = await createAuthority(new Date(Date.now() - 3600 * DAY_MS));
    const { expiresAt } = await issueCertificate(old, { role: 'viewer', name: 'late' });
    expect(expiresAt).toEqual(old.expiresAt);
  });

  test('of a server of another pair does not name a server of ours', () => {
    const certificate = new X509Certificate(made.get('foreign A')!.certificate);
    expect(nameOf(certificate, ours.pairId)).toBeNull();
    expect(nameOf(certificate, foreign.pairId)?.letter).toBe('A');
    expect(isIssuedBy(certificate, new X509Certificate(ours.certificate))).toBe(false);
  });

  test('is not made of the authority itself', () => {
    expect(nameOf(new X509Certificate(ours.certificate))).toBeNull();
  });
});

test('two pairs never have the same id, and two certificates never the same serial number', () => {
  expect(ours.pairId).toMatch(/^[0-9a-f]{32}$/);
  expect(ours.pairId).not.toBe(foreign.pairId);
  const numbers = [...made.values()].map(({ certificate }) => new X509Certificate(certificate).serialNumber);
  expect(new Set(numbers).size).toBe(made.size);
});

describe.skipIf(spawnSync('openssl', ['version']).error !== undefined)('openssl as an independent check', () => {
  const verify = (purpose: string, name: string, authority: Authority): boolean => {
    const folder = temporaryFolder();
    const [ca, leaf] = [join(folder, 'ca.pem'), join(folder, 'leaf.pem')];
    writeFileSync(ca, authority.certificate);
    writeFileSync(leaf, made.get(name)!.certificate);
    const found = spawnSync('openssl', ['verify', '-x509_strict', '-purpose', purpose, '-CAfile', ca, leaf]);
    return found.status === 0;
  };

  test.each([
    ['sslserver', 'A', true],
    ['sslclient', 'A', true],
    ['sslclient', 'viewer', true],
    ['sslserver', 'viewer', false],
    ['sslserver', 'master-administrator', false],
    ['sslclient', 'foreign operator', false],
    ['sslserver', 'foreign A', false],
  ])('as %s, %s: %s', (purpose, name, good) => {
    expect(verify(purpose, name, ours)).toBe(good);
  });

  test('reads subject, names, key and validity as intended', () => {
    const text = (pem: string): string =>
      execFileSync('openssl', ['x509', '-noout', '-text'], { input: pem, encoding: 'utf8' });
    const leaf = text(made.get('A')!.certificate);
    expect(leaf).toContain('Subject: O = switchover, OU = server, CN = A');
    expect(leaf).toContain(`DNS:a.${ours.pairId}.switchover`);
    expect(leaf).toContain('prime256v1');
    const authority = text(ours.certificate);
    expect(authority).toContain('CA:TRUE, pathlen:0');
    expect(authority).toContain(`CN = ${ours.pairId}`);
  });

  test('rejects a certificate signed by a leaf', async () => {
    const viewer = made.get('viewer')!;
    const forged = await issueCertificate(viewer, { role: 'master-administrator', name: 'chief' });
    made.set('forged', forged);
    onTestFinished(() => void made.delete('forged'));
    expect(verify('sslclient', 'forged', ours)).toBe(false);
    expect((await caught(readIdentity(folderOf('forged', 'operator'), 'operator'))).problem.code).toBe(
      'certificate-foreign',
    );
  });
});

describe('a TLS handshake', () => {
  /** What a server with A's certificate learns about a caller, and whether the caller accepts the server. */
  async function handshake(
    server: string,
    caller: string | null,
    trusted = ours,
    expected = serverIdentity('A', ours.pairId),
  ) {
    const own = made.get(server)!;
    const options = {
      ca: ours.certificate,
      cert: own.certificate,
      key: own.key,
      requestCert: true,
      rejectUnauthorized: false,
    };
    const listener = tls.createServer(options);
    listener.on('tlsClientError', () => undefined);
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const seen = once(listener, 'secureConnection') as Promise<[tls.TLSSocket]>;
    seen.catch(() => undefined);
    const mine = caller === null ? undefined : made.get(caller)!;
    const credential = mine === undefined ? {} : { cert: mine.certificate, key: mine.key };
    const { port } = listener.address() as AddressInfo;
    const socket = tls.connect({
      host: '127.0.0.1',
      port,
      servername: expected,
      ca: trusted.certificate,
      ...credential,
    });
    try {
      await once(socket, 'secureConnect');
      const [peer] = await seen;
      const certificate = peer.getPeerX509Certificate();
      return { authorized: peer.authorized, name: certificate === undefined ? null : nameOf(certificate, ours.pairId) };
    } finally {
      socket.destroy();
      listener.close();
    }
  }

  test('is refused by a caller that trusts another authority', async () => {
    await expect(handshake('A', 'viewer', foreign)).rejects.toMatchObject({ code: 'SELF_SIGNED_CERT_IN_CHAIN' });
  });

  test('is refused by a caller that meets the server of another pair', async () => {
    await expect(handshake('foreign A', 'viewer')).rejects.toMatchObject({ code: expect.stringContaining('VERIFY') });
  });

  test('is refused by a caller that expects A and meets B', async () => {
    await expect(handshake('B', 'viewer')).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });

  test('is refused by a caller where an operator poses as a server', async () => {
    await expect(handshake('master-administrator', 'viewer')).rejects.toMatchObject({ code: 'INVALID_PURPOSE' });
  });

  test('shows the server that a caller of a foreign authority is nobody', async () => {
    expect((await handshake('A', 'foreign operator')).authorized).toBe(false);
  });

  test('shows the server that a caller without a certificate is nobody', async () => {
    expect(await handshake('A', null)).toEqual({ authorized: false, name: null });
  });

  test.each([
    ['viewer', 'viewer'],
    ['remote-control', 'remote-control'],
    ['master-administrator', 'master-administrator'],
    ['B', 'server'],
  ])('shows the server the role of %s', async (caller, role) => {
    expect(await handshake('A', caller)).toMatchObject({ authorized: true, name: { role } });
  });
});
