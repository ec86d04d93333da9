import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { get as httpsGet } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { healthOf } from '../../src/server/health.ts';
import { createHttp } from '../../src/server/http.ts';
import type { RunningServer } from '../../src/server/server.ts';
import type { CredentialName, RealPair } from '../support/real-pair.ts';
import { makeRealPair, realPair, startBoth, until } from '../support/real-pair.ts';

let pair: RealPair;
let servers: Readonly<Record<'A' | 'B', RunningServer>>;

beforeAll(async () => {
  pair = await makeRealPair();
  servers = await startBoth(pair);
});

afterAll(() => pair.cleanUp());

/** The three health endpoints of a server, as a load balancer sees them. */
async function health(from: RealPair, letter: 'A' | 'B'): Promise<string> {
  const codes = await Promise.all(['/primary', '/backup', '/health'].map((path) => from.ask(letter, 'GET', path)));
  return codes.map(({ status }) => status).join(' ');
}

describe('the health endpoints, for anybody', () => {
  test('say which server is active and which is its backup', async () => {
    expect(await health(pair, 'A')).toBe('200 503 200');
    expect(await health(pair, 'B')).toBe('503 200 200');
    expect((await pair.ask('A', 'GET', '/primary')).text).toBe('primary.serving\n');
    expect((await pair.ask('A', 'HEAD', '/primary')).status).toBe(200);
  });

  test.each(['GET', 'HEAD', 'OPTIONS'])('answer %s, as load balancers ask by default', async (method) => {
    const asked = (letter: 'A' | 'B') =>
      Promise.all(['/primary', '/backup', '/health'].map((path) => pair.ask(letter, method, path)));
    expect((await asked('A')).map(({ status }) => status)).toEqual([200, 503, 200]);
    expect((await asked('B')).map(({ status }) => status)).toEqual([503, 200, 200]);
    expect((await pair.ask('B', method, '/backup?lag=10')).status).toBe(400);
    expect((await pair.ask('A', method, '/v1/status')).status).not.toBe(200);
  });

  test.each([[['http/1.1']], [['http/1.0']], [undefined]])(
    'answer HTTP/1.0 without a host name, as older checks ask, if TLS offers %j',
    async (ALPNProtocols) => {
      const options = { host: '127.0.0.1', port: pair.ports.A, rejectUnauthorized: false };
      const socket = connect({ ...options, ...(ALPNProtocols === undefined ? {} : { ALPNProtocols }) });
      socket.write('OPTIONS /primary HTTP/1.0\r\n\r\n');
      expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 OK\r\n.*\r\n\r\nprimary\.serving\n$/s);
    },
  );

  test('can be verified by a program that has only ca.crt and the address', async () => {
    const options = { host: '127.0.0.1', port: pair.ports.A, path: '/primary', agent: false };
    const get = (more: object) =>
      new Promise<number | undefined>((resolve, reject) => {
        const asked = httpsGet({ ...options, ...more }, (response) => resolve(response.resume().statusCode));
        asked.on('error', reject);
      });
    const ca = readFileSync(join(pair.dir, 'operator', 'ca.crt'));
    expect(await get({ ca })).toBe(200);
    await expect(get({})).rejects.toMatchObject({ code: 'SELF_SIGNED_CERT_IN_CHAIN' });
    const other = await realPair();
    const foreign = readFileSync(join(other.dir, 'operator', 'ca.crt'));
    await expect(get({ ca: foreign })).rejects.toMatchObject({ code: 'SELF_SIGNED_CERT_IN_CHAIN' });
  });

  test('report a server that is still negotiating as neither, and healthy', async () => {
    const alone = await realPair();
    await alone.start('A');
    expect(await health(alone, 'A')).toBe('503 503 200');
  });

  test('report a stale server as neither, and the one that took over as active', async () => {
    const other = await realPair();
    const both = await startBoth(other);
    const body = { id: randomUUID(), expectedTerm: 1, immediate: true, reason: 'a test' };
    const { status } = await other.ask('B', 'POST', '/v1/switch', { credential: 'operator', body });
    expect(status).toBe(200);
    await until(() => both.A.state().place === 'inactive.stale', 'A is stale');
    await until(() => both.B.state().place === 'primary.serving', 'B serves');
    expect(await health(other, 'A')).toBe('503 503 200');
    expect(await health(other, 'B')).toBe('200 503 200');
    expect(other.log('B')).toContain('a test');
  });

  test.each(['?lag=10s', '?lag=5MB', '?lag=0s', '?lag=250ms', '?lag=1m', '?lag=100B'])(
    'take a limit: %s',
    async (query) => {
      expect((await pair.ask('B', 'GET', `/backup${query}`)).status).toBe(200);
      expect((await pair.ask('A', 'GET', `/backup${query}`)).status).toBe(503);
    },
  );

  test.each([
    '?lag=',
    '?lag=10',
    '?lag=-1s',
    '?lag=s',
    '?lag=1e3s',
    '?lag=10s%0a',
    '?lag=10s&lag=20s',
    '?lag=9999999999s',
  ])('refuse what is no limit: %s', async (query) => {
    const { status, json } = await pair.ask('B', 'GET', `/backup${query}`);
    expect([status, json.error.code]).toEqual([400, 'bad-lag']);
  });

  test('show metrics without secrets', async () => {
    const { status, text } = await pair.ask('A', 'GET', '/metrics');
    expect(status).toBe(200);
    expect(text).toMatch(/^switchover_serving 1$/m);
    expect(text).toMatch(/^switchover_term 1$/m);
    expect(text).toMatch(/^switchover_connection_up\{connection="aux"\} 1$/m);
    expect(text).toMatch(/^switchover_decisions_total\{rule="220"\} 1$/m);
    expect(text).not.toContain('BEGIN');
  });
});

describe('who may do what', () => {
  const id = randomUUID();
  // Valid requests that change nothing: the switch names a term under which no server is active.
  const controlled = { id, expectedTerm: 999, immediate: false, reason: null };
  const requests = {
    status: ['GET', '/v1/status', undefined],
    outcome: ['GET', `/v1/switches/${id}`, undefined],
    switch: ['POST', '/v1/switch', controlled],
    immediate: ['POST', '/v1/switch', { ...controlled, immediate: true }],
    rejoin: ['POST', '/v1/rejoin', { id }],
    stop: ['POST', '/v1/stop', { takeover: 'neither' }],
  } as const;
  // 404: no such switch; 400: an invalid stop, so that nothing stops. Both come after the role was checked.
  test.each<[CredentialName | null, Record<keyof typeof requests, number>]>([
    [null, { status: 401, outcome: 401, switch: 401, immediate: 401, rejoin: 401, stop: 401 }],
    ['A', { status: 403, outcome: 403, switch: 403, immediate: 403, rejoin: 403, stop: 403 }],
    ['viewer', { status: 200, outcome: 404, switch: 403, immediate: 403, rejoin: 403, stop: 403 }],
    ['remote-control', { status: 200, outcome: 404, switch: 200, immediate: 403, rejoin: 200, stop: 400 }],
    ['operator', { status: 200, outcome: 404, switch: 200, immediate: 200, rejoin: 200, stop: 400 }],
  ])('%s', async (credential, expected) => {
    const found: Record<string, number> = {};
    for (const [name, [method, path, body]] of Object.entries(requests)) {
      const { status, json } = await pair.ask('B', method, path, { credential, body });
      found[name] = status;
      if (status === 401) expect(json.error.code).toBe('no-credential');
      if (status === 403) expect(json.error.code).toBe('right-missing');
      if (status === 200 && method === 'POST') expect(json.accepted).toBe(false);
    }
    expect(found).toEqual(expected);
  });

  test.each<[CredentialName | null, string, object]>([
    [null, '/v1/switch', { code: 'no-credential', what: 'no certificate of this pair was presented', why: 'HTTP 401' }],
    [
      'viewer',
      '/v1/switch',
      { code: 'right-missing', what: 'viewer has the role viewer, but this requires remote-control', why: 'HTTP 403' },
    ],
    [
      'viewer',
      `/v1/switches/${id}`,
      { code: 'no-such-path', what: 'no such path', do: 'use GET /primary, /backup, /health or /metrics' },
    ],
  ])('the refusal of %s at %s says why, and what to do', async (credential, path, expected) => {
    const { json } = await pair.ask('B', 'POST', path, { credential, body: controlled });
    expect(json.error).toMatchObject(expected);
    if (path === '/v1/switch')
      expect(json.error.do).toBe(
        credential === null
          ? 'use a credential of this pair (--credential DIR)'
          : 'use a credential with the role remote-control',
      );
  });

  test('the outcome of a switch that nobody knows is refused with the way to find out', async () => {
    const { json } = await pair.ask('B', 'GET', `/v1/switches/${id}`, { credential: 'viewer' });
    expect(json.error).toEqual({
      ...{ code: 'no-such-switch', what: 'this server knows no switch with that id', why: 'HTTP 404' },
      do: 'check "switchover status"',
    });
  });

  test('a limit of the lag that is none is refused with examples', async () => {
    const { json } = await pair.ask('B', 'GET', '/backup?lag=10');
    expect(json.error).toEqual({
      ...{ code: 'bad-lag', what: '"10" is not a valid lag limit', why: 'HTTP 400' },
      do: 'use a limit such as ?lag=10s or ?lag=5MB',
    });
  });

  test('health is never cached, and is plain text', async () => {
    const options = {
      host: '127.0.0.1',
      port: pair.ports.A,
      path: '/primary',
      agent: false,
      rejectUnauthorized: false,
    };
    const headers = await new Promise<Record<string, unknown>>((resolve) => {
      httpsGet(options, (response) => resolve(response.resume().headers));
    });
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'content-type': expect.stringMatching(/^text\/plain/),
    });
  });

  test('a stranger is refused before its request is read', async () => {
    for (const raw of ['{', 'x'.repeat(100_000), '']) {
      const { status, json } = await pair.ask('B', 'POST', '/v1/switch', { raw });
      expect([status, json.error.code]).toEqual([401, 'no-credential']);
    }
  });

  test.each(['/%761/switch', '/v%31/switch', '/v1/%73witch'])(
    'a stranger is refused before its request is read, however the path is spelled: %s',
    async (path) => {
      const { status, json } = await pair.ask('B', 'POST', path, { raw: '{' });
      expect([status, json.error.code]).toEqual([401, 'no-credential']);
    },
  );

  test('a stranger posting to an unknown path is refused before its request is read', async () => {
    const { status, json } = await pair.ask('B', 'POST', '/nowhere', { raw: '{' });
    expect([status, json.error.code]).toEqual([404, 'no-such-path']);
  });

  test('a certificate of another pair counts as none', async () => {
    const foreign = await realPair();
    const { cert, key } = await foreign.identity('operator');
    const { request } = await import('node:https');
    const options = { host: '127.0.0.1', port: pair.ports.A, path: '/v1/status', cert, key, rejectUnauthorized: false };
    const status = await new Promise((resolve) => {
      request({ ...options, agent: false }, (response) => resolve(response.resume().statusCode)).end();
    });
    expect(status).toBe(401);
  });
});

describe('a request that is wrong', () => {
  const good = { id: 'x', expectedTerm: 1, immediate: false, reason: null };
  test.each([
    ['no JSON', { raw: '{"id"' }, 400],
    ['nothing', { raw: '' }, 400],
    ['another kind of text', { raw: 'id=1', type: 'text/plain' }, 400],
    ['a form', { raw: 'id=1', type: 'application/x-www-form-urlencoded' }, 415],
    ['no object', { raw: 'null' }, 400],
    ['a list', { raw: '[]' }, 400],
    ['a field too few', { body: { ...good, reason: undefined } }, 400],
    ['a field too many', { body: { ...good, force: true } }, 400],
    ['an empty id', { body: { ...good, id: '' } }, 400],
    ['an id with a line break', { body: { ...good, id: 'a\nb' } }, 400],
    ['an id that leaves its brackets in the log', { body: { ...good, id: 'a] given up: [b' } }, 400],
    ['an id longer than allowed', { body: { ...good, id: 'x'.repeat(129) } }, 400],
    ['a term that is no number', { body: { ...good, expectedTerm: '1' } }, 400],
    ['a term below zero', { body: { ...good, expectedTerm: -1 } }, 400],
    ['half a term', { body: { ...good, expectedTerm: 1.5 } }, 400],
    ['a term beyond all numbers', { raw: '{"id":"x","expectedTerm":1e400,"immediate":false,"reason":null}' }, 400],
    ['a prototype', { raw: '{"__proto__":{"immediate":true},"id":"x","expectedTerm":1,"reason":null}' }, 400],
    ['a reason longer than allowed', { body: { ...good, reason: 'x'.repeat(1001) } }, 400],
    ['16 KB of it', { raw: `"${'x'.repeat(16 * 1024 - 2)}"` }, 400],
    ['more than 16 KB', { raw: `"${'x'.repeat(16 * 1024 - 1)}"` }, 413],
  ])('%s', async (_, asked, expected) => {
    const { status, json } = await pair.ask('B', 'POST', '/v1/switch', { credential: 'operator', ...asked });
    expect([status, json.error.code]).toEqual([expected, 'bad-request']);
  });

  test.each([
    ['GET', '/'],
    ['GET', '/v1'],
    ['GET', '/v1/switch'],
    ['PUT', '/v1/switch'],
    ['POST', '/primary'],
    ['GET', '/v1/status/../../etc/passwd'],
    ['GET', '/notifier/main'],
  ])('%s %s is nowhere', async (method, path) => {
    const { status, json } = await pair.ask('B', method, path, { credential: 'operator' });
    expect([status, json.error.code]).toEqual([404, 'no-such-path']);
  });

  test('for the outcome of a switch that nobody knows says so, however long its id', async () => {
    const { status, json } = await pair.ask('B', 'GET', `/v1/switches/${'x'.repeat(128)}`, { credential: 'viewer' });
    expect([status, json.error.code]).toEqual([404, 'no-such-switch']);
    const longer = await pair.ask('B', 'GET', `/v1/switches/${'x'.repeat(129)}`, { credential: 'viewer' });
    expect([longer.status, longer.json.error.code]).toEqual([414, 'bad-request']);
  });

  test('with a path that cannot be decoded is refused like any other', async () => {
    const { status, json } = await pair.ask('B', 'GET', '/v1/%zz', { credential: 'viewer' });
    expect([status, json.error.code]).toEqual([400, 'bad-request']);
  });

  test('is told what is wrong', async () => {
    const { json } = await pair.ask('B', 'GET', '/v1/logs?bytes=all', { credential: 'viewer' });
    const next = 'send a request as documented';
    expect(json.error).toEqual({
      ...{ code: 'bad-request', why: 'HTTP 400', do: next },
      what: 'bytes must be a whole number',
    });
  });

  test('has changed nothing after all of this', () => {
    expect([servers.A.state().place, servers.B.state().place]).toEqual(['primary.serving', 'backup.watching']);
    expect(servers.A.state().durable.highestTerm).toBe(1);
  });
});

describe('a server that answers over HTTP', () => {
  /** A server without a port, whose metrics fail with the given error. */
  async function failingWith(error: Error): Promise<{ readonly http: FastifyInstance; readonly told: Error[] }> {
    const told: Error[] = [];
    const http = createHttp({
      identity: await pair.identity('A'),
      health: healthOf({ state: servers.A.state, isLate: () => false }, { behind: () => ({}) }),
      metrics: () => Promise.reject(error),
      answerFailed: (each) => void told.push(each),
      refused: () => undefined,
      routes: [],
      handleUpgrade: () => undefined,
    });
    onTestFinished(() => http.close());
    return { http, told };
  }

  test.each([
    ['of its own', {}, 500],
    ['with the status 500', { statusCode: 500 }, 500],
    ['with the status 503', { statusCode: 503 }, 500],
  ])('reports an error %s, and shows nothing of it', async (_, more, expected) => {
    const error = Object.assign(new Error('planted'), more);
    const { http, told } = await failingWith(error);
    const response = await http.inject('/metrics');
    expect([response.statusCode, response.json()]).toEqual([
      expected,
      {
        error: {
          ...{ code: 'internal-error', what: 'internal error in this server', why: 'HTTP 500' },
          do: 'please report it, with the log of this server',
        },
      },
    ]);
    expect(told).toEqual([error]);
  });

  test('tells a client of its own error, with its status', async () => {
    const { http, told } = await failingWith(Object.assign(new Error('too slow'), { statusCode: 499 }));
    const response = await http.inject('/metrics');
    expect([response.statusCode, response.json().error]).toMatchObject([
      499,
      { code: 'bad-request', what: 'too slow' },
    ]);
    expect(told).toEqual([]);
  });

  test('gives nobody time without end', async () => {
    const { http } = await failingWith(new Error());
    const { headersTimeout, requestTimeout, keepAliveTimeout, maxRequestsPerSocket } = http.server;
    expect({ headersTimeout, requestTimeout, keepAliveTimeout, maxRequestsPerSocket }).toEqual({
      headersTimeout: 5_000,
      requestTimeout: 10_000,
      keepAliveTimeout: 10_000,
      maxRequestsPerSocket: 16,
    });
  });
});
