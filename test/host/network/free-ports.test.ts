import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { findFreePorts, rangeBeside } from '../../../src/host/network/free-ports.ts';

test('the ports are free, different, and none that an outgoing connection may get', async () => {
  const ports = (await Promise.all([findFreePorts(20), findFreePorts(20)])).flat();
  expect(new Set(ports).size).toBe(40);
  const servers = ports.map((port) => createServer().listen(port, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  for (const server of servers) server.close();
  const [low, high] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').trim().split(/\s+/).map(Number);
  expect(ports.filter((port) => port >= low! && port <= high!)).toEqual([]);
});

test.for([
  ['usual on Linux', { first: 32_768, last: 60_999 }, { first: 10_000, last: 32_767 }],
  ['usual elsewhere', { first: 49_152, last: 65_535 }, { first: 10_000, last: 32_767 }],
  ['wide at its lower end', { first: 1_024, last: 60_999 }, { first: 61_000, last: 65_535 }],
  ['all there are', { first: 1_024, last: 65_535 }, null],
] as const)('the room beside the ports of outgoing connections: %s', ([_, ephemeral, expected]) => {
  expect(rangeBeside(ephemeral)).toEqual(expected);
});
