/** What a recognised line means, in one sentence for the operator. No guessing: a sentence says only what is logged. */
import type { LogEvent, NetworkCheck, Observation, PingFailure } from './observation.ts';

const FAILED: Readonly<Record<PingFailure, string>> = {
  rejected: 'was rejected',
  'timed-out': 'timed out',
  lost: 'was lost with the connection',
};

const CHECKED: Readonly<Record<NetworkCheck, string>> = {
  link: "this server's network link",
  gateway: "this server's gateway",
  'net-test': 'the NetTest address',
  primary: 'the active server',
};

export function meaningOf(logEvent: LogEvent): string {
  const rule = logEvent.rule === null ? '' : ` (engine rule ${logEvent.rule})`;
  return `${sentence(logEvent.saw)}${rule}`;
}

function sentence(saw: Observation): string {
  switch (saw.kind) {
    case 'module-ping-sent':
    case 'module-ping-failed':
    case 'module-retry-scheduled':
    case 'module-round-lost':
    case 'module-given-up':
    case 'module-ping-answered':
    case 'module-restarted':
    case 'module-reported-down':
    case 'verification-started':
    case 'verification-failed':
    case 'verification-answered':
      return ofModule(saw);
    case 'notifier-ping-failed':
      return `the ping to the Notifier on the ${saw.connection} connection ${FAILED[saw.how]}: ${nthFailedPing(saw.failures)} (${retriesAllowed(saw.limit)})`;
    case 'socket-failed':
      return `${nameOf(saw.connection)} to the active server's Notifier broke: ${socketCode(saw.code)}`;
    case 'connection-lost':
      return saw.connection === null
        ? "a connection to the active server's Notifier was lost"
        : `${nameOf(saw.connection)} to the active server's Notifier was lost`;
    case 'network-check':
      return ofCheck(saw);
    case 'diagnosis':
      return `the primary monitor concludes: ${saw.connections}${saw.network === null ? '' : `; network: ${saw.network}`}`;
    case 'net-test-address':
      return `NetTest ${saw.entry === 'effective' ? 'address in use' : saw.entry.replace('-', ' ')}: ${saw.address}`;
    case 'exchange':
      return `request ${saw.request} (${saw.subject}) ${STAGES[saw.stage]}`;
    default:
      return ofState(saw);
  }
}

type OfModule = Extract<Observation, { kind: `module-${string}` | `verification-${string}` }>;

function ofModule(saw: OfModule): string {
  const module = 'module' in saw && saw.module !== null ? saw.module : 'the monitored module';
  switch (saw.kind) {
    case 'module-ping-sent':
      return `a ping was sent to ${module}${saw.timeoutMs === null ? '' : ` (timeout ${saw.timeoutMs / 1000} s)`}`;
    case 'module-ping-failed': {
      const how = saw.how === null ? 'failed' : FAILED[saw.how];
      return `the ping to ${module} ${how}: ${nthFailedPing(saw.failures)}${saw.limit === null ? '' : `, limit ${saw.limit}`}`;
    }
    case 'module-retry-scheduled':
      return `the next ping follows in ${saw.delayMs / 1000} s`;
    case 'module-round-lost':
      return `${saw.limit} ${saw.limit === 1 ? 'ping' : 'pings'} to ${module} failed on the ${saw.connection} connection; the other connection is tried next`;
    case 'module-given-up':
      return `the last allowed ping to ${module} failed${saw.limit === null ? '' : ` (limit ${saw.limit})`}: it is declared down`;
    case 'module-ping-answered':
      return `${module} answered a ping`;
    case 'module-restarted':
      return `${module} answered under a new process ID: restarts in a row: ${saw.inARow}, restarts within the period: ${saw.inPeriod}`;
    case 'module-reported-down':
      return `the module monitor reports ${module} down; ${saw.connections}`;
    case 'verification-started':
      return `the primary monitor verifies this with up to ${saw.pings} more pings to ${module} on the ${saw.connection} connection`;
    case 'verification-failed':
      return saw.pings === null
        ? `the verification failed: for the primary monitor, ${module} is down too`
        : `the verification failed: none of its ${saw.pings} pings was answered`;
    case 'verification-answered':
      return `the verification succeeded: ${module} answered, so it is not down`;
  }
}

function ofCheck(saw: Extract<Observation, { kind: 'network-check' }>): string {
  const address = saw.address === null ? '' : ` (${saw.address})`;
  switch (saw.result) {
    case 'reached':
      return saw.check === 'link' ? 'the network link is up' : `${CHECKED[saw.check]}${address} answered a ping`;
    case 'unreachable':
      return saw.check === 'link'
        ? 'the network link is down'
        : `${CHECKED[saw.check]}${address} did not answer a ping`;
    case 'unknown':
      return `${CHECKED[saw.check]} could not be checked, so its state is unknown`;
    case 'off':
      return saw.check === 'gateway'
        ? 'the gateway was not checked: the gateway ping is disabled'
        : 'NetTest was not checked: no NetTest address is configured';
  }
}

const STAGES = {
  1: 'was sent',
  2: 'was passed on by the Notifier',
  3: 'arrived',
  4: 'was answered',
  5: 'was answered; the Notifier passed the answer on',
  6: 'was answered; the answer arrived',
} as const;

type OfState = Exclude<
  Observation,
  | OfModule
  | {
      kind:
        | 'notifier-ping-failed'
        | 'socket-failed'
        | 'connection-lost'
        | 'network-check'
        | 'diagnosis'
        | 'net-test-address'
        | 'exchange';
    }
>;

const PHRASES = {
  'going-to-state-primary': 'the decision',
  'switching-to-primary-mode': 'the backup becomes the active server',
  'switch-initiated': 'the switch starts',
  'initiating-connections-switch': 'the connections are switched over',
  'initiating-switch': 'the switch starts',
} as const;

function ofState(saw: OfState): string {
  switch (saw.kind) {
    case 'reconnect-started':
      return `the backup tries to reconnect for up to ${saw.limitMs / 1000} s`;
    case 'reconnect-expired':
      return 'the reconnect timeout expired';
    case 'ping-sets-left':
      return `the reconnect timeout expired; ${saw.left} more ping ${saw.left === 1 ? 'set' : 'sets'} to the active server before a switch`;
    case 'held-back':
      return `no switch: ${saw.words}`;
    case 'reconnected':
      return 'the connections were restored: no switch';
    case 'state-event':
      return `state ${saw.state} receives the event ${eventMeaning(saw.event)}`;
    case 'switch-requested':
      return `${saw.by} requested ${saw.immediate ? 'an immediate' : 'a controlled'} switch (transaction ${saw.transaction})`;
    case 'switch-reason':
      return `${saw.by} gave the reason: ${saw.words}`;
    case 'switch-given-up':
      return `the switch ${saw.transaction} was given up: ${saw.why}`;
    case 'takeover-refused':
      return `the fence hook refused, so this server did not take over: ${saw.why}`;
    case 'cause-named':
      return `the service logged the cause: ${lowerFirst(saw.words)}`;
    case 'becoming-primary':
      return saw.words === ''
        ? PHRASES[saw.phrase]
        : `${PHRASES[saw.phrase]}: ${lowerFirst(saw.words)}, so this server becomes active`;
    case 'state-changed':
      return `${lowerFirst(saw.words)}: from ${saw.from} to ${saw.to}`;
    case 'started':
      return `switchover ${saw.version} starts as server ${saw.letter} (${saw.name}) of the pair ${saw.pair}`;
    case 'mode-set':
      return `switching mode set to ${saw.mode}${saw.by === null ? '' : ` by ${saw.by}`}`;
    case 'two-actives':
      return 'the former active server is still active: it has the lower term and must step down';
    case 'decision':
      return `the engine decides: ${lowerFirst(saw.says).replace(/\.$/, '')}`;
    case 'serving':
      return `this server is active, term ${saw.term}`;
    case 'stood-still':
      return `this server's process had stalled for ${(saw.forMs / 1000).toFixed(1)} s`;
    case 'subsystem-disconnected':
      return `the Notifier lost ${saw.subsystem === null ? 'a remote subsystem' : `the remote subsystem ${saw.subsystem}`}, which points to the network`;
    case 'took-too-long':
      return `something took too long${saw.tookMs === null ? '' : ` (${saw.tookMs / 1000} s)`}, which points to a slow server`;
    case 'thread-stopped':
      return `the ${saw.thread} thread of the Switchover service failed and stopped`;
    case 'unrecognised':
      return 'the line right before that of the switch; why-switched does not know it';
    case 'start-failed':
      return `the Switchover service did not start: ${lowerFirst(saw.words)}`;
  }
}

/** The reference explains three of the state machine's events; others are quoted as they are. */
export function eventMeaning(event: string): string {
  if (event === 'eTSDown') return 'eTSDown (the monitored module is down)';
  if (event === 'eConnectionsDown') return 'eConnectionsDown (both connections were lost)';
  if (event === 'eInternalSwitchReq') return 'eInternalSwitchReq (a switch was requested from inside the system)';
  return event;
}

/** Windows socket errors of a lost connection; our own log has words instead of codes. */
function socketCode(code: string): string {
  const names: Readonly<Record<string, string>> = {
    '10050': 'network down',
    '10051': 'network unreachable',
    '10052': 'connection reset by the network',
    '10053': 'connection aborted on this side',
    '10054': 'connection reset by the other side',
    '10060': 'connection timed out',
    '10061': 'connection refused',
    '10064': 'host down',
    '10065': 'no route to the host',
  };
  return names[code] === undefined ? code : `error ${code}, ${names[code]}`;
}

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];

function nthFailedPing(nth: number): string {
  const ordinal = ORDINALS[nth - 1];
  return ordinal === undefined ? `failed ping number ${nth}` : `${ordinal} failed ping`;
}

/** Our own log names connections, the reference numbers them. */
function nameOf(connection: string): string {
  if (/^\d+$/.test(connection)) return `connection ${connection}`;
  return `the ${connection === 'aux' ? 'auxiliary' : connection} connection`;
}

function retriesAllowed(limit: number): string {
  return `${limit} ${limit === 1 ? 'retry' : 'retries'} allowed`;
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z' ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
