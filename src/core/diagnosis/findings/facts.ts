/** What the lines of one switch say, collected once so that every rule uses the same facts. */

import { isFailure } from '../failures.ts';
import { CONNECTION_SYMPTOMS, OUT_OF_ORDER_MS } from '../incident-grouping.ts';
import type { SwitchIncident } from '../incidents.ts';
import {
  type Cause,
  isSeen,
  type LogEvent,
  type NetworkCheck,
  PING_FAILURES,
  type PrimaryReason,
  type Seen,
} from '../observation.ts';
import type { Afterwards } from './afterwards.ts';
import { NOTHING_AFTERWARDS } from './afterwards.ts';
import { NO_PEER_CORRELATION, type PeerCorrelation } from './peer-correlation.ts';

export interface Facts {
  /** Everything that led to the switch and the lines that mark it, in file order. */
  readonly led: readonly LogEvent[];
  readonly marker: Seen<'becoming-primary'>;
  /** The reason given by the line of the decision; also null if its wording is unknown. */
  readonly reason: Exclude<PrimaryReason, 'unknown'> | null;
  /** The wording of the decision, if it gives an unknown reason. */
  readonly unknownReason: string | null;
  /** The state machine event that led to the switch, or the cause named before it, as logged. */
  readonly event: string | null;
  /** The cause that this event stands for; null if its name does not say. */
  readonly eventCause: Cause | null;
  /** The decision of our own engine behind this switch, with its thresholds. */
  readonly decision: Seen<'decision'> | null;
  readonly module: string | null;
  readonly firstSymptom: LogEvent | null;
  readonly modulePings: readonly LogEvent[];
  readonly moduleGivenUp: LogEvent | null;
  readonly moduleRestarted: Seen<'module-restarted'> | null;
  readonly verificationFailed: LogEvent | null;
  readonly connectionFailures: readonly LogEvent[];
  /** A line that says all connections were up when the module did not answer. */
  readonly connectionsUp: LogEvent | null;
  readonly checks: ReadonlyMap<NetworkCheck, Seen<'network-check'>>;
  /**
   * `primary reached`, `backup cut off` …: as logged, otherwise inferred from the checks (reading R1). Null if unknown.
   */
  readonly network: string | null;
  readonly reconnect: Seen<'reconnect-started'> | null;
  readonly reconnectExpired: LogEvent | null;
  readonly pingSets: Seen<'ping-sets-left'> | null;
  /** The line right before the switch, if no format knows it. */
  readonly unknownLine: LogEvent | null;
  readonly request: Seen<'switch-requested'> | null;
  readonly serving: LogEvent | null;
  /** From our own engine, whose log always says who requested a switch and when the server is active. */
  readonly own: boolean;
  /** What contradicts the logged reason, in words; null if nothing does. */
  readonly contradiction: string | null;
  /** What the logs of the other server say about that time. */
  readonly other: PeerCorrelation;
  /** What the logs say about both servers after the switch. */
  readonly afterwards: Afterwards;
}

/** An event is handled immediately; an older one led to something else. */
const EVENT_MS = 5_000;

export function factsOf(
  incident: SwitchIncident,
  other: PeerCorrelation = NO_PEER_CORRELATION,
  afterwards: Afterwards = NOTHING_AFTERWARDS,
): Facts {
  const { before, marker, markers, after } = incident;
  const modulePings = before.filter((each) => isSeen(each, ...PING_FAILURES));
  const connectionFailures = before.filter((each) => isSeen(each, ...CONNECTION_SYMPTOMS));
  const checks = new Map<NetworkCheck, Seen<'network-check'>>();
  for (const each of before) if (isSeen(each, 'network-check')) checks.set(each.saw.check, each);
  const stated = markers.find(({ saw }) => saw.reason !== null)?.saw ?? null;
  const reason = stated === null || stated.reason === 'unknown' ? null : stated.reason;
  const event = eventOf(incident);
  const connectionsUp = before.find(saysConnectionsUp) ?? null;
  return {
    led: [...before, ...markers],
    marker,
    reason,
    unknownReason: stated?.reason === 'unknown' ? stated.words : null,
    event: event?.event ?? null,
    eventCause: event?.cause ?? null,
    decision: decisionOf(incident),
    module: moduleOf(before),
    firstSymptom: before.find(isFailure) ?? null,
    modulePings,
    moduleGivenUp: last(before, 'module-given-up'),
    moduleRestarted: last(before, 'module-restarted'),
    verificationFailed: last(before, 'verification-failed'),
    connectionFailures,
    connectionsUp,
    checks,
    network: networkOf(before, checks),
    reconnect: last(before, 'reconnect-started'),
    reconnectExpired: last(before, 'reconnect-expired'),
    pingSets: last(before, 'ping-sets-left'),
    unknownLine: markers.find(({ rightBefore }) => rightBefore !== undefined)?.rightBefore ?? null,
    request: last(before, 'switch-requested'),
    serving: last(after, 'serving'),
    own: markers.some(({ rule }) => rule !== null),
    contradiction:
      eventContradicts(reason, event, marker) ??
      connectionsContradict(reason ?? event?.cause ?? null, connectionFailures, connectionsUp),
    other,
    afterwards,
  };
}

function last<K extends LogEvent['saw']['kind']>(logEvents: readonly LogEvent[], kind: K): Seen<K> | null {
  const found = logEvents.findLast((each) => isSeen(each, kind));
  return found !== undefined && isSeen(found, kind) ? found : null;
}

// --- the event, and what contradicts it ------------------------------------------------------------------------

interface EventSeen {
  readonly event: string;
  readonly cause: Cause | null;
  readonly by: LogEvent;
}

function eventOf({ before, after, marker }: SwitchIncident): EventSeen | null {
  const near = before.filter(({ at }) => marker.at.ms - at.ms <= EVENT_MS).flatMap(eventIn);
  const late = after.filter(({ at }) => at.ms - marker.at.ms <= OUT_OF_ORDER_MS).flatMap(eventIn);
  return near.at(-1) ?? late[0] ?? null;
}

function eventIn(by: LogEvent): EventSeen[] {
  if (isSeen(by, 'cause-named')) return [{ event: by.saw.words, cause: by.saw.cause, by }];
  if (isSeen(by, 'state-event', 'reconnect-expired'))
    return [{ event: by.saw.event, cause: causeOfEvent(by.saw.event), by }];
  return isSeen(by, 'diagnosis') && by.saw.event !== null
    ? [{ event: by.saw.event, cause: causeOfEvent(by.saw.event), by }]
    : [];
}

const EVENT_CAUSES: Readonly<Record<string, Cause>> = {
  eTSDown: 'module-down',
  eModuleDown: 'module-down',
  eIPDown: 'module-down',
  eConnectionsDown: 'notifier-connection-lost',
  eNotifierDown: 'notifier-connection-lost',
  ePrimaryUnreachable: 'primary-unreachable',
  eInternalSwitchReq: 'manual',
  eExternalSwitchReq: 'manual',
};

function causeOfEvent(event: string): Cause | null {
  return EVENT_CAUSES[event] ?? null;
}

const FAMILIES: Readonly<Partial<Record<PrimaryReason, 'module' | 'connections' | 'request'>>> = {
  'module-down': 'module',
  'module-restarting': 'module',
  'notifier-connection-lost': 'connections',
  'primary-unreachable': 'connections',
  'primary-stopped': 'connections',
  'primary-gave-up': 'connections',
  manual: 'request',
};

function eventContradicts(reason: PrimaryReason | null, event: EventSeen | null, marker: LogEvent): string | null {
  const said = reason === null ? undefined : FAMILIES[reason];
  const meant = event === null || event.cause === null ? undefined : FAMILIES[event.cause];
  if (event === null || said === undefined || meant === undefined || said === meant) return null;
  // Somebody requests a switch, and our engine then logs why it goes ahead.
  if (meant === 'request' || said === 'request') return null;
  return `line ${marker.line} gives one reason, and the event before it (${event.event}, line ${event.by.line}) gives another`;
}

/**
 * A module cannot answer over a connection that is down, so if both failed, one failure may just follow from the other.
 */
function connectionsContradict(
  cause: PrimaryReason | null,
  failures: readonly LogEvent[],
  up: LogEvent | null,
): string | null {
  const [first] = failures;
  if (cause !== 'module-down' || first === undefined || up !== null) return null;
  return `a connection to the active server failed too (line ${first.line}), and a module cannot answer over a connection that is down`;
}

// --- single facts -------------------------------------------------------------------------------------------------

/** The engine's decision that belongs to the marker: same rule, same time. */
function decisionOf({ before, marker }: SwitchIncident): Seen<'decision'> | null {
  const found = before.findLast(
    (each) =>
      isSeen(each, 'decision') && each.rule !== null && each.rule === marker.rule && each.at.ms === marker.at.ms,
  );
  return found !== undefined && isSeen(found, 'decision') ? found : null;
}

function moduleOf(before: readonly LogEvent[]): string | null {
  for (const { saw } of before.toReversed()) if ('module' in saw && saw.module !== null) return saw.module;
  return null;
}

function saysConnectionsUp(logEvent: LogEvent): boolean {
  if (!isSeen(logEvent, 'module-reported-down', 'diagnosis')) return false;
  return /\b(?:both|all) connections (?:are )?up\b/.test(logEvent.saw.connections);
}

function networkOf(
  before: readonly LogEvent[],
  checks: ReadonlyMap<NetworkCheck, Seen<'network-check'>>,
): string | null {
  const said = before.findLast((each) => isSeen(each, 'diagnosis') && each.saw.network !== null);
  if (said !== undefined && isSeen(said, 'diagnosis')) return said.saw.network === 'unknown' ? null : said.saw.network;
  const result = (check: NetworkCheck): string | null => checks.get(check)?.saw.result ?? null;
  if (result('primary') === 'reached') return 'primary reached';
  if (result('link') === 'unreachable' || result('gateway') === 'unreachable') return 'backup cut off';
  if (result('net-test') === 'unreachable') return 'path or site lost';
  return result('primary') === 'unreachable' ? 'primary unreachable' : null;
}

/** The network in one line: the conclusion and each check behind it. Null if the log says nothing about it. */
export function sayNetwork(facts: Pick<Facts, 'network' | 'checks'>): string | null {
  if (facts.network === null && facts.checks.size === 0) return null;
  const parts: string[] = [];
  for (const [check, { saw }] of facts.checks) {
    const name = { link: 'link', gateway: 'gateway', 'net-test': 'NetTest', primary: 'primary' }[check];
    if (saw.result === 'off') parts.push(check === 'gateway' ? 'gateway ping disabled' : `no ${name} configured`);
    else if (check === 'link')
      parts.push({ reached: 'link up', unreachable: 'link down', unknown: 'link unknown' }[saw.result]);
    else parts.push(`${name} ${saw.result}`);
  }
  const verdict = facts.network === 'primary reached' ? 'healthy' : (facts.network ?? 'unknown');
  return parts.length === 0 || (parts.length === 1 && parts[0] === verdict)
    ? verdict
    : `${verdict}: ${parts.join(', ')}`;
}
