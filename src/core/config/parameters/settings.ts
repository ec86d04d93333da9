import type { Letter } from '../../letter.ts';
import type { ParameterName, ParameterValues } from './catalogue.ts';
import { CATALOGUE } from './catalogue.ts';

/** What the engine uses: the parameters with defaults and readings applied, times in milliseconds. */
export interface Settings {
  /** From "both connections lost and diagnosed" to the takeover. 0: immediately (R10). */
  readonly reconnectTimeoutMs: number;
  /** The wait before each reconnection attempt. */
  readonly notifierReconnectDelayMs: number;
  /** Whether the gateway towards the companion is pinged (R2). */
  readonly gatewayPing: boolean;
  /** The address this server pings while it is the backup; null if none is configured. */
  readonly netTest: string | null;
  readonly netTestTimeoutMs: number;
  /** From an answer to the next ping of the primary's Notifier. Never 0 (R8). */
  readonly primaryMonitorPingDelayMs: number;
  /** How long an answer may take. Never 0 (R9). */
  readonly primaryMonitorTimeoutMs: number;
  /** Retry pings after the first unanswered one. */
  readonly primaryMonitorRetryCount: number;
  readonly primaryMonitorRetryDelayMs: number;
  /** The module that is watched; each kind has its own timeouts. */
  readonly monitoring: 'TsServer' | 'IP';
  /** How long the module may take to answer, and the wait between a successful ping and the next one. */
  readonly moduleTimeoutMs: number;
  readonly moduleRetryDelayMs: number;
  readonly maxModuleFailures: number;
  /** Whether the module is pinged on the auxiliary connection first. */
  readonly modulePingOnAux: boolean;
  readonly maxRestarts: number;
  readonly maxRestartsPeriodMs: number;
  readonly maxSequentialRestarts: number;
  /** Extra ping sets before an unreachable primary is considered lost (R4); null: only the reconnect period; -1: never. */
  readonly unreachablePingSets: number | null;
  readonly unreachablePingDelayMs: number;
}

/** Reading R4: a count from 0 to 3 means three sets. */
const LEAST_PING_SETS = 3;
/** Reading R8: a delay of 0 means this one. */
const PING_DELAY_FOR_ZERO_S = 1;

/** The settings of one server, from the values that are set. */
export function settingsOf(values: ParameterValues, letter: Letter): Settings {
  const pingDelay = numberOf(values, 'Switchover Primary Monitor Ping Delay');
  const timeout = numberOf(values, 'Switchover Primary Monitor Timeout');
  const monitoring = values['Switchover Monitoring'] ?? 'TsServer';
  const moduleTimeout = numberOf(values, monitoring === 'IP' ? 'Switchover IP Timeout' : 'Switchover TS Timeout');
  const moduleRetryDelay = monitoring === 'IP' ? 'Switchover IP Retry Delay' : 'Switchover TS Failure Retry Delay';
  const netTest = letter === 'A' ? values['Switchover NetTest A'] : values['Switchover NetTest B'];
  return {
    reconnectTimeoutMs: numberOf(values, 'Switchover Reconnect Timeout') * 1000,
    notifierReconnectDelayMs: numberOf(values, 'Switchover Notifier Reconnect Delay') * 1000,
    gatewayPing: !(values['Switchover Disable Gateway Ping'] ?? true),
    netTest: netTest ?? null,
    netTestTimeoutMs: numberOf(values, 'Switchover NetTest Timeout') * 1000,
    primaryMonitorPingDelayMs: (pingDelay === 0 ? PING_DELAY_FOR_ZERO_S : pingDelay) * 1000,
    primaryMonitorTimeoutMs: timeout === 0 ? moduleTimeout * 500 : timeout * 1000,
    primaryMonitorRetryCount: numberOf(values, 'Switchover Primary Monitor Retry Count'),
    primaryMonitorRetryDelayMs: numberOf(values, 'Switchover Primary Monitor Retry Ping Delay') * 1000,
    monitoring,
    moduleTimeoutMs: moduleTimeout * 1000,
    moduleRetryDelayMs: numberOf(values, moduleRetryDelay) * 1000,
    maxModuleFailures: numberOf(values, 'Switchover Max TS Failures'),
    modulePingOnAux: values['Switchover Ping on Aux Connection'] ?? false,
    maxRestarts: numberOf(values, 'Switchover Max Restarts'),
    maxRestartsPeriodMs: numberOf(values, 'Switchover Max Restarts Period') * 1000,
    maxSequentialRestarts: numberOf(values, 'Switchover Max Sequential Restarts'),
    unreachablePingSets: pingSetsOf(values['Switchover Unreachable Primary Ping Count']),
    unreachablePingDelayMs: numberOf(values, 'Switchover Unreachable Primary Ping Delay') * 1000,
  };
}

/**
 * The DSCP mark of the auxiliary connection and of pings, 0 to 63; null if they have none (reading R30). No decision
 * depends on it, so it is not part of the settings.
 */
export function pingDscpOf(values: ParameterValues): number | null {
  const isOn = values['Switchover Use QoS for Ping'] === true && values['Switchover Ping on Aux Connection'] === true;
  return isOn ? numberOf(values, 'Switchover QoS DSCP') : null;
}

/** Reading R4. */
function pingSetsOf(count: number | undefined): number | null {
  if (count === undefined) return null;
  return count < 0 ? -1 : Math.max(count, LEAST_PING_SETS);
}

type NumberName = { [N in ParameterName]: ParameterValues[N] extends number | undefined ? N : never }[ParameterName];

const DEFAULTS: ReadonlyMap<string, unknown> = new Map(
  CATALOGUE.map((definition) => [definition.name, definition.default]),
);

/** The value that is set, or else the default from the catalogue. */
function numberOf(values: ParameterValues, name: NumberName): number {
  return values[name] ?? (DEFAULTS.get(name) as number);
}
