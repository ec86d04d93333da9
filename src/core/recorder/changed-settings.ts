/** The settings that were in effect, except for the parameters in question. */

import type { ParameterName, ParameterValues } from '../config/parameters/catalogue.ts';
import { type Settings, settingsOf } from '../config/parameters/settings.ts';
import type { Letter } from '../letter.ts';

/** The parameters behind each setting: if one is given, it counts even if it has the default value. */
const BEHIND: Readonly<Record<keyof Settings, readonly ParameterName[]>> = {
  reconnectTimeoutMs: ['Switchover Reconnect Timeout'],
  notifierReconnectDelayMs: ['Switchover Notifier Reconnect Delay'],
  gatewayPing: ['Switchover Disable Gateway Ping'],
  netTest: ['Switchover NetTest A', 'Switchover NetTest B'],
  netTestTimeoutMs: ['Switchover NetTest Timeout'],
  primaryMonitorPingDelayMs: ['Switchover Primary Monitor Ping Delay'],
  primaryMonitorTimeoutMs: ['Switchover Primary Monitor Timeout'],
  primaryMonitorRetryCount: ['Switchover Primary Monitor Retry Count'],
  primaryMonitorRetryDelayMs: ['Switchover Primary Monitor Retry Ping Delay'],
  monitoring: ['Switchover Monitoring'],
  moduleTimeoutMs: ['Switchover TS Timeout', 'Switchover IP Timeout'],
  moduleRetryDelayMs: ['Switchover TS Failure Retry Delay', 'Switchover IP Retry Delay'],
  maxModuleFailures: ['Switchover Max TS Failures'],
  modulePingOnAux: ['Switchover Ping on Aux Connection'],
  maxRestarts: ['Switchover Max Restarts'],
  maxRestartsPeriodMs: ['Switchover Max Restarts Period'],
  maxSequentialRestarts: ['Switchover Max Sequential Restarts'],
  unreachablePingSets: ['Switchover Unreachable Primary Ping Count'],
  unreachablePingDelayMs: ['Switchover Unreachable Primary Ping Delay'],
};

/** Those that the engine reads: no others affect when a server takes over. */
const READ: ReadonlySet<string> = new Set(Object.values(BEHIND).flat());

export function hasPart(values: ParameterValues): boolean {
  return Object.keys(values).some((name) => READ.has(name));
}

export function changedSettings(actual: Settings, values: ParameterValues, letter: Letter): Settings {
  const asked = settingsOf({ 'Switchover Monitoring': actual.monitoring, ...values }, letter);
  const changed: Record<string, unknown> = { ...actual };
  for (const [name, parameters] of Object.entries(BEHIND)) {
    if (parameters.some((parameter) => parameter in values)) changed[name] = asked[name as keyof Settings];
  }
  const moduleTimeoutMs = changed.moduleTimeoutMs as number;
  // Unless it is set explicitly, it is half the timeout of the module (reading R9).
  const isSet = (values['Switchover Primary Monitor Timeout'] ?? 0) > 0;
  const wasHalf = actual.primaryMonitorTimeoutMs * 2 === actual.moduleTimeoutMs;
  const isHalf = values['Switchover Primary Monitor Timeout'] === 0 || (!isSet && wasHalf);
  return { ...(changed as unknown as Settings), ...(isHalf ? { primaryMonitorTimeoutMs: moduleTimeoutMs / 2 } : {}) };
}
