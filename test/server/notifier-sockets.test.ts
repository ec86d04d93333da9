/** Why a dial failed, and how a connection that is not wanted ends. */
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { bytesOf, failureOf, refuseUpgrade } from '../../src/server/notifier-sockets.ts';

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
