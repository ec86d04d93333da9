/**
 * The sentences of the readable log, in the reference's vocabulary, so that people and tools that know its logs can
 * read ours (reference: "TS ping failure sample", "Why did a switchover occur?"). `why-switched` parses them.
 */
import type { ConnectionName } from './monitors/connections.ts';
import type { ModulePingOutcome } from './monitors/module-monitor.ts';
import type { CheckResult, NetworkChecks, NetworkVerdict } from './monitors/network.ts';
import type { Cause, Mode } from './state.ts';
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
  'module-down': 'StateBackup: Module is down, switching now and going to StatePrimary',
  'module-restarting': 'StateBackup: Module restarts too often, switching now and going to StatePrimary',
  'notifier-connection-lost': 'StateBackup: Lost connections to the primary, going to StatePrimary and switching now',
  'primary-unreachable': "StateBackup: The primary's server is unreachable, going to StatePrimary and switching now",
  'primary-stopped': 'StateBackup: The primary shut down cleanly, going to StatePrimary and switching now',
  'primary-gave-up': 'StateBackup: The primary gave up its role, going to StatePrimary and switching now',
  'fail-safe-start':
    'StateInit: No answer from the companion, starting as the active server (fail-safe), going to StatePrimary',
  manual: 'StateBackup: The primary has discontinued, going to StatePrimary and switching now',
  start: 'StateInit: The companion agrees, starting as the active server, going to StatePrimary',
  resumed: 'StatePrimary: The switch failed, resuming as the active server, going to StatePrimary',
};

export function goingToPrimary(cause: Cause): string {
  return `SwitchoverState::${GOING_TO_PRIMARY[cause]}`;
}

export const takingOverAtOnce =
  'SwitchoverState::StateBackup: taking over immediately, going to StatePrimary and switching now';

export const takingOverUnverified =
  'SwitchoverState::StateError: Switch requested although the companion cannot be verified, taking over immediately, going to StatePrimary and switching now';

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
  return `${MONITOR}::ping_notifier : ${PING_WORDS[outcome]} to the notifier on the ${connection} connection: error count [${failures}] of maximum [${maximum}]`;
}

const PING_WORDS: Readonly<Record<ModulePingOutcome, string>> = {
  'timed-out': 'Ping timed out',
  rejected: 'Ping was rejected',
  lost: 'Ping was lost',
};

const PING_MODULE = 'ModuleByName::Ping()';

export const moduleAnswered = (module: string): string => `${PING_MODULE} : Received ping from the ${module} module`;

export function modulePingFailed(module: string, outcome: ModulePingOutcome, failures: number, limit: number): string {
  const again = outcome === 'rejected' ? 'regular' : 'retry';
  return `${PING_MODULE} : ${PING_WORDS[outcome]} to the ${module} module: error count [${failures}] is within maximum [${limit}], ping will be reissued with ${again} timeout`;
}

export function moduleNotJudged(module: string, outcome: ModulePingOutcome): string {
  return `${PING_MODULE} : ${PING_WORDS[outcome]} to the ${module} module: failures do not count before its first answer`;
}

export function moduleRoundLost(module: string, connection: ConnectionName, limit: number): string {
  return `${PING_MODULE} : Reached maximum error count [${limit}] pinging the ${module} module on the ${connection} connection, resetting error count and trying the alternate connection`;
}

export function moduleGivenUp(module: string, outcome: ModulePingOutcome, limit: number): string {
  return `${PING_MODULE} : ${PING_WORDS[outcome]} to the ${module} module: reached maximum error count [${limit}], signaling that the module is down`;
}

export function moduleRestarted(module: string, pid: number, sequential: number, restarts: number): string {
  return `${PING_MODULE} : The ${module} module answers under the new process id [${pid}]: restarts in a row [${sequential}], within the period [${restarts}]`;
}

export function moduleSilent(module: string, connections: string): string {
  return `${MONITOR}::process_module_monitor_event : module monitor indicated the [${module}] module is not responding, ${connections}`;
}

export function verifyingModule(module: string, pings: number, connection: ConnectionName): string {
  return `${MONITOR}::ping_monitored_module : Sending up to ${pings} ping(s) to the ${module} module using the ${connection} connection`;
}

export function moduleVerified(module: string, pings: number, connection: ConnectionName): string {
  return `${MONITOR}::ping_monitored_module : Did not receive a reply from the ${module} module after ${pings} ping(s) on the ${connection} connection`;
}

export function moduleAnswersAfterAll(module: string): string {
  return `${MONITOR}::ping_monitored_module : Received a reply from the ${module} module, the module is up`;
}

export function checkingConnections(module: string): string {
  return `${MONITOR}::process_module_monitor_event : Failed to ping the [${module}] module, checking connections`;
}

export function moduleDown(module: string, verdict: NetworkVerdict): string {
  return `${MONITOR}::signal_primary_down : Primary connection status=[monitored module down], network connection status=[${VERDICT_WORDS[verdict]}]: [${module}] module is down, posting [event=eTSDown]`;
}

export function moduleMonitorSilent(times: number): string {
  const again = times > 1 ? `, ${times} times in a row` : '';
  return `${MONITOR}::watch_module_monitor : The module monitor returned no result for twice its longest cycle${again}, restarting it`;
}

/** The module calls for a switch, and this server does not make it. */
export function moduleNotSwitching(why: string): string {
  return `SwitchoverState::StateBackup: Module is down, not switching: ${why}`;
}

export function modeSet(mode: Mode, by: string, forMs: number | null, reason: string | null): string {
  const until = forMs === null ? '' : ` for ${forMs / 1000} second(s)`;
  return `SwitchoverMain::SetMode : Switching mode set to [${mode}] by [${by}]${until}${reason === null ? '' : `: ${reason}`}`;
}

export const modeExpired =
  'SwitchoverMain::SetMode : The time limit of the switching mode has expired, set to [automatic]';

export const configured = 'SwitchoverMain::Configured : Changed parameters are in effect';

export function takeoverLimit(count: number): string {
  return `SwitchoverMain::SetMode : ${count} takeovers within an hour, switching mode set to [manual] until an operator changes it`;
}

export function releaseDiffers(own: string, companion: string, to: 'Higher' | 'Lower'): string {
  return `SwitchoverState::StateBackup: This server runs release [${own}], the active one [${companion}], going to StateUpgrade${to}: manual switch only`;
}

export const sameRelease = 'SwitchoverState::StateUpgrade: Both servers run the same release, going to StateBackup';

export function waitingForSets(left: number): string {
  return `SwitchoverState::Reconnecting: Reconnect period expired, the primary's server is unreachable: ${left} more ping set(s) before a switchover`;
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

export const networkWholeAgain =
  'SwitchoverState::Reconnecting: The network is working again, restarting the reconnect period';

export function schedulingReconnect(ms: number): string {
  return `SwitchoverState::StartReconnectTimer: Scheduling reconnect timeout to execute in ${ms / 1000} second(s)`;
}

export const reconnectExpired =
  'SwitchoverState::Reconnecting: Reconnect period expired, posting [event=eConnectionsDown] to initiate a switchover';

export function notSwitching(why: string): string {
  return `SwitchoverState::Reconnecting: Reconnect period expired, not switching: ${why}`;
}

export const doubtsItself =
  'SwitchoverMain::SelfMonitor : the companion has not been heard since, and this server is cut off: it does not answer as the active one';

export function servesOn(term: number): string {
  return `SwitchoverMain::SelfMonitor : the companion has not been heard since, and the network check does not say that this server is cut off: it remains active, term ${term}`;
}

export const heardOneWay =
  'the companion reaches this server but cannot be reached from here: do the pair files differ?';

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

/** One decision with all its inputs, for the readable log. The flight recorder holds the same as data. */
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
