/**
 * The sentences of the readable log, in the reference's own vocabulary, so that people and tools who know its logs
 * can read ours (reference: "TS ping failure sample", "Why did a switchover occur?"). `why-switched` reads them back.
 */
import type { ConnectionName } from '../health/connections.ts';
import type { CheckResult, NetworkChecks, NetworkVerdict } from '../health/network.ts';
import type { Cause } from './state.ts';
import type { Term } from './term.ts';

const VERDICT_WORDS: Readonly<Record<NetworkVerdict, string>> = {
  'primary-reached': 'primary reached',
  'backup-cut-off': 'backup cut off',
  'path-or-site-lost': 'path or site lost',
  'primary-unreachable': 'primary unreachable',
  unknown: 'unknown',
};

const MONITOR = 'primarymonitor::CPrimaryMonitor';

/** Why a server goes to StatePrimary, by cause. */
const GOING_TO_PRIMARY: Readonly<Record<Cause, string>> = {
  'notifier-connection-lost': 'StateBackup: Lost connections to the primary, going to StatePrimary and switching now',
  'primary-unreachable': "StateBackup: The primary's server is unreachable, going to StatePrimary and switching now",
  'primary-stopped': 'StateBackup: The primary stopped in order, going to StatePrimary and switching now',
  'fail-safe-start':
    'StateInit: No answer from the companion, starting as the active server (fail-safe), going to StatePrimary',
  manual: 'StateBackup: The primary has discontinued, going to StatePrimary and switching now',
  start: 'StateInit: The companion agrees, starting as the active server, going to StatePrimary',
  resumed: 'StatePrimary: The switch came to nothing, resuming as the active server, going to StatePrimary',
};

export function goingToPrimary(cause: Cause): string {
  return `SwitchoverState::${GOING_TO_PRIMARY[cause]}`;
}

export const takingOverAtOnce =
  'SwitchoverState::StateBackup: taking over at once, going to StatePrimary and switching now';

export const primaryGaveUp =
  'SwitchoverState::StateBackup: The primary gave up its role, going to StatePrimary and switching now';

export const primaryWaits =
  'SwitchoverState::StateReconnecting: The primary gave up its role and waits for this server, going to StatePrimary and switching now';

export function primaryDoesNotServe(state: 'Init' | 'Reconnecting'): string {
  return `SwitchoverState::State${state}: The primary gave up its role and does not serve again, going to StatePrimary and switching now`;
}

export const initiatingSwitch = 'CVirtualSwitchControl::Switch(): Initiating switch';

export function socketFailure(connection: ConnectionName, reason: string): string {
  return `CNotifierSocketConnection::OnListenToNotifier: detected socket failure ${reason} on connection ${connection} Closing connection`;
}

export function lostNotifierConnection(connection: ConnectionName): string {
  return `DispatcherLib::CallbackRouter::svc(): Lost notifier connection. (${connection})`;
}

export function pingProblem(
  connection: ConnectionName,
  outcome: 'timed-out' | 'rejected' | 'lost',
  failures: number,
  maximum: number,
): string {
  const what =
    outcome === 'timed-out' ? 'Ping timed out' : outcome === 'rejected' ? 'Ping was rejected' : 'Ping was lost';
  return `${MONITOR}::ping_notifier : ${what} to the notifier on the ${connection} connection: error count [${failures}] of maximum [${maximum}]`;
}

function checkLine(where: string, noun: string, word: string, check: CheckResult, off: string): string {
  const set = (status: string): string => `setting network connection status to '${word}${status}'`;
  switch (check.result) {
    case 'reached':
      return `${MONITOR}::${where} : Successfully pinged ${noun} address [${check.address}], ${set('Reached')}`;
    case 'unreachable':
      return `${MONITOR}::${where} : Failed to ping ${noun} address [${check.address}], ${set('Unreachable')}`;
    case 'unknown':
      return `${MONITOR}::${where} : Could not check the ${noun} (${check.why}), ${set('Unknown')}`;
    case 'off':
      return `${MONITOR}::${where} : ${off}`;
  }
}

function linkLine(check: CheckResult): string {
  const word = check.result === 'reached' ? 'LinkUp' : check.result === 'unreachable' ? 'LinkDown' : 'LinkUnknown';
  const of = 'address' in check ? ` of [${check.address}]` : '';
  return `${MONITOR}::check_link : Link carrier${of}, setting network connection status to '${word}'`;
}

/** The checks in the order of reading R1, one line each. */
export function networkCheckLines(checks: NetworkChecks): string[] {
  return [
    linkLine(checks.link),
    checkLine(
      'check_local_gateway_connections',
      'local gateway',
      'Gateway',
      checks.gateway,
      "Gateway ping is disabled, setting network connection status to 'GatewayDisabled'",
    ),
    checkLine(
      'check_net_test_connections',
      'NetTest',
      'NetTest',
      checks.netTest,
      "No NetTest addresses to ping, setting network connection status to 'NetTestUnavailable'",
    ),
    checkLine('check_primary_address', 'primary', 'Primary', checks.primary, 'No primary address to ping'),
  ];
}

export function connectionStatus(connections: string, verdict: NetworkVerdict): string {
  return `${MONITOR}::detect_and_signal_connection_status : Primary connection status=[${connections}], network connection status=[${VERDICT_WORDS[verdict]}]`;
}

export function schedulingReconnect(ms: number): string {
  return `SwitchoverState::StartReconnectTimer: Scheduling reconnect timeout to execute in ${ms / 1000} second(s)`;
}

export const reconnectExpired =
  'SwitchoverState::Reconnecting: Reconnect period expired, posting [event=eConnectionsDown] to initiate a switchover';

export function notSwitching(why: string): string {
  return `SwitchoverState::Reconnecting: Reconnect period expired, not switching: ${why}`;
}

export const restored = 'SwitchoverState::Reconnecting: Connections to the primary are restored, going to StateBackup';

export const servesAgain = 'SwitchoverState::Reconnecting: The primary serves again, going to StateBackup';

export function switchRequested(by: string, immediate: boolean, id: string): string {
  const how = immediate ? 'immediate' : 'controlled';
  return `SwitchoverState::StateBackup: Switch requested by [${by}] (${how}), transaction [${id}], posting [event=eExternalSwitchReq]`;
}

export function switchGivenUp(state: string, id: string, reason: string): string {
  return `SwitchoverState::State${state}: Switch [${id}] given up: ${reason}`;
}

export function servingNow(term: Term): string {
  return `SwitchoverMain::Serving : this server is the active one, term ${term}`;
}

export function stepsBack(term: Term, to: 'Init' | 'Backup'): string {
  return `SwitchoverState::StatePrimary: The companion takes the higher term ${term}, going to State${to}`;
}

export function demoted(term: Term): string {
  return `SwitchoverState::StatePrimary: The companion is active under the higher term ${term}, going to StateInactive`;
}

/** One decision with everything it was taken from, for the readable log. The flight recorder holds the same as data. */
export function decisionLine(decision: {
  readonly rule: number;
  readonly event: string;
  readonly from: string;
  readonly to: string;
  readonly says: string;
  readonly inputs: Readonly<Record<string, string | number | boolean | null>>;
  readonly thresholds: Readonly<Record<string, number>>;
}): string {
  const { rule, event, from, to, says, inputs, thresholds } = decision;
  const pairs = (record: Readonly<Record<string, unknown>>): string =>
    Object.entries(record)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => `${name}=${typeof value === 'number' ? Math.round(value * 1000) / 1000 : value}`)
      .join(', ');
  return `Decision::${from} -> ${to} on ${event}: ${says} inputs [${pairs(inputs)}], thresholds [${pairs(thresholds)}] [rule ${rule}]`;
}
