import type { Problem } from '../problem.ts';
import type { ParameterName, ParameterValues } from './catalogue.ts';
import { settingsOf } from './settings.ts';

/** Where a parameter was set, for the `where` of a problem; null where it was not. */
export type WhereSet = (name: ParameterName) => string | null;

/** Values that are fine one by one and do not go together. Warnings leave the values usable. */
export function checkTogether(values: ParameterValues, whereSet: WhereSet): Problem[] {
  return [...reconnectBelowDelay(values, whereSet)];
}

/** Reading R32. */
function reconnectBelowDelay(values: ParameterValues, whereSet: WhereSet): Problem[] {
  const { reconnectTimeoutMs, notifierReconnectDelayMs } = settingsOf(values, 'A');
  if (reconnectTimeoutMs >= notifierReconnectDelayMs) return [];
  const [timeout, delay] = [reconnectTimeoutMs / 1000, notifierReconnectDelayMs / 1000];
  return [
    {
      code: 'no-reconnect-attempt',
      severity: 'warning',
      what: `Switchover Reconnect Timeout (${timeout} s) is below Switchover Notifier Reconnect Delay (${delay} s)`,
      why: 'the backup takes over before its first attempt to connect again, so a short interruption is enough',
      where: whereSet('Switchover Reconnect Timeout') ?? whereSet('Switchover Notifier Reconnect Delay'),
      do: `set Switchover Reconnect Timeout to ${delay} or more, unless you want just that`,
    },
  ];
}
