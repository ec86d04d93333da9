/**
 * The kernel's main routing table, IPv4 and IPv6 (Linux): from the `ip` program, which reports every path of a route;
 * if it is missing or a different one (busybox), from /proc, which shows only the first path of an IPv4 route.
 */
import { readFile } from 'node:fs/promises';
import { execa } from 'execa';

/** One path of a route. */
export interface Path {
  readonly interface: string;
  /** Null if the destination is on the same network. A link-local address includes its interface. */
  readonly gateway: string | null;
}

export interface Route {
  readonly network: string;
  readonly prefix: number;
  readonly metric: number;
  readonly paths: readonly Path[];
}

export type Family = 'ipv4' | 'ipv6';

/** `ip` only queries the kernel: if it takes longer than this, it hangs. In ms. */
const IP_LIMIT_MS = 1_000;

/** Routes that are up and have a path. Empty if they cannot be determined. */
export async function readRoutes(): Promise<readonly Route[]> {
  const [ipv4, ipv6] = await Promise.all([routesOf('ipv4'), routesOf('ipv6')]);
  return [...ipv4, ...ipv6];
}

async function routesOf(family: Family): Promise<readonly Route[]> {
  const args = ['-json', family === 'ipv4' ? '-4' : '-6', 'route', 'show'];
  const options = { stdin: 'ignore', reject: false, cwd: '/', timeout: IP_LIMIT_MS } as const;
  const { stdout, exitCode } = await execa('ip', args, options);
  const routes = exitCode === 0 ? parseIpRoutes(stdout, family) : null;
  if (routes !== null) return routes;
  const table = await readFile(family === 'ipv4' ? '/proc/net/route' : '/proc/net/ipv6_route', 'utf8').catch(() => '');
  return family === 'ipv4' ? parseIpv4Table(table) : parseIpv6Table(table);
}

interface IpPath {
  readonly dev?: string;
  readonly gateway?: string;
  /** A gateway of the other family. */
  readonly via?: { readonly host: string };
  readonly flags?: readonly string[];
}

interface IpRoute extends IpPath {
  /** Absent for a route with a path. */
  readonly type?: string;
  readonly dst: string;
  readonly metric?: number;
  readonly nexthops?: readonly IpPath[];
}

/** The output of `ip -json route show`: empty if there is no route. Null if it is something else. */
export function parseIpRoutes(text: string, family: Family): readonly Route[] | null {
  const routes = text.trim() === '' ? [] : jsonOf(text);
  if (!Array.isArray(routes)) return null;
  const [everywhere, whole] = family === 'ipv4' ? ['0.0.0.0/0', 32] : ['::/0', 128];
  return (routes as IpRoute[]).flatMap((route): Route[] => {
    if (route.type !== undefined && route.type !== 'unicast') return [];
    const [network = '', prefix = whole] = (route.dst === 'default' ? everywhere : route.dst).split('/');
    const paths = (route.nexthops ?? [route]).flatMap(({ dev, gateway, via, flags }): Path[] =>
      dev === undefined || flags?.includes('dead') === true ? [] : [path(dev, gateway ?? via?.host ?? null)],
    );
    return [{ network, prefix: Number(prefix), metric: route.metric ?? 0, paths }];
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function path(name: string, gateway: string | null): Path {
  return { interface: name, gateway: gateway?.startsWith('fe80:') === true ? `${gateway}%${name}` : gateway };
}

/** Flags: the route is up; it rejects traffic; it is local to this machine. */
const UP = 0x1;
const REJECT = 0x200;
const LOCAL = 0x8000_0000;

function leadsSomewhere(flags: string | undefined): boolean {
  const bits = BigInt(/^[\da-f]+$/i.test(flags ?? '') ? `0x${flags}` : 0);
  return (bits & BigInt(UP)) !== 0n && (bits & BigInt(REJECT + LOCAL)) === 0n;
}

/** `/proc/net/route`: addresses are hexadecimal in the machine's byte order. */
export function parseIpv4Table(table: string): readonly Route[] {
  return table
    .split('\n')
    .slice(1)
    .flatMap((line): Route[] => {
      const [name, destination, gateway, flags, , , metric, mask] = line.trim().split(/\s+/);
      if (name === undefined || destination === undefined || gateway === undefined || mask === undefined) return [];
      if (!leadsSomewhere(flags)) return [];
      const via = dotted(gateway);
      const paths = [path(name, via === '0.0.0.0' ? null : via)];
      return [{ network: dotted(destination), prefix: ones(Number.parseInt(mask, 16)), metric: Number(metric), paths }];
    });
}

function dotted(hex: string): string {
  return [6, 4, 2, 0].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join('.');
}

function ones(bits: number): number {
  return bits.toString(2).replaceAll('0', '').length;
}

/** `/proc/net/ipv6_route`: one line per path of a route. */
export function parseIpv6Table(table: string): readonly Route[] {
  return table.split('\n').flatMap((line): Route[] => {
    const [destination, prefix, , , gateway, metric, , , flags, name] = line.trim().split(/\s+/);
    if (destination === undefined || gateway === undefined || metric === undefined || name === undefined) return [];
    if (!leadsSomewhere(flags)) return [];
    const paths = [path(name, /^0+$/.test(gateway) ? null : colons(gateway))];
    const at = { network: colons(destination), prefix: Number.parseInt(prefix ?? '', 16) };
    return [{ ...at, metric: Number.parseInt(metric, 16), paths }];
  });
}

function colons(hex: string): string {
  return hex.match(/.{4}/g)?.join(':') ?? '';
}
