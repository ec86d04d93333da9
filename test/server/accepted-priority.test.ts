/** The mark on what the companion dialled: on the auxiliary connection and never on main. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { LogLine } from '../../src/core/engine/effect.ts';
import { createPriority } from '../../src/server/priority.ts';

/** The accepting end of a connection on loopback. */
async function acceptedSocket(): Promise<Socket> {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  const dialled = connect(port, '127.0.0.1');
  const [socket] = (await once(server, 'connection')) as [Socket];
  onTestFinished(() => {
    dialled.destroy();
    socket.destroy();
  });
  return socket;
}

test.each([
  ['main', 46, 0],
  ['aux', 46, 184],
  ['aux', 34, 136],
  ['aux', null, 0],
  ['main', null, 0],
] as const)('an accepted %s connection with DSCP %s has the byte %i', async (name, dscp, byte) => {
  const lines: LogLine[] = [];
  const socket = await acceptedSocket();
  createPriority(dscp, (line) => lines.push(line)).accepted(name, socket);
  expect(socket.getTypeOfService()).toBe(byte);
  expect(lines).toEqual([]);
});

test('a connection whose TCP socket is not known is accepted without a mark', () => {
  const lines: LogLine[] = [];
  createPriority(46, (line) => lines.push(line)).accepted('aux', undefined);
  expect(lines).toEqual([]);
});

test('a socket that cannot be marked is logged once, with the reason', async () => {
  const lines: LogLine[] = [];
  const priority = createPriority(46, (line) => lines.push(line));
  const socket = await acceptedSocket();
  socket.setTypeOfService = () => {
    throw new Error('EPERM');
  };
  priority.accepted('main', socket);
  expect(lines).toEqual([]);
  priority.accepted('aux', socket);
  priority.accepted('aux', socket);
  expect(lines.map(({ level, text }) => `${level} ${text}`)).toEqual([
    'warning SwitchoverMain::Priority : cannot set the mark [DSCP 46] on the auxiliary connection: EPERM',
  ]);
});
