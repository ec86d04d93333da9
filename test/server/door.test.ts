import { once } from 'node:events';
import { connect as connectPlain, type Socket } from 'node:net';
import { connect } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RealPair } from '../support/real-pair.ts';
import { freePort, realPair, startBoth, until } from '../support/real-pair.ts';

/** What strangers may send to the port of a server, which must not be affected. */
const UPGRADE = [
  'GET /notifier/main HTTP/1.1',
  'Host: a',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
  '',
  '',
].join('\r\n');

/** A raw connection that never closes by itself, and what it received. */
async function plain(port: number, text: string | Buffer = ''): Promise<{ socket: Socket; got: () => string }> {
  return watched(connectPlain({ port, host: '127.0.0.1', allowHalfOpen: true }), 'connect', text);
}

async function secure(port: number, text: string): Promise<{ socket: Socket; got: () => string }> {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, allowHalfOpen: true } as object);
  return watched(socket, 'secureConnect', text);
}

async function watched(
  socket: Socket,
  open: string,
  text: string | Buffer,
): Promise<{ socket: Socket; got: () => string }> {
  let got = '';
  socket.on('error', () => undefined);
  socket.setEncoding('latin1').on('data', (piece: string) => {
    got += piece;
  });
  onTestFinished(() => void socket.destroy());
  await once(socket, open);
  if (text.length > 0) socket.write(text);
  return { socket, got: () => got };
}

async function isWell(pair: RealPair): Promise<boolean> {
  const [active, backup] = await Promise.all([pair.ask('A', 'GET', '/primary'), pair.ask('B', 'GET', '/backup')]);
  return active.status === 200 && backup.status === 200;
}

describe('on the port of a running server', () => {
  test('garbage, plain text, half a handshake and broken requests are closed, and nothing else is affected', async () => {
    const pair = await realPair();
    const servers = await startBoth(pair);
    const port = pair.ports.A;
    const began = servers.A.state().self.bootId;
    const strangers = [
      await plain(port, 'GET /primary HTTP/1.1\r\nHost: a\r\n\r\n'),
      await plain(port, Buffer.alloc(200_000, 0xa5)),
      await plain(port, Buffer.from('16030100ff', 'hex')),
      await secure(port, 'garbage over TLS\r\n\r\n'),
      await secure(port, 'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n'),
      await secure(port, `GET /primary HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`),
    ];
    const rude = strangers.filter((_, index) => index !== 2);
    await until(() => rude.every(({ socket }) => socket.readableEnded || socket.destroyed), 'they are all hung up on');
    for (const { got } of strangers) expect(got()).not.toMatch(/HTTP\/1.1 200/);
    expect(await isWell(pair)).toBe(true);
    expect(servers.A.state().self.bootId).toBe(began);
  });

  test('a stranger posing as the companion gets 401 and is disconnected, even if it keeps the connection open', async () => {
    const pair = await realPair();
    await startBoth(pair);
    const { socket, got } = await secure(pair.ports.A, UPGRADE);
    await until(() => socket.readableEnded || socket.destroyed, 'the server ends it');
    expect(got()).toMatch(/^HTTP\/1\.1 401 /);
    // Nobody reads any more: writing now causes a reset.
    const closed = new Promise((resolve) => void socket.once('close', resolve));
    const more = setInterval(() => socket.write('still here'), 10);
    onTestFinished(() => clearInterval(more));
    await closed;
  });

  test('strangers that disconnect while being refused do not crash the server', async () => {
    const pair = await realPair();
    await startBoth(pair);
    for (let round = 0; round < 30; round += 1) {
      const line = connectPlain({ port: pair.ports.A, host: '127.0.0.1' });
      const socket = connect({ socket: line, rejectUnauthorized: false });
      await watched(socket, 'secureConnect', UPGRADE.repeat(1 + (round % 3)));
      if (round % 2 === 0) await once(socket, 'data');
      line.resetAndDestroy();
    }
    expect(await isWell(pair)).toBe(true);
  });

  test('two hundred slow requests delay nobody, and are disconnected eventually', {
    timeout: 20_000,
  }, async () => {
    const pair = await realPair();
    await startBoth(pair);
    const slow = await Promise.all(
      Array.from({ length: 100 }, async () => [
        await plain(pair.ports.A, Buffer.from('160301', 'hex')),
        await secure(pair.ports.A, 'GET /primary HTTP/1.1\r\nX-Slow: '),
      ]),
    );
    const began = performance.now();
    expect(await isWell(pair)).toBe(true);
    expect(performance.now() - began).toBeLessThan(1_000);
    const isOver = ({ socket }: { socket: Socket }): boolean => socket.readableEnded || socket.destroyed;
    await until(() => slow.flat().every(isOver), 'the server hangs up');
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

test('a server that is told to stop exits, even with open connections', async () => {
  const pair = await realPair();
  const { B } = await startBoth(pair);
  const port = pair.ports.B;
  await plain(port);
  await plain(port, Buffer.from('16030100ff', 'hex'));
  await secure(port, '');
  await secure(port, 'POST /v1/stop HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{');
  await secure(port, UPGRADE);
  const began = performance.now();
  B.requestStop('the test', false);
  await B.done;
  expect(performance.now() - began).toBeLessThan(2_000);
});

test('a server answers the request that stops it', async () => {
  for (let round = 0; round < 10; round += 1) {
    const pair = await realPair();
    const server = await pair.start('A');
    const { status, json } = await pair.ask('A', 'POST', '/v1/stop', {
      credential: 'operator',
      body: { takeover: true },
    });
    expect([status, json]).toEqual([202, { accepted: true, state: 'begun' }]);
    await server.done;
  }
});

test.each(['localhost', '[::1]'])('a server under the address %s is a server like any other', async (host) => {
  const pair = await realPair();
  const { readPairFile } = await import('../../src/host/files/pair-file.ts');
  const own = await readPairFile(pair.pairFile);
  const entry = (letter: 'A' | 'B', port: number) => ({
    ...own.pairFile.servers[letter],
    host: host.replace(/[[\]]/g, ''),
    port,
  });
  const servers = { A: entry('A', await freePort()), B: entry('B', await freePort()) };
  const there = { ...own, pairFile: { ...own.pairFile, servers } };
  const [a, b] = [await pair.start('A', { pair: there }), await pair.start('B', { pair: there })];
  await until(
    () => a.state().place === 'primary.serving' && b.state().place === 'backup.watching',
    'they find each other',
  );
});
