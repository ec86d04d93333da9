import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { MOST_CONNECTIONS } from '../../src/server/connection-limit.ts';
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
