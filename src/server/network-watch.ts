/**
 * Runs the network checks all the time, not only in trouble, so that `status` can show when each last succeeded:
 * otherwise a check that never works would be discovered at the worst moment.
 */

import type { Settings } from '../core/config/parameters/settings.ts';
import type { CheckResult, NetworkChecks } from '../core/engine/monitors/network.ts';
import type { ServerCheck } from '../core/protocol/answers.ts';
import { canMarkPings, checkNetwork, noChecks } from '../host/network/network-checks.ts';
import { monotonicMs } from '../host/process/clock.ts';
import type { Priority } from './priority.ts';

/** Interval between rounds while nothing is wrong, in ms. */
const ROUND_MS = 15_000;

export interface NetworkWatch {
  /** Runs one round now. Requests during a round share it. */
  readonly check: () => Promise<NetworkChecks>;
  readonly checks: () => readonly ServerCheck[];
  /** Also aborts a round in progress. */
  readonly stop: () => void;
}

const NAMES = { link: 'link', gateway: 'gateway', netTest: 'nettest', primary: 'primary' } as const;
type CheckKey = keyof typeof NAMES;

export function createNetworkWatch(
  host: {
    readonly companion: string;
    /** The settings in force when a round begins. */
    readonly settings: () => Settings;
    readonly priority: Pick<Priority, 'dscp' | 'cannotMarkPings'>;
  },
  run: typeof checkNetwork = checkNetwork,
): NetworkWatch {
  const lastSuccess = new Map<CheckKey, number>();
  let last: NetworkChecks | null = null;
  let lastAddress: string | null = null;
  let underWay: Promise<NetworkChecks> | null = null;

  const ended = new AbortController();

  const { dscp: wanted, cannotMarkPings } = host.priority;
  /** Tried once: a ping program without the option would look like a silent machine. */
  const mark =
    wanted === null
      ? Promise.resolve(null)
      : canMarkPings(wanted, ended.signal).then((can) => {
          if (!can && !ended.signal.aborted) cannotMarkPings();
          return can ? wanted : null;
        });

  /** Never rejects: what cannot be checked is unknown. */
  const check = (): Promise<NetworkChecks> => {
    const { gatewayPing, netTest, netTestTimeoutMs: timeoutMs } = host.settings();
    underWay ??= mark
      .then((dscp) =>
        run({ companion: host.companion, lastAddress, gatewayPing, netTest, timeoutMs, dscp }, ended.signal),
      )
      .catch((error: Error) => ({
        checks: noChecks({ gatewayPing, netTest }, `the checks failed: ${error.message}`),
        address: lastAddress,
      }))
      .then(({ checks, address }) => {
        last = checks;
        lastAddress = address;
        for (const key of Object.keys(NAMES) as CheckKey[]) {
          if (checks[key].result === 'reached') lastSuccess.set(key, monotonicMs());
        }
        return checks;
      })
      .finally(() => {
        underWay = null;
      });
    return underWay;
  };

  const round = setInterval(() => void check(), ROUND_MS);
  void check();

  return {
    check,
    checks: () =>
      (Object.keys(NAMES) as CheckKey[]).map((key) => {
        const at = lastSuccess.get(key);
        return {
          ...describe(last?.[key]),
          name: NAMES[key],
          lastSuccessAgeMs: at === undefined ? null : Math.round(monotonicMs() - at),
        };
      }),
    stop: () => {
      clearInterval(round);
      ended.abort();
    },
  };
}

function describe(check: CheckResult | undefined): Omit<ServerCheck, 'name' | 'lastSuccessAgeMs'> {
  return {
    result: check?.result ?? null,
    address: check !== undefined && 'address' in check ? check.address : null,
    why: check?.result === 'unknown' ? check.why : null,
  };
}
