/**
 * Loopback ports for servers that are about to start. They are outside the range for outgoing connections, because a
 * port in that range may be taken again right after it is released.
 */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';

const LOOPBACK = '127.0.0.1';
const PORT_RANGE_FILE = '/proc/sys/net/ipv4/ip_local_port_range';
/** Lower ports belong to well-known services. */
const LOWEST = 10_000;
/** If the system does not tell: below the range of every common system. */
const USUAL_EPHEMERAL = 32_768;
const HIGHEST_PORT = 65_535;
/** A range with fewer ports than this is not used. */
const FEW = 1_000;

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** Never handed out twice by one process: earlier ones may not be in use yet. */
const given = new Set<number>();

/** As many ports as wanted, currently free, all held until the last one is found. */
export async function findFreePorts(count: number): Promise<readonly number[]> {
  const range = rangeBeside(await ephemeralRange());
  const held: Server[] = [];
  const ports: number[] = [];
  try {
    while (ports.length < count) {
      const port = range === null ? 0 : drawn(range);
      if (port !== 0 && given.has(port) && given.size < FEW / 2) continue;
      const server = createServer();
      if (!(await listens(server, port))) continue;
      held.push(server);
      ports.push((server.address() as { port: number }).port);
    }
  } finally {
    await Promise.all(held.map(async (server) => once(server.close(), 'close')));
  }
  for (const port of ports) given.add(port);
  return ports;
}

/** The larger range below or above the ephemeral ports; null if there is none. */
export function rangeBeside(ephemeral: PortRange): PortRange | null {
  const below = { first: LOWEST, last: Math.min(ephemeral.first, USUAL_EPHEMERAL) - 1 };
  if (below.last - below.first >= FEW) return below;
  const above = { first: Math.max(ephemeral.last + 1, LOWEST), last: HIGHEST_PORT };
  return above.last - above.first >= FEW ? above : null;
}

/** The range of ports for outgoing connections. */
async function ephemeralRange(): Promise<PortRange> {
  const text = await readFile(PORT_RANGE_FILE, 'utf8').catch(() => '');
  const [, first, last] = /^(\d+)\s+(\d+)\s*$/.exec(text) ?? [];
  return first === undefined || last === undefined
    ? { first: USUAL_EPHEMERAL, last: HIGHEST_PORT }
    : { first: Number(first), last: Number(last) };
}

function drawn({ first, last }: PortRange): number {
  return first + Math.floor(Math.random() * (last - first + 1));
}

function listens(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', ({ code }: NodeJS.ErrnoException) =>
      code === 'EADDRINUSE' || code === 'EACCES' ? resolve(false) : reject(new Error(`no port is free: ${code}`)),
    );
    server.listen(port, LOOPBACK, () => resolve(true));
  });
}
