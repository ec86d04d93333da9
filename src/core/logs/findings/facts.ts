/** What the lines of one switch say, gathered once so that every rule looks at the same facts. */
import { CONNECTION_SYMPTOMS, OUT_OF_ORDER_MS } from '../belonging.ts';
import { isFailure, PING_FAILURES } from '../failures.ts';
import type { SwitchIncident } from '../incidents.ts';
import { type Cause, isSeen, type NetworkCheck, type PrimaryReason, type Seen, type Sighting } from '../observation.ts';
import type { Afterwards } from './afterwards.ts';
import { NOTHING_AFTERWARDS } from './afterwards.ts';
import { NO_OTHER_SIDE, type OtherSide } from './other-side.ts';

export interface Facts {
  /** Everything that led to the switch and the lines that mark it, in file order. */
  readonly led: readonly Sighting[];
  readonly marker: Seen<'becoming-primary'>;
  /** The reason the decision's own line gives; null also where its words are not known. */
  readonly reason: Exclude<PrimaryReason, 'unknown'> | null;
  /** The decision's own words, where they give a reason that is not known. */
  readonly unknownReason: string | null;
  /** The event of the state machine that the switch answers, or the cause that is named before it, as the log has it. */
  readonly event: string | null;
  /** What that event says the cause is; null where its name tells nothing. */
  readonly eventCause: Cause | null;
  /** The decision of our own engine that this switch is, with its thresholds. */
  readonly decision: Seen<'decision'> | null;
  readonly module: string | null;
  readonly firstSymptom: Sighting | null;
  readonly modulePings: readonly Sighting[];
  readonly moduleGivenUp: Sighting | null;
  readonly moduleRestarted: Seen<'module-restarted'> | null;
  readonly verificationFailed: Sighting | null;
  readonly connectionFailures: readonly Sighting[];
  /** A line that says all connections were up when the module did not answer. */
  readonly connectionsUp: Sighting | null;
  readonly checks: ReadonlyMap<NetworkCheck, Seen<'network-check'>>;
  /** `primary reached`, `backup cut off` …: concluded by the log, else by reading R1 from its checks. Null where unknown. */
  readonly network: string | null;
  readonly reconnect: Seen<'reconnect-started'> | null;
  readonly reconnectExpired: Sighting | null;
  readonly pingSets: Seen<'ping-sets-left'> | null;
  readonly request: Seen<'switch-requested'> | null;
  readonly serving: Sighting | null;
  /** From our own engine, whose log always says who asked and that it serves. */
  readonly own: boolean;
  /** What speaks against the reason that the log gives, in words; null where nothing does. */
  readonly contradiction: string | null;
  /** What the logs of the other server say of that time. */
  readonly other: OtherSide;
  /** What the logs say of both servers after the switch. */
  readonly afterwards: Afterwards;
}

/** An event is handled at once; one that is older than this led elsewhere. */
const EVENT_MS = 5_000;

export function factsOf(
  incident: SwitchIncident,
  other: OtherSide = NO_OTHER_SIDE,
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

function last<K extends Sighting['saw']['kind']>(sightings: readonly Sighting[], kind: K): Seen<K> | null {
  const found = sightings.findLast((each) => isSeen(each, kind));
  return found !== undefined && isSeen(found, kind) ? found : null;
}

// --- the event, and what speaks against it ------------------------------------------------------------------------

interface EventSeen {
  readonly event: string;
  readonly cause: Cause | null;
  readonly by: Sighting;
}

function eventOf({ before, after, marker }: SwitchIncident): EventSeen | null {
  const near = before.filter(({ at }) => marker.at.ms - at.ms <= EVENT_MS).flatMap(eventIn);
  const late = after.filter(({ at }) => at.ms - marker.at.ms <= OUT_OF_ORDER_MS).flatMap(eventIn);
  return near.at(-1) ?? late[0] ?? null;
}

function eventIn(by: Sighting): EventSeen[] {
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

function eventContradicts(reason: PrimaryReason | null, event: EventSeen | null, marker: Sighting): string | null {
  const said = reason === null ? undefined : FAMILIES[reason];
  const meant = event === null || event.cause === null ? undefined : FAMILIES[event.cause];
  if (event === null || said === undefined || meant === undefined || said === meant) return null;
  // Somebody asks for a switch, and our engine then says why it goes ahead.
  if (meant === 'request' || said === 'request') return null;
  return `line ${marker.line} gives one reason, and the event before it (line ${event.by.line}, ${event.event}) another`;
}

/** A module cannot answer over connections that are down, so where both failed the one may only follow from the other. */
function connectionsContradict(
  cause: PrimaryReason | null,
  failures: readonly Sighting[],
  up: Sighting | null,
): string | null {
  const [first] = failures;
  if (cause !== 'module-down' || first === undefined || up !== null) return null;
  return `a connection to the primary failed as well (line ${first.line}), and over a connection that is down no module can answer`;
}

// --- single facts -------------------------------------------------------------------------------------------------

/** The engine's decision that the marker belongs to: the same rule, at the same time. */
function decisionOf({ before, marker }: SwitchIncident): Seen<'decision'> | null {
  const found = before.findLast(
    (each) =>
      isSeen(each, 'decision') && each.rule !== null && each.rule === marker.rule && each.at.ms === marker.at.ms,
  );
  return found !== undefined && isSeen(found, 'decision') ? found : null;
}

function moduleOf(before: readonly Sighting[]): string | null {
  for (const { saw } of before.toReversed()) if ('module' in saw && saw.module !== null) return saw.module;
  return null;
}

function saysConnectionsUp(sighting: Sighting): boolean {
  if (!isSeen(sighting, 'module-reported-down', 'diagnosis')) return false;
  return /\b(?:both|all) connections are up\b/.test(sighting.saw.connections);
}

function networkOf(
  before: readonly Sighting[],
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

/** The network in one line: the conclusion, and each check it rests on. Null where the log says nothing of it. */
export function sayNetwork(facts: Pick<Facts, 'network' | 'checks'>): string | null {
  if (facts.network === null && facts.checks.size === 0) return null;
  const parts: string[] = [];
  for (const [check, { saw }] of facts.checks) {
    const name = { link: 'link', gateway: 'gateway', 'net-test': 'NetTest', primary: 'primary' }[check];
    if (saw.result === 'off') parts.push(check === 'gateway' ? 'gateway ping disabled' : `no ${name} configured`);
    else if (check === 'link')
      parts.push({ reached: 'link up', unreachable: 'link down', unknown: 'link unknown' }[saw.result]);
    else parts.push(`${name} ${saw.result === 'unknown' ? 'not known' : saw.result}`);
  }
  const verdict = facts.network === 'primary reached' ? 'good' : (facts.network ?? 'not known');
  return parts.length === 0 || (parts.length === 1 && parts[0] === verdict)
    ? verdict
    : `${verdict}: ${parts.join(', ')}`;
}
