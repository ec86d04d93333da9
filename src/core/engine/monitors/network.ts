/**
 * Network diagnosis: what a server may conclude from its own checks before it believes that the other server failed
 * (reference: "Detecting Network Connection Status of the Backup and Primary"; reading R1).
 */

import type { Settings } from '../../config/parameters/settings.ts';
import { isIpAddress } from '../../network-name.ts';

/** One check. `unknown`: it could not be run (no ping program, no permission); never counts as "unreachable". */
export type CheckResult =
  | { readonly result: 'reached' | 'unreachable'; readonly address: string }
  | { readonly result: 'unknown'; readonly why: string }
  | { readonly result: 'off' };

export interface NetworkChecks {
  /** Link carrier of the interface that routes to the companion: `reached` is up, `unreachable` is down. */
  readonly link: CheckResult;
  /** Gateways of that interface; `off` if the gateway ping is disabled (R2). */
  readonly gateway: CheckResult;
  /** `off` if no NetTest address is set. */
  readonly netTest: CheckResult;
  /** The companion's machine, not a program on it. */
  readonly primary: CheckResult;
}

export type NetworkVerdict =
  | 'primary-reached'
  | 'backup-cut-off'
  | 'path-or-site-lost'
  | 'primary-unreachable'
  | 'unknown';

/** A check that does not end is aborted this long after its own timeout, in ms. */
export const CHECK_MARGIN_MS = 2_000;

/**
 * The longest that one round of checks may take, in ms. The companion's name is looked up first, then the NetTest
 * address if it is a name; a lookup may take as long as a ping.
 */
export function longestCheckMs({ netTest, netTestTimeoutMs }: Pick<Settings, 'netTest' | 'netTestTimeoutMs'>): number {
  const lookups = netTest === null || isIpAddress(netTest) ? 1 : 2;
  return (lookups + 1) * netTestTimeoutMs + CHECK_MARGIN_MS;
}

export interface NetworkStatus {
  readonly verdict: NetworkVerdict;
  readonly checks: NetworkChecks;
  /** The verdict of the previous round; null if this is the first. */
  readonly before: NetworkVerdict | null;
  /** Monotonic ms at which the checks were complete. */
  readonly at: number;
}

/**
 * R1: if the companion's machine answers, the network is good, whatever the other checks found (a gateway may drop
 * ICMP). Otherwise the nearest thing that is silent determines the verdict.
 */
export function verdictOf(checks: NetworkChecks): NetworkVerdict {
  if (checks.primary.result === 'reached') return 'primary-reached';
  if (checks.link.result === 'unreachable' || checks.gateway.result === 'unreachable') return 'backup-cut-off';
  if (checks.netTest.result === 'unreachable') return 'path-or-site-lost';
  if (checks.primary.result === 'unreachable') return 'primary-unreachable';
  return 'unknown';
}

/** R3: with such a verdict a server never becomes active by itself. */
export function forbidsTakeover(verdict: NetworkVerdict): boolean {
  return verdict === 'backup-cut-off' || verdict === 'path-or-site-lost';
}
