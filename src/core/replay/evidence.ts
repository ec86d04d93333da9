/**
 * What a backup's log shows about one incident, as facts with times: the state of the module and of the connections,
 * the results of the network checks, and how far the log goes. From these the engine can work out what it would have
 * done, with the same settings or with others.
 */

import type { Settings } from '../config/parameters/settings.ts';
import type { Cause, LogEvent, NetworkCheck } from '../diagnosis/observation.ts';
import { isSeen, PING_FAILURES } from '../diagnosis/observation.ts';
import type { ConnectionName } from '../engine/monitors/connections.ts';
import type { CheckResult, NetworkChecks } from '../engine/monitors/network.ts';

/** The outcome of one ping. `sentAt` is when it was sent, as far as the log shows. Times in ms on the log's axis. */
export interface Sample {
  readonly at: number;
  readonly sentAt: number;
  readonly outcome: 'answered' | 'rejected' | 'timed-out';
}

export interface Evidence {
  readonly module: { readonly name: string; readonly samples: readonly Sample[] } | null;
  readonly connections: readonly { readonly at: number; readonly connection: ConnectionName; readonly up: boolean }[];
  readonly notifier: Readonly<Record<ConnectionName, readonly Sample[]>>;
  readonly network: readonly { readonly at: number; readonly checks: NetworkChecks }[];
  readonly manual: boolean;
  readonly from: number;
  /** The log shows nothing about the active server after this. */
  readonly until: number;
}

/** A switch, or what averted one, as logged. */
export interface Outcome {
  readonly at: number;
  /** Null: no switch. */
  readonly cause: Cause | null;
}

/** The settings that the log shows; each overrides the default. */
export type ShownSettings = Partial<
  Pick<Settings, 'moduleTimeoutMs' | 'moduleRetryDelayMs' | 'maxModuleFailures' | 'reconnectTimeoutMs'>
>;

export function evidenceOf(logEvents: readonly LogEvent[], settings: Settings, until: number): Evidence {
  const first = logEvents.find((each) => !isSeen(each, 'module-ping-sent')) ?? logEvents[0];
  const samples = moduleSamples(logEvents, settings);
  const name = logEvents.map(({ saw }) => ('module' in saw ? saw.module : null)).findLast((each) => each !== null);
  return {
    module: samples.length === 0 ? null : { name: name ?? 'module', samples },
    connections: connectionChanges(logEvents),
    notifier: { main: notifierSamples(logEvents, 'main', settings), aux: notifierSamples(logEvents, 'aux', settings) },
    network: networkChecks(logEvents),
    manual: logEvents.some((each) => isSeen(each, 'held-back') && each.saw.reason === 'manual-mode'),
    from: samples[0]?.sentAt ?? first?.at.ms ?? until,
    until,
  };
}

function moduleSamples(logEvents: readonly LogEvent[], settings: Settings): Sample[] {
  const samples: Sample[] = [];
  let sentAt: number | null = null;
  for (const each of logEvents) {
    const at = each.at.ms;
    if (isSeen(each, 'module-ping-sent')) sentAt = at;
    else if (isSeen(each, 'module-ping-answered', 'verification-answered')) {
      samples.push({ at, sentAt: at, outcome: 'answered' });
      sentAt = null;
    } else if (isSeen(each, ...PING_FAILURES, 'verification-failed')) {
      const last = samples.at(-1);
      // Older logs write several lines for one failed ping.
      if (last?.outcome !== 'answered' && last !== undefined && at - last.at < SAME_PING_MS) continue;
      const how = 'how' in each.saw ? each.saw.how : null;
      const outcome = how === 'rejected' || (how === null && last?.outcome === 'rejected') ? 'rejected' : 'timed-out';
      const assumed = outcome === 'rejected' ? at : at - settings.moduleTimeoutMs;
      samples.push({ at, sentAt: sentAt ?? assumed, outcome });
      sentAt = null;
    }
  }
  return samples;
}

/** Lines this close are about one ping, in ms. */
const SAME_PING_MS = 2;

function notifierSamples(logEvents: readonly LogEvent[], connection: ConnectionName, settings: Settings): Sample[] {
  return logEvents.flatMap((each) => {
    if (!isSeen(each, 'notifier-ping-failed')) return [];
    if ((each.saw.connection === 'main') !== (connection === 'main')) return [];
    const outcome = each.saw.how === 'rejected' ? 'rejected' : 'timed-out';
    const at = each.at.ms;
    return [{ at, sentAt: outcome === 'rejected' ? at : at - settings.primaryMonitorTimeoutMs, outcome }];
  });
}

/** If a lost connection is not named, the first one is main and the second is the other. */
function connectionChanges(logEvents: readonly LogEvent[]): Evidence['connections'] {
  const changes: { at: number; connection: ConnectionName; up: boolean }[] = [];
  const down = new Set<ConnectionName>();
  for (const each of logEvents) {
    const at = each.at.ms;
    if (isSeen(each, 'connection-lost')) {
      const named = each.saw.connection === null ? null : each.saw.connection.startsWith('aux') ? 'aux' : 'main';
      const connection = named ?? (down.has('main') ? 'aux' : 'main');
      if (!down.has(connection)) changes.push({ at, connection, up: false });
      down.add(connection);
    } else if (isSeen(each, 'reconnected')) {
      for (const connection of down) changes.push({ at, connection, up: true });
      down.clear();
    }
  }
  return changes;
}

const CHECK_FIELD: Readonly<Record<NetworkCheck, keyof NetworkChecks>> = {
  link: 'link',
  gateway: 'gateway',
  'net-test': 'netTest',
  primary: 'primary',
};

const NOT_TOLD: CheckResult = { result: 'unknown', why: 'the log does not show it' };

/** A round of checks of which the log shows nothing. */
export const NOTHING_TOLD: NetworkChecks = { link: NOT_TOLD, gateway: NOT_TOLD, netTest: NOT_TOLD, primary: NOT_TOLD };

/** Checks are logged one per line; a diagnosis or a pause ends a round of them. */
function networkChecks(logEvents: readonly LogEvent[]): Evidence['network'] {
  const rounds: { at: number; checks: NetworkChecks }[] = [];
  let open = false;
  for (const each of logEvents) {
    if (isSeen(each, 'network-check')) {
      const before = open ? rounds.pop()?.checks : undefined;
      const checks = before ?? NOTHING_TOLD;
      const { check, result, address } = each.saw;
      rounds.push({ at: each.at.ms, checks: { ...checks, [CHECK_FIELD[check]]: asCheck(result, address) } });
      open = true;
    } else open = false;
  }
  return rounds;
}

function asCheck(result: 'reached' | 'unreachable' | 'off' | 'unknown', address: string | null): CheckResult {
  if (result === 'unknown') return NOT_TOLD;
  return result === 'off' ? { result } : { result, address: address ?? '' };
}

/** The settings that the log itself shows. */
export function shownSettings(logEvents: readonly LogEvent[]): ShownSettings {
  const shown: { -readonly [K in keyof ShownSettings]: ShownSettings[K] } = {};
  let rejectedAt: number | null = null;
  for (const each of logEvents) {
    const { saw } = each;
    if (saw.kind === 'reconnect-started') shown.reconnectTimeoutMs = saw.limitMs;
    else if (saw.kind === 'module-retry-scheduled') shown.moduleRetryDelayMs = saw.delayMs;
    else if (saw.kind === 'module-ping-sent' && saw.timeoutMs !== null) shown.moduleTimeoutMs = saw.timeoutMs;
    else if ('limit' in saw && saw.kind !== 'notifier-ping-failed' && saw.limit !== null)
      shown.maxModuleFailures = saw.limit;
    // After a rejected ping, the next one follows after the regular interval, which is the timeout (reading R7).
    const rejected = 'how' in saw && saw.how === 'rejected' && saw.kind === 'module-ping-failed';
    if (rejected && rejectedAt !== null && shown.moduleTimeoutMs === undefined) {
      const gap = each.at.ms - rejectedAt;
      const pings = Math.max(1, shown.maxModuleFailures ?? 1);
      if (gap % pings === 0) shown.moduleTimeoutMs = gap / pings;
    }
    if (rejected) rejectedAt = each.at.ms;
  }
  return shown;
}
