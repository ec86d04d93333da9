/** The terms that add up to takeover times: what is waited for, for how long, and by which parameters. */

import type { ParameterName } from '../../config/parameters/catalogue.ts';
import type { Settings } from '../../config/parameters/settings.ts';
import { longestCheckMs } from '../monitors/network.ts';

/** One term. Times in ms. */
export interface BoundTerm {
  readonly what: string;
  /** The parameters that determine it; none if it is fixed. */
  readonly parameters: readonly ParameterName[];
  readonly shortestMs: number;
  readonly typicalMs: number;
  readonly longestMs: number;
}

export const RECONNECT = 'Switchover Reconnect Timeout';
export const MAX_FAILURES = 'Switchover Max TS Failures';
export const MODULE_TIMEOUT = 'Switchover TS Timeout';

export function retryDelay({ monitoring }: Settings): ParameterName {
  return monitoring === 'IP' ? 'Switchover IP Retry Delay' : 'Switchover TS Failure Retry Delay';
}

/** The longest time from a ping to its answer, for counting the restarts within a period, in ms. */
const ANSWER_MS = 200;

/** One restart with every answer. Restarts older than the period no longer count (R27). */
export function restarts(settings: Settings): BoundTerm {
  const { moduleTimeoutMs, maxRestarts, maxRestartsPeriodMs, maxSequentialRestarts } = settings;
  const count = (answerMs: number): number =>
    maxRestarts * (moduleTimeoutMs + answerMs) < maxRestartsPeriodMs
      ? Math.min(maxSequentialRestarts, maxRestarts + 1)
      : maxSequentialRestarts;
  const [least, most] = [count(0), count(ANSWER_MS)];
  return {
    ...fixed(
      `${least === most ? most : `${least} to ${most}`} answers from new processes, one regular interval apart`,
      (least - 1) * moduleTimeoutMs,
      [
        MODULE_TIMEOUT,
        'Switchover Max Restarts',
        'Switchover Max Sequential Restarts',
        'Switchover Max Restarts Period',
      ],
    ),
    longestMs: (most - 1) * moduleTimeoutMs,
  };
}

/** Interaction Processor has its own timeouts. */
export function watchedName({ monitoring }: Settings): (name: ParameterName) => ParameterName {
  return (name) => (name === MODULE_TIMEOUT && monitoring === 'IP' ? 'Switchover IP Timeout' : name);
}

/** The reconnect period, or the ping sets if they take longer (reading R4). */
export function waitForUnreachable(settings: Settings, leastMs: number): BoundTerm {
  const { unreachablePingSets: sets, unreachablePingDelayMs: delayMs, netTestTimeoutMs } = settings;
  const periodMs = Math.max(settings.reconnectTimeoutMs, leastMs);
  const longestMs = sets === null ? 0 : setsMs(sets, delayMs, longestCheckMs(settings));
  if (sets === null || longestMs <= periodMs) return fixed('the reconnect period', periodMs, [RECONNECT]);
  const checkCounts = longestCheckMs(settings) >= delayMs;
  return {
    what: `the reconnect period, or ${sets} more ping sets if they take longer`,
    parameters: [
      RECONNECT,
      'Switchover Unreachable Primary Ping Count',
      'Switchover Unreachable Primary Ping Delay',
      ...(checkCounts ? (['Switchover NetTest Timeout'] as const) : []),
    ],
    shortestMs: Math.max(setsMs(sets, delayMs, 0), periodMs),
    typicalMs: Math.max(setsMs(sets, delayMs, netTestTimeoutMs), periodMs),
    longestMs: Math.max(longestMs, periodMs),
  };
}

/** Sets start one delay apart; a set that is due while the previous one is unanswered shares its result. */
function setsMs(sets: number, delayMs: number, checkMs: number): number {
  const apartMs = delayMs * (checkMs < delayMs ? 1 : Math.floor(checkMs / delayMs) + 1);
  return delayMs + (sets - 1) * apartMs + checkMs;
}

/** Pings detect silent connections. `atLeast` 0: they may also be closed or reset, which is detected immediately. */
export function silence(settings: Settings, atLeast: 0 | 1): readonly BoundTerm[] {
  const { primaryMonitorPingDelayMs, primaryMonitorTimeoutMs, primaryMonitorRetryCount, primaryMonitorRetryDelayMs } =
    settings;
  const pings = primaryMonitorRetryCount + 1;
  const pingsMs = pings * primaryMonitorTimeoutMs;
  const delaysMs = primaryMonitorRetryCount * primaryMonitorRetryDelayMs;
  return [
    phase(
      'until the next ping to the Notifier is sent',
      primaryMonitorPingDelayMs,
      'Switchover Primary Monitor Ping Delay',
    ),
    {
      ...fixed(`${pings} pings time out`, pingsMs, [
        'Switchover Primary Monitor Timeout',
        'Switchover Primary Monitor Retry Count',
      ]),
      // One ping was under way when the silence began, and its answer was lost.
      shortestMs: atLeast * pingsMs,
    },
    {
      ...fixed('the delays between them', delaysMs, ['Switchover Primary Monitor Retry Ping Delay']),
      shortestMs: atLeast * delaysMs,
    },
  ];
}

/** Checks run in parallel. One without an answer takes its full timeout; a name may have to be looked up first. */
export function networkCheck(settings: Settings, silent: boolean): BoundTerm {
  return {
    what: 'the network checks',
    parameters: ['Switchover NetTest Timeout'],
    shortestMs: 0,
    typicalMs: silent ? settings.netTestTimeoutMs : 0,
    longestMs: longestCheckMs(settings),
  };
}

export function fixed(what: string, ms: number, parameters: readonly ParameterName[]): BoundTerm {
  return { what, parameters, shortestMs: ms, typicalMs: ms, longestMs: ms };
}

/** The failure may come at any time within an interval. */
export function phase(what: string, intervalMs: number, parameter: ParameterName): BoundTerm {
  return { what, parameters: [parameter], shortestMs: 0, typicalMs: intervalMs / 2, longestMs: intervalMs };
}
