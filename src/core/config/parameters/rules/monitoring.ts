import type { ParameterValues } from '../catalogue.ts';
import type { Settings } from '../settings.ts';
import { settingsOf } from '../settings.ts';
import type { Rule } from './rule.ts';
import { rule, when } from './rule.ts';

const UNREACHABLE = 'Switchover Unreachable Primary Ping Count';

/** How long the monitors take, and when they can never cause a takeover. */
export const MONITORING_RULES: readonly Rule[] = [
  rule({
    // Reading R32.
    code: 'no-reconnect-attempt',
    severity: 'warning',
    names: ['Switchover Reconnect Timeout', 'Switchover Notifier Reconnect Delay'],
    says: 'Switchover Reconnect Timeout is at least Switchover Notifier Reconnect Delay.',
    broken: (values) => {
      const { reconnectTimeoutMs, notifierReconnectDelayMs } = settingsOf(values, 'A');
      if (reconnectTimeoutMs >= notifierReconnectDelayMs) return null;
      return { timeout: reconnectTimeoutMs / 1000, delay: notifierReconnectDelayMs / 1000 };
    },
    what: ({ timeout, delay }) =>
      `Switchover Reconnect Timeout (${timeout} s) is below Switchover Notifier Reconnect Delay (${delay} s)`,
    why: 'the backup takes over before its first reconnection attempt, so even a short interruption causes a takeover',
    do: ({ delay }) => `set Switchover Reconnect Timeout to ${delay} or more, unless this is intended`,
  }),
  rule({
    code: 'unreachable-never',
    severity: 'warning',
    names: [UNREACHABLE],
    says: 'Switchover Unreachable Primary Ping Count is not -1, unless an operator is always available to switch manually.',
    broken: (values) => when(values[UNREACHABLE] === -1),
    what: `${UNREACHABLE} is -1, so the backup never takes over while the primary's machine does not answer`,
    why: 'a machine without power or network never answers again, so only an operator can switch then',
    do: 'set a number of ping sets, unless an operator is always available to switch manually',
  }),
  rule({
    code: 'unreachable-never-unchecked',
    severity: 'warning',
    names: [UNREACHABLE, 'Switchover Disable Gateway Ping', 'Switchover NetTest A', 'Switchover NetTest B'],
    says: 'Switchover Unreachable Primary Ping Count is -1 only together with the gateway ping or NetTest addresses.',
    broken: (values) => when(values[UNREACHABLE] === -1 && !checksNetwork(values)),
    what: `${UNREACHABLE} is -1, and the backup checks neither a gateway nor a NetTest address`,
    why:
      "a failure of the backup's own link, or a firewall that drops pings, then looks like an unreachable machine, and " +
      'blocks every takeover after lost connections',
    do: 'set Switchover Disable Gateway Ping to No, or Switchover NetTest A and B',
  }),
  rule({
    code: 'primary-monitor-slower',
    severity: 'warning',
    names: [
      'Switchover Primary Monitor Timeout',
      'Switchover Primary Monitor Retry Count',
      'Switchover Primary Monitor Retry Ping Delay',
      'Switchover Max TS Failures',
      'Switchover TS Timeout',
      'Switchover TS Failure Retry Delay',
      'Switchover Monitoring',
      'Switchover IP Timeout',
      'Switchover IP Retry Delay',
    ],
    says: 'The primary monitor detects a silent Notifier before the module monitor considers the module failed.',
    broken: (values) => {
      const settings = settingsOf(values, 'A');
      const [primary, module] = [primaryMonitorMs(settings) / 1000, moduleMonitorMs(settings) / 1000];
      return primary > module ? { primary, module } : null;
    },
    what: ({ primary, module }) =>
      `the primary monitor takes ${primary} s to detect a failure, but the module monitor only ${module} s`,
    why:
      'when the connections fail, the module appears to fail first, and the check that rules this out waits as long as ' +
      'the primary monitor',
    do: 'lower the Switchover Primary Monitor times or its Retry Count, or raise the times of the module',
  }),
];

function checksNetwork(values: ParameterValues): boolean {
  const netTest = values['Switchover NetTest A'] !== undefined || values['Switchover NetTest B'] !== undefined;
  return netTest || values['Switchover Disable Gateway Ping'] === false;
}

/** From the first unanswered ping to the diagnosis. */
function primaryMonitorMs(settings: Settings): number {
  const retries = settings.primaryMonitorRetryCount;
  return (retries + 1) * settings.primaryMonitorTimeoutMs + retries * settings.primaryMonitorRetryDelayMs;
}

/** From the first unanswered ping to "module down": a round on each connection (R7). */
function moduleMonitorMs(settings: Settings): number {
  const pings = 2 * settings.maxModuleFailures;
  return pings * settings.moduleTimeoutMs + (pings - 1) * settings.moduleRetryDelayMs;
}
