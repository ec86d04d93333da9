/** The active server dies, and another program of its machine answers at its port. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import type { PairProcess } from '../support/pair-process.ts';
import { pairProcess } from '../support/pair-process.ts';

/** Kills A, and puts a program in its place. */
async function takePort(pair: PairProcess, program: Server): Promise<void> {
  const { host, port } = pair.pair.pairFile.servers.A;
  await pair.kill('A');
  program.listen(port, host);
  onTestFinished(() => void program.close());
  await once(program, 'listening');
}

const WORDS: readonly (readonly [string, Buffer | string])[] = [
  ['HTTP', 'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'],
  ['what looks like TLS and is not', Buffer.from('1703030005aaaaaaaaaa', 'hex')],
];

test.each(WORDS)('that sends %s: the backup takes over as if nobody answered', async (_, bytes) => {
  const pair = await pairProcess({ reconnectTimeoutS: 7 });
  await pair.startBoth();
  const program = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end(bytes);
  });
  await takePort(pair, program);
  await pair.until(({ servers }) => servers[1]?.serving === true, 'B takes over');
  expect(pair.log('B')).not.toContain('cannot be verified');
});

test('that has a foreign certificate: nothing takes over by itself, and an operator is told the risk', async () => {
  const [pair, foreign] = [await pairProcess({ reconnectTimeoutS: 7 }), await pairProcess()];
  await pair.startBoth();
  const folder = join(foreign.folder, 'pair', 'A');
  const [cert, key] = ['server.crt', 'server.key'].map((name) => readFileSync(join(folder, name)));
  const program = createTlsServer({ cert: cert!, key: key! }, (socket) => void socket.on('error', () => undefined));
  program.on('tlsClientError', () => undefined);
  await takePort(pair, program);
  const blocked = await pair.until(({ servers }) => servers[1]?.state === 'error', 'B does not trust it');
  expect(blocked.warnings.find(({ code }) => code === 'companion-unverified')).toMatchObject({
    what: expect.stringContaining('no automatic takeover'),
    do: expect.stringContaining('switchover switch --immediate'),
  });

  const refused = await pair.command('switch', '--yes');
  expect(refused.code).toBe(4);
  expect(refused.stderr).toContain('switchover switch --immediate');
  const asked = await pair.command('switch', '--immediate');
  expect(asked.code).not.toBe(0);
  expect(asked.stderr.replaceAll(/\s+/g, ' ')).toContain('Continue only if you are sure that it is off');
  const done = await pair.command('switch', '--immediate', '--yes');
  expect(done.stderr.replaceAll(/\s+/g, ' ')).toContain('Continue only if you are sure that it is off');
  expect(done.code).toBe(0);
  await pair.until(({ servers }) => servers[1]?.serving === true, 'B serves');
});
