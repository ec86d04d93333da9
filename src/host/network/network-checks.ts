/**
 * The network checks of reading R1 on this machine: link carrier and gateways from the kernel's tables, everything else
 * with the system's `ping`. A check that cannot be run is `unknown`, never "unreachable".
 */

import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { CHECK_MARGIN_MS, type CheckResult, type NetworkChecks } from '../../core/engine/monitors/network.ts';
import { typeOfService } from '../process/priority.ts';
import { addressesOf } from './name-lookup.ts';
import type { Way } from './routes.ts';
import { wayTo } from './routes.ts';

export interface CheckTargets {
  /** The companion's machine: name or address. */
  readonly companion: string;
  /**
   * Its last known address; null before the first lookup. Names often cannot be resolved just when the network fails.
   */
  readonly lastAddress: string | null;
  readonly gatewayPing: boolean;
  readonly netTest: string | null;
  readonly timeoutMs: number;
  /** The DSCP mark of the pings, 0 to 63; null: none. */
  readonly dscp: number | null;
}

export interface CheckedNetwork {
  readonly checks: NetworkChecks;
  /** The address checked for the companion; null if its name was never resolved. */
  readonly address: string | null;
}

/** All checks in parallel, so that one silent address does not delay the others. `signal` aborts them as unknown. */
export async function checkNetwork(targets: CheckTargets, signal: AbortSignal): Promise<CheckedNetwork> {
  const { companion, timeoutMs, dscp } = targets;
  const pings = { timeoutMs, dscp, signal };
  // Resolved again each time: the companion may have a new address (reference: "Startup").
  const [address = targets.lastAddress] = await addressesOf(companion, timeoutMs);
  const way = address === null ? { interfaces: [], gateways: [] } : await wayTo(address);
  const [link, gateway, netTest, primary] = await Promise.all([
    checkLink(way),
    targets.gatewayPing ? checkGateways(way, pings) : off,
    targets.netTest === null ? off : checkNetTest(targets.netTest, pings),
    address === null ? unresolved(companion) : ping(address, pings),
  ]);
  return { checks: { link, gateway, netTest, primary }, address };
}

/** Whether this system's ping program can set a DSCP mark: tried by pinging this machine. */
export async function canMarkPings(dscp: number, signal: AbortSignal): Promise<boolean> {
  const { result } = await ping('127.0.0.1', { timeoutMs: 1_000, dscp, signal }).catch(() => ({ result: 'unknown' }));
  return result === 'reached';
}

/** The results if the checks themselves failed. */
export function noChecks(targets: Pick<CheckTargets, 'gatewayPing' | 'netTest'>, why: string): NetworkChecks {
  const none = unknown(why);
  const { gatewayPing, netTest } = targets;
  return { link: none, gateway: gatewayPing ? none : off, netTest: netTest === null ? off : none, primary: none };
}

interface Pings {
  readonly timeoutMs: number;
  readonly dscp: number | null;
  readonly signal: AbortSignal;
}

const off: CheckResult = { result: 'off' };

function unresolved(name: string): CheckResult {
  return unknown(`cannot resolve the name ${name}`);
}

/** A name that cannot be resolved says nothing about the machine behind it. */
async function checkNetTest(host: string, pings: Pings): Promise<CheckResult> {
  const [address] = await addressesOf(host, pings.timeoutMs);
  return address === undefined ? unresolved(host) : ping(address, pings);
}

function unknown(why: string): CheckResult {
  return { result: 'unknown', why };
}

/** Reached as soon as one of the adapters has a carrier. */
async function checkLink({ interfaces }: Way): Promise<CheckResult> {
  const results = await Promise.all(interfaces.map(checkCarrier));
  return best(results) ?? unknown('no route to the companion was found');
}

async function checkCarrier(name: string): Promise<CheckResult> {
  try {
    const carrier = (await readFile(`/sys/class/net/${name}/carrier`, 'utf8')).trim();
    return { result: carrier === '1' ? 'reached' : 'unreachable', address: name };
  } catch (error) {
    // The kernel returns EINVAL for an interface that is down.
    if ((error as NodeJS.ErrnoException).code === 'EINVAL') return { result: 'unreachable', address: name };
    return unknown(`cannot read the carrier of ${name}`);
  }
}

/** Reached as soon as one answers; silent only if all are (reference: "Gateway pings are enabled"). */
async function checkGateways({ interfaces, gateways }: Way, pings: Pings): Promise<CheckResult> {
  const results = await Promise.all(gateways.map((gateway) => ping(gateway, pings)));
  if (interfaces.length === 0) return unknown('no route to the companion was found');
  return best(results) ?? unknown(`${interfaces.join(' and ')}, which leads to the companion, has no gateway`);
}

/** Undefined if there is none. */
function best(results: readonly CheckResult[]): CheckResult | undefined {
  return (
    results.find((each) => each.result === 'reached') ??
    results.find((each) => each.result === 'unreachable') ??
    results[0]
  );
}

/** What `ping` prints at its end if there was no reply: iputils, busybox. */
const NO_ANSWER = /\b1 packets transmitted, 0 (packets )?received\b/;

/** What `ping` prints if it may not open its socket: iputils, busybox, inetutils. */
const NOT_PERMITTED = /operation not permitted|permission denied|cap_net_raw|lacking privilege/i;
const NEEDS_RIGHT =
  'ping may not open its socket (EPERM): it needs the capability CAP_NET_RAW, or a group of this user in ' +
  'net.ipv4.ping_group_range';

/**
 * One echo request. Without a reply `ping` exits with 1 and prints how many packets it sent; one with other options
 * (Windows, busybox) also exits with 1, but sends nothing. That says nothing about the other machine.
 */
async function ping(address: string, { timeoutMs, dscp, signal }: Pings): Promise<CheckResult> {
  const seconds = Math.max(1, Math.ceil(timeoutMs / 1000));
  const marked = dscp === null ? [] : ['-Q', String(typeOfService(dscp))];
  const args = ['-n', '-q', '-c', '1', '-W', String(seconds), ...marked, '--', address];
  const options = {
    stdin: 'ignore',
    reject: false,
    // The folder in which this process was started may have been deleted.
    cwd: '/',
    timeout: timeoutMs + CHECK_MARGIN_MS,
    cancelSignal: signal,
    // Its output is parsed.
    env: { LC_ALL: 'C' },
  } as const;
  const result = await execa('ping', args, options);
  if (result.isCanceled) return unknown('the checks were aborted');
  if (result.exitCode === 0) return { result: 'reached', address };
  const silent = result.exitCode === 1 && NO_ANSWER.test(result.stdout);
  if (silent || /network is unreachable|no route to host/i.test(result.stderr)) {
    return { result: 'unreachable', address };
  }
  if (result.code === 'ENOENT') return unknown('no ping program is installed');
  if (result.timedOut) return { result: 'unreachable', address };
  if (result.code === 'EACCES' || result.code === 'EPERM')
    return unknown(`this user may not run the ping program (${result.code})`);
  if (NOT_PERMITTED.test(`${result.stderr}\n${result.stdout}`)) return unknown(NEEDS_RIGHT);
  const said = `${result.stderr}\n${result.stdout}`.trim().split('\n')[0] ?? '';
  return unknown(said === '' ? `ping exited with ${result.exitCode ?? result.signal ?? 'no exit code'}` : said);
}
