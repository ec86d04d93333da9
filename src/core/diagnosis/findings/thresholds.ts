/** Which limits were reached before a switch, and which parameter values the log shows to have been in effect. */
import { type Cause, isSeen, type LogEvent, PING_FAILURES } from '../observation.ts';
import type { Facts } from './facts.ts';

export interface Threshold {
  /** Exact name of the server parameter. */
  readonly parameter: string;
  /** In the parameter's own unit; null if the log shows that the limit was reached, but not what it is. */
  readonly value: number | null;
  readonly unit: 's' | 'failures' | 'restarts' | 'ping sets';
  readonly means: string;
  /** The line showing that it was reached. */
  readonly by: LogEvent;
}

export interface SeenSetting {
  readonly parameter: string;
  readonly value: number;
  readonly unit: string;
  readonly by: LogEvent;
}

export function thresholdsCrossed(facts: Facts, cause: Cause): readonly Threshold[] {
  switch (cause) {
    case 'module-down':
      return failuresReached(facts);
    case 'module-restarting':
      return restartsReached(facts);
    case 'notifier-connection-lost':
      return waited(facts);
    case 'primary-unreachable':
      return [...waited(facts), ...pingedInVain(facts)];
    default:
      return [];
  }
}

function failuresReached(facts: Facts): Threshold[] {
  const { moduleGivenUp, modulePings, module } = facts;
  const rounds = modulePings.filter((each) => isSeen(each, 'module-round-lost'));
  const by = modulePings.find((each) => isSeen(each, 'module-given-up')) ?? rounds.at(-1);
  if (by === undefined) return [];
  const value = limitOf(modulePings);
  const count = value === null ? 'the allowed number of pings' : `${value} ${value === 1 ? 'ping' : 'pings'}`;
  const each = rounds.length > 0 && moduleGivenUp !== null ? ' on each of the two connections' : '';
  return [
    {
      parameter: 'Switchover Max TS Failures',
      value,
      unit: 'failures',
      means: `${count} to ${module ?? 'the monitored module'} failed${each}`,
      by,
    },
  ];
}

/** The limit as logged or, in the older generation, the count at which the module was declared down. */
function limitOf(pings: readonly LogEvent[]): number | null {
  for (const each of pings.toReversed()) {
    if (isSeen(each, 'module-given-up', 'module-round-lost') && each.saw.limit !== null) return each.saw.limit;
  }
  const givenUp = pings.findIndex((each) => isSeen(each, 'module-given-up'));
  const count = pings.slice(givenUp).find((each) => isSeen(each, 'module-ping-failed'));
  return givenUp >= 0 && count !== undefined && isSeen(count, 'module-ping-failed') ? count.saw.failures : null;
}

function restartsReached({ moduleRestarted, decision, module }: Facts): Threshold[] {
  if (moduleRestarted === null) return [];
  const { inARow, inPeriod } = moduleRestarted.saw;
  const sequential = decision?.saw.thresholds['Switchover Max Sequential Restarts'] ?? null;
  const isSequential = sequential !== null && inARow >= sequential;
  return [
    {
      parameter: isSequential ? 'Switchover Max Sequential Restarts' : 'Switchover Max Restarts',
      value: isSequential ? sequential : null,
      unit: 'restarts',
      means: `${module ?? 'the monitored module'} restarted too often: ${inARow} in a row, ${inPeriod} within the period`,
      by: moduleRestarted,
    },
  ];
}

function waited({ reconnect, reconnectExpired, decision }: Facts): Threshold[] {
  const by = reconnectExpired ?? reconnect;
  if (by === null) return [];
  const value =
    reconnect === null
      ? (decision?.saw.thresholds['Switchover Reconnect Timeout'] ?? null)
      : reconnect.saw.limitMs / 1000;
  const over = `the reconnect timeout ${reconnectExpired === null ? 'started' : 'expired'}`;
  return [{ parameter: 'Switchover Reconnect Timeout', value, unit: 's', means: over, by }];
}

function pingedInVain({ pingSets, decision }: Facts): Threshold[] {
  const by = decision ?? pingSets;
  if (pingSets === null || by === null) return [];
  return [
    {
      parameter: 'Switchover Unreachable Primary Ping Count',
      value: null,
      unit: 'ping sets',
      means: 'the active server answered none of the ping sets',
      by,
    },
  ];
}

// --- values in effect ---------------------------------------------------------------------------------------------

/** Parameter values shown by the lines of one incident, the decision's own thresholds first. */
export function settingsSeen(facts: Facts, cause: Cause): readonly SeenSetting[] {
  const found = new Map<string, SeenSetting>();
  const put = (parameter: string, value: number | null, unit: string, by: LogEvent): void => {
    if (value !== null && !found.has(parameter)) found.set(parameter, { parameter, value, unit, by });
  };
  const { decision } = facts;
  for (const [name, value] of Object.entries(decision?.saw.thresholds ?? {})) {
    if (decision !== null) put(name, value, UNITS[name] ?? '', decision);
  }
  for (const { parameter, value, unit, by } of thresholdsCrossed(facts, cause)) put(parameter, value, unit, by);
  const ofModule = facts.module === 'IP' ? IP : TS;
  for (const each of facts.led) {
    if (isSeen(each, 'module-ping-sent') && each.saw.timeoutMs !== null) {
      put(ofModule.timeout, each.saw.timeoutMs / 1000, 's', each);
    } else if (isSeen(each, 'module-retry-scheduled')) put(ofModule.retry, each.saw.delayMs / 1000, 's', each);
    else if (isSeen(each, 'module-ping-failed', 'module-given-up', 'module-round-lost')) {
      put('Switchover Max TS Failures', each.saw.limit, 'failures', each);
      if (isSeen(each, 'module-round-lost')) {
        put('Switchover Ping on Aux Connection', each.saw.connection === 'auxiliary' ? 1 : 0, '', each);
      }
    } else if (isSeen(each, 'notifier-ping-failed')) {
      put('Switchover Primary Monitor Retry Count', each.saw.limit, 'retries', each);
    } else if (isSeen(each, 'reconnect-started'))
      put('Switchover Reconnect Timeout', each.saw.limitMs / 1000, 's', each);
  }
  const interval = rejectedEvery(facts.led);
  if (interval !== null) put(ofModule.timeout, interval.ms / 1000, 's', interval.by);
  return [...found.values()];
}

const TS = { timeout: 'Switchover TS Timeout', retry: 'Switchover TS Failure Retry Delay' } as const;
const IP = { timeout: 'Switchover IP Timeout', retry: 'Switchover IP Retry Delay' } as const;

const UNITS: Readonly<Record<string, string>> = {
  'Switchover Reconnect Timeout': 's',
  'Switchover Primary Monitor Timeout': 's',
  'Switchover Primary Monitor Retry Count': 'retries',
  'Switchover TS Timeout': 's',
  'Switchover IP Timeout': 's',
  'Switchover Max TS Failures': 'failures',
  'Switchover Max Sequential Restarts': 'restarts',
};

/** After a rejected ping, the next one follows after the module's timeout (reading R7), so the interval shows it. */
function rejectedEvery(led: readonly LogEvent[]): { readonly ms: number; readonly by: LogEvent } | null {
  const rejected = led.filter((each) => isSeen(each, ...PING_FAILURES));
  const allRejected = rejected.every((each) => !('how' in each.saw) || each.saw.how === 'rejected');
  const [first, second, third] = rejected;
  if (!allRejected || first === undefined || second === undefined || third === undefined) return null;
  const ms = second.at.ms - first.at.ms;
  const steady = Math.abs(third.at.ms - second.at.ms - ms) <= 50;
  return steady && ms >= 5_000 && ms <= 60_000 ? { ms: Math.round(ms / 1000) * 1000, by: second } : null;
}
