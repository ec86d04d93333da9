/**
 * What the Switchover subsystem writes in its two generations, from the writer's side (reference: "TS ping failure
 * sample", "Why did a switchover occur?", "Primary Monitor"). Releases differ in details, which are in `dialect`.
 */
import type { Random } from '../../src/core/simulation/random.ts';
import type { Pen } from './log-case.ts';

/** The details in which releases differ. */
export interface Dialect {
  /** Between a method and its message. */
  readonly colon: ' : ' | ': ';
  /** The second half of the pings is written without the name of the method. */
  readonly shortPings: boolean;
  readonly auxWord: 'aux' | 'auxiliary';
  readonly module: string;
}

export function anyDialect(rnd: Random): Dialect {
  return {
    colon: rnd.pick([' : ', ' : ', ': ']),
    shortPings: rnd.chance(0.5),
    auxWord: rnd.pick(['aux', 'auxiliary', 'auxiliary']),
    module: rnd.pick(['TsServer', 'TsServer', 'TsServer', 'IP', 'ACDServer']),
  };
}

export type HowFailed = 'rejected' | 'timed out' | 'lost';

const MONITOR = 'ModuleMonitor';
const PRIMARY = 'PrimaryMonitor';
const METHOD = 'primarymonitor::CPrimaryMonitor::';

export function pingFailed(pen: Pen, d: Dialect, how: HowFailed, count: number, limit: number, second = false): number {
  const head = second && d.shortPings ? '' : `ModuleByName::Ping()${d.colon}`;
  const next = how === 'rejected' ? 'regular timeout' : 'retry delay';
  return pen.say(
    MONITOR,
    `${head}Ping ${how} to the ${d.module} module: error count [${count}] is within maximum [${limit}], ping will be reissued with ${next}`,
  );
}

export function roundLost(pen: Pen, d: Dialect, connection: 'main' | 'aux', limit: number): number {
  const on = connection === 'main' ? 'main' : d.auxWord;
  return pen.say(
    MONITOR,
    `ModuleByName::Ping()${d.colon}Reached maximum error count [${limit}] pinging the ${d.module} module on the ${on} connection, resetting error count and trying the alternate connection`,
  );
}

export function moduleGivenUp(pen: Pen, d: Dialect, how: HowFailed, limit: number): number {
  const was = how === 'lost' ? 'Ping was lost' : `Ping was ${how}`.replace('was timed', 'timed');
  return pen.say(
    MONITOR,
    `${was} to the ${d.module} module: reached maximum error count [${limit}], signaling that the module is down`,
  );
}

export function pingAnswered(pen: Pen, d: Dialect): number {
  return pen.say('NotifierLib', `ModuleByName::Ping()${d.colon}Received ping from the ${d.module} module`);
}

export function reportedDown(pen: Pen, d: Dialect, connections: string): number {
  return pen.say(
    PRIMARY,
    `${METHOD}process_module_monitor_event${d.colon}module monitor indicated the [${d.module}] module is not responding, ${connections}`,
  );
}

export function verifying(pen: Pen, d: Dialect, pings: number): number {
  return pen.say(
    PRIMARY,
    `${METHOD}ping_monitored_module${d.colon}Sending up to ${pings} ping(s) to the ${d.module} module using the main connection`,
  );
}

export function verifiedDown(pen: Pen, d: Dialect, pings: number): void {
  pen.say(
    PRIMARY,
    `${METHOD}ping_monitored_module${d.colon}Did not receive a reply from the ${d.module} module after ${pings} ping(s) on the main connection`,
  );
  pen.say(
    PRIMARY,
    `${METHOD}process_module_monitor_event${d.colon}Failed to ping the [${d.module}] module, checking connections PrimaryMonitor`,
  );
}

export function verifiedUp(pen: Pen, d: Dialect): number {
  return pen.say(PRIMARY, `${METHOD}ping_monitored_module${d.colon}Received a reply from the ${d.module} module`);
}

export interface Network {
  readonly gateway: 'Reached' | 'Unreachable' | 'Disabled';
  readonly netTest: 'Reached' | 'Unreachable' | 'Unavailable';
  readonly primary: 'Reached' | 'Unreachable';
}

export function goodNetwork(rnd: Random): Network {
  return {
    gateway: rnd.pick(['Reached', 'Reached', 'Disabled']),
    netTest: rnd.pick(['Reached', 'Unavailable']),
    primary: 'Reached',
  };
}

export function networkChecks(pen: Pen, d: Dialect, network: Network): void {
  const set = (word: string): string => `setting network connection status to '${word}'`;
  const tried = (result: string): string => (result === 'Reached' ? 'Successfully pinged' : 'Failed to ping');
  pen.say(
    PRIMARY,
    `${METHOD}check_local_gateway_connections${d.colon}${
      network.gateway === 'Disabled'
        ? `Gateway ping is disabled, ${set('GatewayDisabled')}`
        : `${tried(network.gateway)} local gateway address [172.17.112.1], ${set(`Gateway${network.gateway}`)}`
    }`,
  );
  pen.say(
    PRIMARY,
    `${METHOD}check_net_test_connections${d.colon}${
      network.netTest === 'Unavailable'
        ? `No NetTest addresses to ping, ${set('NetTestUnavailable')}`
        : `${tried(network.netTest)} NetTest address [135.89.3.43], ${set(`NetTest${network.netTest}`)}`
    }`,
  );
  pen.say(
    PRIMARY,
    `${METHOD}check_primary_address${d.colon}${tried(network.primary)} primary address [172.17.112.171], ${set(`Primary${network.primary}`)}`,
  );
}

export function moduleDownSignalled(pen: Pen, d: Dialect): void {
  pen.say(
    PRIMARY,
    `${METHOD}detect_and_signal_connection_status${d.colon}module monitor indicated that the [${d.module}] module is not responding (all connections are up), primary connection status is 'monitored module down', signaling the module is down`,
  );
  pen.say(
    PRIMARY,
    `${METHOD}signal_primary_down${d.colon}Primary connection status=[monitored module down], network connection status=[primary reached]: [${d.module}] module is down, posting [event=eTSDown]`,
  );
}

export function connectionStatus(pen: Pen, d: Dialect, connections: string, network: string): number {
  return pen.say(
    PRIMARY,
    `${METHOD}detect_and_signal_connection_status${d.colon}Primary connection status=[${connections}], network connection status=[${network}]`,
  );
}

export function moduleDecision(pen: Pen, d: Dialect): number {
  return pen.say(
    'SwitchoverStates',
    `SwitchoverState::StateBackup${d.colon}Module is down, switching now and going to StatePrimary`,
  );
}

export function restartingDecision(pen: Pen, d: Dialect): number {
  return pen.say(
    'SwitchoverStates',
    `SwitchoverState::StateBackup${d.colon}${pen.rnd.pick(['Module is restarting too often', 'Module restarts too often'])}, switching now and going to StatePrimary`,
  );
}

export function socketFailure(pen: Pen, d: Dialect, code: string, connection: number): number {
  const method = 'CNotifierSocketConnection::OnListenToNotifier';
  return pen.say(
    'NotifierLib',
    `${method}${d.colon}detected socket failure ${code} on connection ${connection} Closing connection`,
    'Error',
  );
}

export function connectionLost(pen: Pen, d: Dialect): number {
  return pen.say('NotifierLib', `DispatcherLib::CallbackRouter::svc()${d.colon}Lost notifier connection.`, 'Warning');
}

export function reconnectTimer(pen: Pen, d: Dialect, seconds: number): number {
  return pen.say(
    'SwitchoverStates',
    `SwitchoverState::StartReconnectTimer${d.colon}Scheduling reconnect timeout to execute in ${seconds} second(s)`,
  );
}

export function reconnectExpired(pen: Pen, d: Dialect): number {
  return pen.say(
    'SwitchoverStates',
    `SwitchoverState::Reconnecting${d.colon}Reconnect period expired, posting [event=eConnectionsDown] to initiate a switchover`,
    'Error',
  );
}

export function lostDecision(pen: Pen, d: Dialect): number {
  return pen.say(
    'SwitchoverStates',
    `SwitchoverState::StateBackup${d.colon}Lost connections to the primary, going to StatePrimary and switching now`,
    'Warning',
  );
}

export function unreachableDecision(pen: Pen, d: Dialect): number {
  return pen.say(
    'SwitchoverStates',
    `SwitchoverState::StateBackup${d.colon}The primary is unreachable, going to StatePrimary and switching now`,
    'Warning',
  );
}

export function notSwitching(pen: Pen, d: Dialect, why: string): number {
  return pen.say(
    'SwitchoverStates',
    `SwitchoverState::Reconnecting${d.colon}Reconnect period expired, not switching: ${why}`,
    'Error',
  );
}

export function restored(pen: Pen, d: Dialect): number {
  return pen.say(
    'SwitchoverStates',
    `SwitchoverState::Reconnecting${d.colon}Connections to the primary are restored, going to StateBackup`,
  );
}

export function goingTo(pen: Pen, from: string, why: string, state: string): number {
  return pen.say('SwitchoverStates', `SwitchoverState::State${from}: ${why}, going to State${state}`);
}

// --- marks that a switch leaves beside the decision's own line ----------------------------------------------------

export const MARKERS: readonly ((pen: Pen) => number)[] = [
  (pen) => pen.say('Switchover', 'Switchover Service: Switch Initiated.'),
  (pen) => pen.say('VirtualSwitch', 'CVirtualSwitchControl::Switch(): Initiating switch'),
  (pen) => pen.say('Switchover', 'Initiating Connections Switch'),
  (pen) => pen.say('Switchover', 'SwitchoverMain::StatusMessage: Backup server switching to primary mode', 'Error'),
];

// --- the older generation -----------------------------------------------------------------------------------------

const OLDER = 'SystemMonitor';

export function olderPingSent(pen: Pen, d: Dialect, count: number, timeoutMs: number): number {
  return pen.say(
    OLDER,
    `PingModule::ModuleByName::Ping: ${d.module} error count=${count} timeout= ${timeoutMs}`,
    'Enter',
  );
}

export function olderPingFailed(pen: Pen, d: Dialect, count: number): number {
  const at = pen.say(OLDER, `error pinging ${d.module} count=${count}`, 'Error');
  pen.say(OLDER, `error in ping count= ${count}`, 'Error');
  return at;
}

export function olderRetry(pen: Pen, delayMs: number): number {
  return pen.say(OLDER, `scheduling retry in ${delayMs} ms`, 'Error');
}

export function olderGivenUp(pen: Pen, count: number): number {
  const at = pen.say(OLDER, 'exceeded max error count - signaling system down', 'Error');
  pen.wait(20);
  pen.say(OLDER, `error in ping count= ${count}`, 'Error');
  pen.say(OLDER, 'maximum error count reached - not scheduling retry', 'Error');
  return at;
}

export function olderEvent(pen: Pen, event: string): number {
  return pen.say('Switchover', `SwitchoverState::StateBackup: event=${event}`, 'Enter');
}

export function olderSwitch(pen: Pen): number {
  return pen.say('Switchover', 'SwitchoverMain::StatusMessage: Backup server switching to primary mode', 'Error');
}
