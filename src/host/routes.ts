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
  return bestRoutes(table, address);
}

/** As the kernel chooses: the longest prefix, among these the lowest metric. Several where these are equal. */
export function bestRoutes(table: string, address: string): readonly Route[] {
  const routes = parseRoutes(table).filter((route) => route.covers(address));
  const longest = Math.max(...routes.map((route) => route.prefix));
  const candidates = routes.filter((route) => route.prefix === longest);
  const lowest = Math.min(...candidates.map((route) => route.metric));
  return candidates
    .filter((route) => route.metric === lowest)
    .map(({ interface: name, gateway, prefix }) => ({ interface: name, gateway, prefix }));
}

interface TableRoute extends Route {
  readonly metric: number;
  readonly covers: (address: string) => boolean;
}

/** The flag of a route that is up; one that rejects what it covers leads nowhere. */
const UP = 0x1;
const REJECT = 0x200;

/** `/proc/net/route`: addresses are hexadecimal in the machine's byte order. */
function parseRoutes(table: string): readonly TableRoute[] {
  return table
    .split('\n')
    .slice(1)
    .flatMap((line): TableRoute[] => {
      const [name, destination, gateway, flags, , , metric, mask] = line.trim().split(/\s+/);
      if (name === undefined || destination === undefined || gateway === undefined || mask === undefined) return [];
      const bits = Number.parseInt(flags ?? '', 16);
      if ((bits & UP) === 0 || (bits & REJECT) !== 0) return [];
      const prefix = ones(Number.parseInt(mask, 16));
      const network = dotted(destination);
      const list = new BlockList();
      list.addSubnet(network, prefix, 'ipv4');
      const via = dotted(gateway);
      return [
        {
          interface: name,
          gateway: via === '0.0.0.0' ? null : via,
          prefix,
          metric: Number(metric),
          covers: (to) => list.check(to),
        },
      ];
    });
}

function dotted(hex: string): string {
  return [6, 4, 2, 0].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join('.');
}

function ones(bits: number): number {
  return bits.toString(2).replaceAll('0', '').length;
}
