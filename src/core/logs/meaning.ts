/** What a recognised line means, in one sentence for the operator. Nothing here guesses: a sentence says what is logged. */
import type { NetworkCheck, Observation, PingFailure, Sighting } from './observation.ts';

const FAILED: Readonly<Record<PingFailure, string>> = {
  rejected: 'was rejected',
  'timed-out': 'timed out',
  lost: 'was lost with the connection',
};

const CHECKED: Readonly<Record<NetworkCheck, string>> = {
  link: "this server's network link",
  gateway: "this server's gateway",
  'net-test': 'the NetTest address',
  primary: "the primary's server",
};

export function meaningOf(sighting: Sighting): string {
  const rule = sighting.rule === null ? '' : ` (engine rule ${sighting.rule})`;
  return `${sentence(sighting.saw)}${rule}`;
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
      return `the ping to the Notifier on the ${saw.connection} connection ${FAILED[saw.how]}: failure ${saw.failures} of ${saw.limit}`;
    case 'socket-failed':
      return `the connection ${saw.connection} to the primary's Notifier broke: ${socketCode(saw.code)}`;
    case 'connection-lost':
      return saw.connection === null
        ? "a connection to the primary's Notifier is lost"
        : `the ${saw.connection} connection to the primary's Notifier is lost`;
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
      return `a ping is sent to ${module}${saw.timeoutMs === null ? '' : `, to be answered within ${saw.timeoutMs / 1000} s`}`;
    case 'module-ping-failed': {
      const how = saw.how === null ? 'failed' : FAILED[saw.how];
      return `the ping to ${module} ${how}: failure ${saw.failures}${saw.limit === null ? '' : ` of ${saw.limit}`}`;
    }
    case 'module-retry-scheduled':
      return `the next ping follows after ${saw.delayMs / 1000} s`;
    case 'module-round-lost':
      return `round lost on the ${saw.connection} connection: ${saw.limit} pings to ${module} failed; the other connection is tried`;
    case 'module-given-up':
      return `the last allowed ping to ${module} failed${saw.limit === null ? '' : ` (limit ${saw.limit})`}: it is taken to be down`;
    case 'module-ping-answered':
      return `${module} answered a ping`;
    case 'module-restarted':
      return `${module} answered under a new process id: restarted ${saw.inARow} times in a row, ${saw.inPeriod} times within the period`;
    case 'module-reported-down':
      return `the module monitor reports ${module} down; ${saw.connections}`;
    case 'verification-started':
      return `the primary monitor verifies: up to ${saw.pings} more pings to ${module} on the ${saw.connection} connection`;
    case 'verification-failed':
      return saw.pings === null
        ? `the verification failed: ${module} is down for the primary monitor too`
        : `no answer to the ${saw.pings} pings of the verification`;
    case 'verification-answered':
      return `${module} answered the verification: it is not down`;
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
      return `${CHECKED[saw.check]} could not be checked, so nothing is known of it`;
    case 'off':
      return saw.check === 'gateway'
        ? 'the gateway ping is disabled: not asked'
        : 'no NetTest address is configured: not asked';
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
  'switching-to-primary-mode': 'the backup becomes primary',
  'switch-initiated': 'the switch begins',
  'initiating-connections-switch': 'the connections are switched over',
  'initiating-switch': 'the switch begins',
} as const;

function ofState(saw: OfState): string {
  switch (saw.kind) {
    case 'reconnect-started':
      return `the backup tries to reconnect for ${saw.limitMs / 1000} s`;
    case 'reconnect-expired':
      return 'the time to reconnect is over';
    case 'ping-sets-left':
      return `the time to reconnect is over, and the primary's server is pinged ${saw.left} more times before a switch`;
    case 'held-back':
      return `no switch: ${saw.words}`;
    case 'reconnected':
      return 'the connections are back: no switch';
    case 'state-event':
      return `state ${saw.state} gets the event ${eventMeaning(saw.event)}`;
    case 'switch-requested':
      return `${saw.by} asked for ${saw.immediate ? 'an immediate' : 'a controlled'} switch (transaction ${saw.transaction})`;
    case 'switch-reason':
      return `${saw.by} gave the reason: ${saw.words}`;
    case 'switch-given-up':
      return `the switch ${saw.transaction} was given up: ${saw.why}`;
    case 'takeover-refused':
      return `the fence hook refused, so this server did not take over: ${saw.why}`;
    case 'cause-named':
      return `the service names the cause: ${lowerFirst(saw.words)}`;
    case 'becoming-primary':
      return saw.words === ''
        ? PHRASES[saw.phrase]
        : `${PHRASES[saw.phrase]}: ${lowerFirst(saw.words)}, so this server becomes primary`;
    case 'state-changed':
      return `${lowerFirst(saw.words)}: from ${saw.from} to ${saw.to}`;
    case 'started':
      return `switchover ${saw.version} starts as server ${saw.letter} (${saw.name}) of the pair ${saw.pair}`;
    case 'mode-set':
      return `switching is ${saw.mode} from here on${saw.by === null ? '' : `, set by ${saw.by}`}`;
    case 'two-actives':
      return 'the former active server is still active: it has the lower term and has to give way';
    case 'decision':
      return `the engine decides: ${lowerFirst(saw.says).replace(/\.$/, '')}`;
    case 'serving':
      return `this server serves as the active one, term ${saw.term}`;
    case 'stood-still':
      return `this server's process had stood still for ${(saw.forMs / 1000).toFixed(1)} s`;
    case 'subsystem-disconnected':
      return `the Notifier lost ${saw.subsystem === null ? 'a remote subsystem' : `the remote subsystem ${saw.subsystem}`}: points to the network`;
    case 'took-too-long':
      return `something took too long${saw.tookMs === null ? '' : ` (${saw.tookMs / 1000} s)`}: points to a slow server`;
    case 'thread-stopped':
      return `the thread ${saw.thread} of the Switchover service stopped by a fault`;
    case 'start-failed':
      return `the Switchover service did not start: ${lowerFirst(saw.words)}`;
  }
}

/** The reference names three of the state machine's events; others are quoted. */
export function eventMeaning(event: string): string {
  if (event === 'eTSDown') return 'eTSDown: the monitored module is down';
  if (event === 'eConnectionsDown') return 'eConnectionsDown: both connections are lost';
  if (event === 'eInternalSwitchReq') return 'eInternalSwitchReq: a switch was requested from inside the system';
  return event;
}

/** Windows socket errors that a lost connection brings; ours are words already. */
function socketCode(code: string): string {
  const names: Readonly<Record<string, string>> = {
    '10050': 'network down',
    '10051': 'network unreachable',
    '10052': 'connection reset by the network',
    '10053': 'connection aborted on this side',
    '10054': 'connection reset by the other side',
    '10060': 'no answer in time',
    '10061': 'connection refused',
    '10064': 'host down',
    '10065': 'no route to the host',
  };
  return names[code] === undefined ? code : `error ${code}, ${names[code]}`;
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z' ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
