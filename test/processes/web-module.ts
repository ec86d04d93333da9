/**
 * Run as a separate process: a module that answers every request with its process id. Listens on the given port or a
 * free one, and prints it.
 */
import { writeSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const server = createServer((_request, response) => void response.end(JSON.stringify({ pid: process.pid })));
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () =>
  writeSync(1, `${(server.address() as AddressInfo).port}\n`),
);
