import { readFile } from 'node:fs/promises';
import { BlockList, isIPv4 } from 'node:net';

/** One way out of this machine towards an address. */
export interface Route {
  readonly interface: string;
  /** Null where the address is on the same network. */
  readonly gateway: string | null;
  readonly prefix: number;
}

/**
 * The routes that lead to `address`, best first, from the kernel's own table (Linux, IPv4). Empty where that cannot
 * be told; IPv6 is left to the system's ping. Only gateways of the interface that routes to the companion count.
 */
export async function routesTo(address: string): Promise<readonly Route[]> {
  if (!isIPv4(address)) return [];
  if (address.startsWith('127.')) return [{ interface: 'lo', gateway: null, prefix: 8 }];
  const table = await readFile('/proc/net/route', 'utf8').catch(() => '');
  const routes = parseRoutes(table).filter((route) => route.covers(address));
  const best = Math.max(...routes.map((route) => route.prefix));
  return routes.filter((route) => route.prefix === best).map(({ covers: _covers, ...route }) => route);
}

interface TableRoute extends Route {
  readonly covers: (address: string) => boolean;
}

/** `/proc/net/route`: addresses are hexadecimal in the machine's byte order. */
export function parseRoutes(table: string): readonly TableRoute[] {
  return table
    .split('\n')
    .slice(1)
    .flatMap((line): TableRoute[] => {
      const [name, destination, gateway, , , , , mask] = line.trim().split(/\s+/);
      if (name === undefined || destination === undefined || gateway === undefined || mask === undefined) return [];
      const prefix = ones(Number.parseInt(mask, 16));
      const network = dotted(destination);
      const list = new BlockList();
      list.addSubnet(network, prefix, 'ipv4');
      const via = dotted(gateway);
      return [{ interface: name, gateway: via === '0.0.0.0' ? null : via, prefix, covers: (to) => list.check(to) }];
    });
}

function dotted(hex: string): string {
  return [6, 4, 2, 0].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join('.');
}

function ones(bits: number): number {
  return bits.toString(2).replaceAll('0', '').length;
}
