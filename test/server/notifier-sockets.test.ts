/** Why a dial failed, and how a connection that is not wanted ends. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { bytesOf, closeSocket, failureOf, refuseUpgrade } from '../../src/server/notifier-sockets.ts';

test.each<[message: string, code: string | undefined, knows: boolean, reason: string, unverified: boolean]>([
  ['connect ECONNREFUSED 10.0.0.1:80', 'ECONNREFUSED', false, 'ECONNREFUSED', false],
  ['getaddrinfo ENOTFOUND beta', 'ENOTFOUND', true, 'ENOTFOUND', false],
  ['wrong version number', 'ERR_SSL_WRONG_VERSION_NUMBER', false, 'another program answers, without TLS', true],
  ['wrong version number', 'ERR_SSL_WRONG_VERSION_NUMBER', true, 'another program answers, without TLS', false],
  ['Opening handshake has timed out', undefined, false, 'TIMEOUT', false],
  ['WebSocket was closed before the connection was established', undefined, false, 'TIMEOUT', false],
  ['socket hang up', undefined, true, 'TIMEOUT', false],
  ['certificate has expired', 'CERT_HAS_EXPIRED', true, 'CERT_HAS_EXPIRED: certificate has expired', true],
  ['something new', undefined, true, 'something new', true],
])('a dial that fails with "%s" (%s), to a companion that is known: %s', (message, code, knows, reason, unverified) => {
  const error = Object.assign(new Error(message), code === undefined ? {} : { code });
  expect(failureOf(error, knows)).toEqual({ reason, unverified });
});

test('an upgrade that is refused gets an answer without a body, and its connection ends', async () => {
  const socket = new PassThrough();
  const closed = new Promise((resolve) => void socket.once('close', resolve));
  refuseUpgrade(socket, '404 Not Found');
  expect(await text(socket)).toBe('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  socket.emit('error', new Error('reset by the other side'));
  await closed;
  expect(socket.destroyed).toBe(true);
});

test.each([
  ['pieces', [Buffer.from('a'), Buffer.from('bc')]],
  ['one piece', Buffer.from('abc')],
  ['memory of another kind', new TextEncoder().encode('abc').buffer],
])('a message in %s is the same bytes', (_, data) => {
  expect(Buffer.from(bytesOf(data)).toString()).toBe('abc');
});

describe('a connection is closed', () => {
  /** Both ends of a real connection. */
  async function connected(): Promise<readonly [here: WebSocket, there: WebSocket]> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const accepted = once(server, 'connection') as Promise<[WebSocket]>;
    const here = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const [there] = await accepted;
    onTestFinished(() => there.terminate());
    if (here.readyState !== WebSocket.OPEN) await once(here, 'open');
    return [here, there];
  }

  test('with a reason, if the other end answers, and only once', async () => {
    const [here, there] = await connected();
    const heard = once(there, 'close');
    await closeSocket(here);
    expect([here.readyState, `${await heard}`]).toEqual([WebSocket.CLOSED, '1001,stopping']);
    await closeSocket(here);
  });

  test('by force after half a second, if it does not', async () => {
    const [here, there] = await connected();
    there.pause();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const closed = closeSocket(here);
    await vi.advanceTimersByTimeAsync(499);
    expect(here.readyState).toBe(WebSocket.CLOSING);
    await vi.advanceTimersByTimeAsync(1);
    await closed;
    expect(here.readyState).toBe(WebSocket.CLOSED);
  });

  test('at once, if it is not open yet', async () => {
    const silent = createServer();
    silent.listen(0, '127.0.0.1');
    onTestFinished(() => void silent.close());
    await once(silent, 'listening');
    const here = new WebSocket(`ws://127.0.0.1:${(silent.address() as AddressInfo).port}`);
    here.on('error', () => undefined);
    await closeSocket(here);
    expect(here.readyState).toBe(WebSocket.CLOSED);
  });
});
