/** What the lines of one switch say, gathered once so that every rule looks at the same facts. */
import type { SwitchIncident } from '../incidents.ts';
import { isSeen, type NetworkCheck, type PrimaryReason, type Seen, type Sighting } from '../observation.ts';

export interface Facts {
  /** Everything that led to the switch and the lines that mark it, in file order. */
  readonly led: readonly Sighting[];
  readonly marker: Seen<'becoming-primary'>;
  /** The reason the decision's own line gives, and the line. */
  readonly reason: PrimaryReason | null;
  /** The last event of the state machine before the switch, as the log names it. */
  readonly event: string | null;
  readonly module: string | null;
  readonly firstSymptom: Sighting | null;
  readonly modulePings: readonly Sighting[];
  readonly moduleGivenUp: Sighting | null;
  readonly verificationFailed: Sighting | null;
  readonly connectionFailures: readonly Sighting[];
  /** A line that says all connections were up when the module did not answer. */
  readonly connectionsUp: Sighting | null;
  readonly checks: ReadonlyMap<NetworkCheck, Seen<'network-check'>>;
  /** `primary reached`, `backup cut off` …: concluded by the log, else by reading R1 from its checks. Null where unknown. */
  readonly network: string | null;
  readonly reconnect: Seen<'reconnect-started'> | null;
  readonly reconnectExpired: Sighting | null;
  readonly request: Seen<'switch-requested'> | null;
  readonly serving: Sighting | null;
  /** From our own engine, whose log always says who asked and that it serves. */
  readonly own: boolean;
}

const MODULE_FAILURES = ['module-ping-failed', 'module-round-lost', 'module-given-up'] as const;
const CONNECTION_FAILURES = ['notifier-ping-failed', 'socket-failed', 'connection-lost'] as const;

export function factsOf(incident: SwitchIncident): Facts {
  const { before, marker, markers, after } = incident;
  const led = [...before, ...markers];
  const modulePings = before.filter((each) => isSeen(each, ...MODULE_FAILURES));
  const connectionFailures = before.filter((each) => isSeen(each, ...CONNECTION_FAILURES));
  const checks = new Map<NetworkCheck, Seen<'network-check'>>();
  for (const each of before) if (isSeen(each, 'network-check')) checks.set(each.saw.check, each);
  return {
    led,
    marker,
    reason: markers.find(({ saw }) => saw.reason !== null)?.saw.reason ?? null,
    event: lastEvent(before),
    module: moduleOf(before),
    firstSymptom: before.find(isFailure) ?? null,
    modulePings,
    moduleGivenUp: last(before, 'module-given-up'),
    verificationFailed: last(before, 'verification-failed'),
    connectionFailures,
    connectionsUp: before.find(saysConnectionsUp) ?? null,
    checks,
    network: networkOf(before, checks),
    reconnect: last(before, 'reconnect-started'),
    reconnectExpired: last(before, 'reconnect-expired'),
    request: last(before, 'switch-requested'),
    serving: last(after, 'serving'),
    own: marker.at.calendar === 'zoned',
  };
}

function last<K extends Sighting['saw']['kind']>(sightings: readonly Sighting[], kind: K): Seen<K> | null {
  const found = sightings.findLast((each) => isSeen(each, kind));
  return found !== undefined && isSeen(found, kind) ? found : null;
}

/** A logged failure; the sending of a ping that later fails is none. */
function isFailure(sighting: Sighting): boolean {
  return (
    isSeen(sighting, ...MODULE_FAILURES, ...CONNECTION_FAILURES, 'module-reported-down', 'verification-failed') ||
    isSeen(sighting, 'reconnect-started', 'state-changed')
  );
}

function lastEvent(before: readonly Sighting[]): string | null {
  const events = before.flatMap((each) => {
    if (isSeen(each, 'state-event', 'reconnect-expired')) return [each.saw.event];
    return isSeen(each, 'diagnosis') && each.saw.event !== null ? [each.saw.event] : [];
  });
  return events.at(-1) ?? null;
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
export function sayNetwork(facts: Facts): string | null {
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
  return parts.length === 0 ? (facts.network ?? verdict) : `${verdict}: ${parts.join(', ')}`;
}
