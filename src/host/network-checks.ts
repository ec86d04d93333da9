/**
 * The network checks of reading R1 on this machine: link carrier and gateways from the kernel's tables, everything
 * else by the system's `ping`. A check that cannot be run is `unknown`, never "unreachable".
 */

import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { CHECK_MARGIN_MS, type CheckResult, type NetworkChecks } from '../core/health/network.ts';
import { addressesOf } from './name-lookup.ts';
import { typeOfService } from './priority.ts';
import type { Way } from './routes.ts';
import { wayTo } from './routes.ts';

export interface CheckTargets {
  /** The companion's machine: name or address. */
  readonly companion: string;
  /** Its address when it was last looked up; null before. Names are often not known just when the network fails. */
  readonly lastAddress: string | null;
  readonly gatewayPing: boolean;
  readonly netTest: string | null;
  readonly timeoutMs: number;
  /** The mark that pings carry, 0 to 63; null: none. */
  readonly dscp: number | null;
}

export interface CheckedNetwork {
  readonly checks: NetworkChecks;
  /** Where the companion was looked for; null where its name has never been known. */
  readonly address: string | null;
}

/** All checks side by side: one silent address does not hold up the others. `signal` ends them: then they are unknown. */
export async function checkNetwork(targets: CheckTargets, signal: AbortSignal): Promise<CheckedNetwork> {
  const { companion, timeoutMs, dscp } = targets;
  const pings = { timeoutMs, dscp, signal };
  // Looked up anew each time: the companion may have got another address (reference: "Startup").
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

/** Whether the ping program of this system can mark what it sends: tried on this very machine. */
export async function canMarkPings(dscp: number, signal: AbortSignal): Promise<boolean> {
  const { result } = await ping('127.0.0.1', { timeoutMs: 1_000, dscp, signal }).catch(() => ({ result: 'unknown' }));
  return result === 'reached';
}

/** What is known where the checks themselves failed. */
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
  return unknown(`the name ${name} cannot be resolved`);
}

/** A name that nobody knows now says nothing about the machine that has it. */
async function checkNetTest(host: string, pings: Pings): Promise<CheckResult> {
  const [address] = await addressesOf(host, pings.timeoutMs);
  return address === undefined ? unresolved(host) : ping(address, pings);
}

function unknown(why: string): CheckResult {
  return { result: 'unknown', why };
}

/** Good as soon as one of the adapters has a carrier. */
async function checkLink({ interfaces }: Way): Promise<CheckResult> {
  const results = await Promise.all(interfaces.map(checkCarrier));
  return best(results) ?? unknown('no route to the companion was found');
}

async function checkCarrier(name: string): Promise<CheckResult> {
  try {
    const carrier = (await readFile(`/sys/class/net/${name}/carrier`, 'utf8')).trim();
    return { result: carrier === '1' ? 'reached' : 'unreachable', address: name };
  } catch (error) {
    // The kernel answers EINVAL for an interface that is set down.
    if ((error as NodeJS.ErrnoException).code === 'EINVAL') return { result: 'unreachable', address: name };
    return unknown(`the carrier of ${name} cannot be read`);
  }
}

/** Good as soon as one answers; silent only when all are (reference: "Gateway pings are enabled"). */
async function checkGateways({ interfaces, gateways }: Way, pings: Pings): Promise<CheckResult> {
  const results = await Promise.all(gateways.map((gateway) => ping(gateway, pings)));
  if (interfaces.length === 0) return unknown('no route to the companion was found');
  return best(results) ?? unknown(`${interfaces.join(' and ')}, which leads to the companion, has no gateway`);
}

/** Undefined where there is none. */
function best(results: readonly CheckResult[]): CheckResult | undefined {
  return (
    results.find((each) => each.result === 'reached') ??
    results.find((each) => each.result === 'unreachable') ??
    results[0]
  );
}

/** What `ping` says at its end when it has asked and heard nothing: iputils, busybox. */
const NO_ANSWER = /\b1 packets transmitted, 0 (packets )?received\b/;

/**
 * One echo request. Without an answer `ping` ends with exit code 1, and says that it has asked; one that takes other
 * options (Windows, busybox) ends so, too, and has asked nothing. That says nothing about the other machine.
 */
async function ping(address: string, { timeoutMs, dscp, signal }: Pings): Promise<CheckResult> {
  const seconds = Math.max(1, Math.ceil(timeoutMs / 1000));
  const marked = dscp === null ? [] : ['-Q', String(typeOfService(dscp))];
  const args = ['-n', '-q', '-c', '1', '-W', String(seconds), ...marked, '--', address];
  const options = {
    stdin: 'ignore',
    reject: false,
    timeout: timeoutMs + CHECK_MARGIN_MS,
    cancelSignal: signal,
    // Its words are read.
    env: { LC_ALL: 'C' },
  } as const;
  const result = await execa('ping', args, options);
  if (result.isCanceled) return unknown('the checks were ended');
  if (result.exitCode === 0) return { result: 'reached', address };
  const silent = result.exitCode === 1 && NO_ANSWER.test(result.stdout);
  if (silent || /network is unreachable|no route to host/i.test(result.stderr)) {
    return { result: 'unreachable', address };
  }
  if (result.code === 'ENOENT') return unknown('there is no ping program');
  if (result.timedOut) return { result: 'unreachable', address };
  const said = `${result.stderr}\n${result.stdout}`.trim().split('\n')[0] ?? '';
  return unknown(said === '' ? `ping ended with ${result.exitCode ?? result.signal ?? 'no exit code'}` : said);
}
