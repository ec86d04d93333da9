/**
 * The network checks of reading R1 on this machine: link carrier and gateways from the kernel's tables, everything
 * else by the system's `ping`. A check that cannot be run is `unknown`, never "unreachable".
 */

import { lookup } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import type { CheckResult, NetworkChecks } from '../core/health/network.ts';
import type { Route } from './routes.ts';
import { routesTo } from './routes.ts';

export interface CheckTargets {
  /** The companion's machine: name or address. */
  readonly companion: string;
  /** Its address when it was last looked up; null before. Names are often not known just when the network fails. */
  readonly lastAddress: string | null;
  readonly gatewayPing: boolean;
  readonly netTest: string | null;
  readonly timeoutMs: number;
}

export interface CheckedNetwork {
  readonly checks: NetworkChecks;
  /** Where the companion was looked for; null where its name has never been known. */
  readonly address: string | null;
}

/** All checks side by side: one silent address does not hold up the others. */
export async function checkNetwork(targets: CheckTargets): Promise<CheckedNetwork> {
  const address = (await addressOf(targets.companion, targets.timeoutMs)) ?? targets.lastAddress;
  const routes = address === null ? [] : await routesTo(address);
  const [link, gateway, netTest, primary] = await Promise.all([
    checkLink(routes),
    targets.gatewayPing ? checkGateways(routes, targets.timeoutMs) : off,
    targets.netTest === null ? off : ping(targets.netTest, targets.timeoutMs),
    address === null ? unknown(`the name ${targets.companion} cannot be resolved`) : ping(address, targets.timeoutMs),
  ]);
  return { checks: { link, gateway, netTest, primary }, address };
}

const off: CheckResult = { result: 'off' };

function unknown(why: string): CheckResult {
  return { result: 'unknown', why };
}

/** Looked up anew each time: the companion may have got another address (reference: "Startup"). */
async function addressOf(host: string, limitMs: number): Promise<string | null> {
  if (isIP(host) !== 0) return host;
  const giveUp = new AbortController();
  const found = lookup(host).then(
    ({ address }) => address,
    () => null,
  );
  // A name server that is silent holds a lookup for half a minute.
  const late = sleep(limitMs, null, { signal: giveUp.signal }).catch(() => null);
  return Promise.race([found, late]).finally(() => giveUp.abort());
}

async function checkLink(routes: readonly Route[]): Promise<CheckResult> {
  const route = routes[0];
  if (route === undefined) return unknown('no route to the companion was found');
  try {
    const carrier = (await readFile(`/sys/class/net/${route.interface}/carrier`, 'utf8')).trim();
    return { result: carrier === '1' ? 'reached' : 'unreachable', address: route.interface };
  } catch (error) {
    // The kernel answers EINVAL for an interface that is set down.
    if ((error as NodeJS.ErrnoException).code === 'EINVAL') return { result: 'unreachable', address: route.interface };
    return unknown(`the carrier of ${route.interface} cannot be read`);
  }
}

/** Good as soon as one answers; silent only when all are (reference: "Gateway pings are enabled"). */
async function checkGateways(routes: readonly Route[], timeoutMs: number): Promise<CheckResult> {
  const gateways = routes.flatMap((route) => (route.gateway === null ? [] : [route.gateway]));
  if (gateways.length === 0) return unknown('no gateway leads to the companion');
  const results = await Promise.all(gateways.map((gateway) => ping(gateway, timeoutMs)));
  return (
    results.find((each) => each.result === 'reached') ??
    results.find((each) => each.result === 'unreachable') ??
    results[0] ??
    unknown('no gateway leads to the companion')
  );
}

/** One echo request. Exit code 1 of `ping` is "no answer"; everything else says nothing about the other machine. */
async function ping(address: string, timeoutMs: number): Promise<CheckResult> {
  const seconds = Math.max(1, Math.ceil(timeoutMs / 1000));
  const args = ['-n', '-q', '-c', '1', '-W', String(seconds), '--', address];
  const result = await execa('ping', args, { stdin: 'ignore', reject: false, timeout: timeoutMs + 2_000 });
  if (result.exitCode === 0) return { result: 'reached', address };
  if (result.exitCode === 1 || /network is unreachable|no route to host/i.test(result.stderr)) {
    return { result: 'unreachable', address };
  }
  if (result.code === 'ENOENT') return unknown('there is no ping program');
  if (result.timedOut) return { result: 'unreachable', address };
  return unknown(result.stderr.trim().split('\n')[0] ?? 'ping failed');
}
