/**
 * Network diagnosis: what a server may conclude from its own checks before it believes that the other one failed
 * (reference: "Detecting Network Connection Status of the Backup and Primary"; reading R1).
 */

/** One check. `unknown`: it could not be run (no ping program, no right to); never taken for "unreachable". */
export type CheckResult =
  | { readonly result: 'reached' | 'unreachable'; readonly address: string }
  | { readonly result: 'unknown'; readonly why: string }
  | { readonly result: 'off' };

export interface NetworkChecks {
  /** Link carrier of the interface that routes to the companion: `reached` is up, `unreachable` is down. */
  readonly link: CheckResult;
  /** Gateways of that interface; `off` where the gateway ping is disabled (R2). */
  readonly gateway: CheckResult;
  /** `off` where no NetTest address is set. */
  readonly netTest: CheckResult;
  /** The companion's machine, not any program on it. */
  readonly primary: CheckResult;
}

export type NetworkVerdict =
  | 'primary-reached'
  | 'backup-cut-off'
  | 'path-or-site-lost'
  | 'primary-unreachable'
  | 'unknown';

export interface NetworkStatus {
  readonly verdict: NetworkVerdict;
  readonly checks: NetworkChecks;
  /** Monotonic ms at which the checks were complete. */
  readonly at: number;
}

/**
 * R1: if the companion's machine answers, the network is good, whatever the others said (a gateway may drop ICMP).
 * Else the nearest thing that is silent names the fault.
 */
export function verdictOf(checks: NetworkChecks): NetworkVerdict {
  if (checks.primary.result === 'reached') return 'primary-reached';
  if (checks.link.result === 'unreachable' || checks.gateway.result === 'unreachable') return 'backup-cut-off';
  if (checks.netTest.result === 'unreachable') return 'path-or-site-lost';
  if (checks.primary.result === 'unreachable') return 'primary-unreachable';
  return 'unknown';
}

/** R3: with such a verdict a server never makes itself the active one. */
export function forbidsTakeover(verdict: NetworkVerdict): boolean {
  return verdict === 'backup-cut-off' || verdict === 'path-or-site-lost';
}
