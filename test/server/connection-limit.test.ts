import { once } from 'node:events';
import { createServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { limitConnections, MOST_CONNECTIONS } from '../../src/server/connection-limit.ts';
import { realPair, startBoth, until } from '../support/real-pair.ts';

test('connections held open by strangers are closed, oldest first; the companion and operators are not locked out', async () => {
  const pair = await realPair();
  const { A, B } = await startBoth(pair);
  const operator = await pair.identity('operator');
  const guest = connectTls({
    port: pair.ports.A,
    host: '127.0.0.1',
    cert: operator.cert,
    key: operator.key,
    rejectUnauthorized: false,
  });
  onTestFinished(() => void guest.destroy());
  guest.on('error', () => undefined);
  await once(guest, 'secureConnect');

  const connectionLimit: Socket[] = [];
  onTestFinished(() => {
    for (const socket of connectionLimit) socket.destroy();
  });
  expect(MOST_CONNECTIONS).toBe(256);
  while (connectionLimit.length < MOST_CONNECTIONS + 100) {
    const socket = connect(pair.ports.A, '127.0.0.1').on('error', () => undefined);
    connectionLimit.push(socket);
    await once(socket, 'connect');
  }
  await until(() => connectionLimit.filter(({ closed }) => closed).length >= 100, 'the first strangers are let go');

  expect(connectionLimit.slice(-100).filter(({ closed }) => closed)).toEqual([]);
  expect(guest.closed).toBe(false);
  expect((await pair.ask('A', 'GET', '/primary')).status).toBe(200);
  expect((await pair.ask('A', 'GET', '/v1/status', { credential: 'operator' })).status).toBe(200);
  for (const server of [A, B]) {
    const { main, aux } = server.state().connections;
    expect([main.status, aux.status]).toEqual(['up', 'up']);
  }
});

test('those with a certificate count, but strangers make room for them, the oldest first', async () => {
  const pair = await realPair();
  const { ca, cert, key } = await pair.identity('A');
  const server = createServer({ ca, cert, key, requestCert: true, rejectUnauthorized: false });
  const { below } = limitConnections(server, 2);
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const dialled = async (more: object): Promise<readonly [TLSSocket, TLSSocket]> => {
    const accepted = once(server, 'secureConnection');
    const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ...more });
    socket.on('error', () => undefined);
    onTestFinished(() => void socket.destroy());
    const [there] = (await accepted) as [TLSSocket];
    return [socket, there];
  };
  const operator = await pair.identity('operator');
  const [guest, guestThere] = await dialled({ cert: operator.cert, key: operator.key });
  const [first, firstThere] = await dialled({});
  expect([below(guestThere)?.remotePort, below(firstThere)]).toEqual([guest.localPort, undefined]);
  const closed = once(first, 'close');
  const [second] = await dialled({});
  await closed;
  expect([guest.closed, second.closed]).toEqual([false, false]);
  const gone = once(guestThere, 'close');
  guest.destroy();
  await gone;
  await expect.poll(() => below(guestThere)).toBeUndefined();
  const [third] = await dialled({});
  expect([second.closed, third.closed]).toEqual([false, false]);
});
