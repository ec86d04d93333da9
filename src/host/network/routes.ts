import { BlockList, isIP } from 'node:net';
import type { Route } from './route-table.ts';
import { readRoutes } from './route-table.ts';

/** How this machine reaches another machine. */
export interface Way {
  /** The network adapters that lead there; several if there are equal paths. Empty if they cannot be determined. */
  readonly interfaces: readonly string[];
  /**
   * All gateways of these adapters, IPv4 and IPv6, whether or not they are on the way to the machine: on one subnet
   * none is (reading R2). Never the machine itself, whose silence would say nothing about the network.
   */
  readonly gateways: readonly string[];
}

export async function wayTo(address: string): Promise<Way> {
  if (address.startsWith('127.') || address === '::1') return { interfaces: ['lo'], gateways: [] };
  return wayAmong(await readRoutes(), address);
}

/** As the kernel chooses: the longest prefix, then the lowest metric; all paths if these are equal. */
export function wayAmong(routes: readonly Route[], address: string): Way {
  const [bare = '', zone] = address.split('%');
  const candidates = routes.filter((route) => route.paths.length > 0 && covers(route, bare));
  const longest = Math.max(...candidates.map(({ prefix }) => prefix));
  const nearest = candidates.filter(({ prefix }) => prefix === longest);
  const lowest = Math.min(...nearest.map(({ metric }) => metric));
  const chosen = nearest.filter(({ metric }) => metric === lowest).flatMap(({ paths }) => paths);
  const interfaces = zone === undefined ? new Set(chosen.map((path) => path.interface)) : new Set([zone]);
  const gateways = routes
    .flatMap(({ paths }) => paths)
    .flatMap((path) => (path.gateway !== null && interfaces.has(path.interface) ? [path.gateway] : []));
  return { interfaces: [...interfaces], gateways: [...new Set(gateways)].filter((gateway) => gateway !== address) };
}

function covers({ network, prefix }: Route, address: string): boolean {
  const family = isIP(network);
  if (family === 0 || isIP(address) !== family) return false;
  const list = new BlockList();
  list.addSubnet(network, prefix, family === 4 ? 'ipv4' : 'ipv6');
  return list.check(address, family === 4 ? 'ipv4' : 'ipv6');
}
