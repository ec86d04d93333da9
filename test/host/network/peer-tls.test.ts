import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import * as tls from 'node:tls';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Letter } from '../../../src/core/letter.ts';
import type { Authority, CertificateSubject } from '../../../src/host/identity/authority.ts';
import { createAuthority, issueCertificate } from '../../../src/host/identity/authority.ts';
import type { CertificateName, Identity } from '../../../src/host/identity/identity.ts';
import { callerOf, dialOptions } from '../../../src/host/network/peer-tls.ts';

let ours: Authority;
let foreign: Authority;
const made = new Map<string, Identity>();

async function issue(name: string, authority: Authority, subject: CertificateSubject, now = new Date()): Promise<void> {
  const { certificate: cert, key, expiresAt } = await issueCertificate(authority, subject, now);
  const letter = subject.role === 'server' ? subject.letter : null;
  const known = { ca: authority.certificate, cert, key, pairId: authority.pairId, expiresAt };
  made.set(name, { ...known, role: subject.role, name: letter ?? name, letter });
}

beforeAll(async () => {
  ours = await createAuthority();
  foreign = await createAuthority();
  await issue('A', ours, { role: 'server', letter: 'A' });
  await issue('B', ours, { role: 'server', letter: 'B' });
  await issue('viewer', ours, { role: 'viewer', name: 'viewer' });
  await issue('foreign B', foreign, { role: 'server', letter: 'B' });
  const yearsAgo = new Date(Date.now() - 826 * 86_400_000);
  await issue('expired B', ours, { role: 'server', letter: 'B' }, yearsAgo);
});

interface Door {
  readonly port: number;
  /** The identity of each caller as seen by the server, in order. */
  readonly callers: (CertificateName | null)[];
}

/** Server A's TLS endpoint, as opened by the server: certificates are requested but not required. */
async function door(name = 'A'): Promise<Door> {
  const { ca, cert, key } = made.get(name)!;
  const options = { ca, cert, key, requestCert: true, rejectUnauthorized: false, minVersion: 'TLSv1.3' } as const;
  const listener = tls.createServer(options);
  const callers: (CertificateName | null)[] = [];
  listener.on('secureConnection', (socket) => {
    socket.on('error', () => undefined);
    callers.push(callerOf(socket, ours.pairId));
    socket.end('seen');
  });
  listener.on('tlsClientError', () => undefined);
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  onTestFinished(() => void listener.close());
  return { port: (listener.address() as AddressInfo).port, callers };
}

/** Connects like the Notifier and the commands do. Resolves with the session ticket, rejects if refused. */
async function call(
  port: number,
  caller: string,
  expected: Letter,
  more: tls.ConnectionOptions = {},
): Promise<Buffer | null> {
  const socket = tls.connect({ host: '127.0.0.1', port, ...dialOptions(made.get(caller)!, expected), ...more });
  let ticket: Buffer | null = null;
  socket.on('session', (session) => {
    ticket = session;
  });
  await once(socket, 'secureConnect');
  socket.resume();
  await once(socket, 'end');
  socket.destroy();
  return ticket;
}

describe('who dials', () => {
  test('reaches the server it expects, whatever address it dialled', async () => {
    const { port, callers } = await door('A');
    await call(port, 'B', 'A');
    await call(port, 'viewer', 'A', { host: 'localhost' });
    expect(callers).toMatchObject([
      { role: 'server', letter: 'B' },
      { role: 'viewer', name: 'viewer' },
    ]);
  });

  test.each([
    ['the other server of the pair', 'A', 'B', /for server A, not for server B/],
    ['an operator that poses as a server', 'viewer', 'A', /purpose|for viewer/],
    ['a server of another pair', 'foreign B', 'B', /self.signed|unable to verify/],
    ['a server whose certificate has expired', 'expired B', 'B', /expired/],
  ])('refuses %s', async (_, at, expected, words) => {
    const { port } = await door(at);
    await expect(call(port, 'viewer', expected as Letter)).rejects.toThrow(words);
  });

  test('refuses a server that speaks no newer TLS than 1.2', async () => {
    const { ca, cert, key } = made.get('A')!;
    const listener = tls.createServer({ ca, cert, key, maxVersion: 'TLSv1.2' });
    listener.on('tlsClientError', () => undefined);
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    onTestFinished(() => void listener.close());
    await expect(call((listener.address() as AddressInfo).port, 'B', 'A')).rejects.toThrow(/protocol version/);
  });
});

describe('who is called', () => {
  /** A caller that trusts everyone and presents the given certificate. */
  const rude = (name: string | null): tls.ConnectionOptions => {
    const shown = name === null ? {} : { cert: made.get(name)!.cert, key: made.get(name)!.key };
    return { secureContext: tls.createSecureContext(shown), rejectUnauthorized: false };
  };

  test.each([
    ['no certificate', null],
    ['the certificate of another authority', 'foreign B'],
    ['an expired certificate', 'expired B'],
  ])('knows nobody by %s', async (_, name) => {
    const { port, callers } = await door();
    await call(port, 'B', 'A', rude(name));
    expect(callers).toEqual([null]);
  });

  test('knows nobody by the ticket of an earlier call that showed nothing, or something foreign', async () => {
    for (const name of [null, 'foreign B']) {
      const { port, callers } = await door();
      const session = await call(port, 'B', 'A', rude(name));
      expect(session).not.toBeNull();
      await call(port, 'B', 'A', { ...rude(name), session: session! });
      expect(callers).toEqual([null, null]);
    }
  });

  test('knows a caller again by the ticket of its earlier call, as the same and not as more', async () => {
    const { port, callers } = await door();
    const session = await call(port, 'viewer', 'A');
    await call(port, 'viewer', 'A', { session: session! });
    expect(callers).toMatchObject([{ role: 'viewer' }, { role: 'viewer' }]);
  });
});
