import type { Problem } from '../problem.ts';
import type { ParameterName, ParameterValues } from './catalogue.ts';
import { settingsOf } from './settings.ts';

/** Values that are fine one by one and do not go together. Where they stand, the caller knows. */
export interface Conflict {
  /** The parameters concerned; the first that is set is the one to point at. */
  readonly names: readonly ParameterName[];
  readonly problem: Omit<Problem, 'where'>;
}

/** All rules between parameters. Warnings leave the values usable. */
export function checkTogether(values: ParameterValues): Conflict[] {
  return [...reconnectBelowDelay(values)];
}

/** Reading R32. */
function reconnectBelowDelay(values: ParameterValues): Conflict[] {
  const { reconnectTimeoutMs, notifierReconnectDelayMs } = settingsOf(values, 'A');
  if (reconnectTimeoutMs >= notifierReconnectDelayMs) return [];
  const [timeout, delay] = [reconnectTimeoutMs / 1000, notifierReconnectDelayMs / 1000];
  return [
    {
      names: ['Switchover Reconnect Timeout', 'Switchover Notifier Reconnect Delay'],
      problem: {
        code: 'no-reconnect-attempt',
        severity: 'warning',
        what: `Switchover Reconnect Timeout (${timeout} s) is below Switchover Notifier Reconnect Delay (${delay} s)`,
        why: 'the backup takes over before its first attempt to connect again, so a short interruption is enough',
        do: `set Switchover Reconnect Timeout to ${delay} or more, unless you want just that`,
      },
    },
  ];
}
