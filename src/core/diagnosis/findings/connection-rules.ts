/**
 * Findings on lost connections (reference: "Loss of Connection to Notifier", "How the Primary Monitor Determines the
 * Status of the Network and the Connection"; readings R1, R3, R4, R10). Without the primary's own log, none of them can
 * tell a dead primary from a cut network path, and each of them says so.
 */
import { timeOfDay } from '../moment.ts';
import { isSeen, type LogEvent } from '../observation.ts';
import type { Facts } from './facts.ts';
import type { CauseRule } from './finding.ts';
import { pointsTo } from './peer-correlation.ts';
import { around, bringBack, formerActive, itsLog, onlyOneActive, TWO_MAY_BE_ACTIVE } from './places.ts';

const byEngine = (): 'engine' => 'engine';

/** Empty if later lines show that one of the two is no longer active. */
function two(facts: Facts, link = ', so'): string {
  return facts.afterwards.settled === null ? `${link} ${TWO_MAY_BE_ACTIVE}` : '';
}

/** Whether the active server was still running, unless its own log shows it. */
function primaryUnknown(facts: Facts, unknown: string): readonly string[] {
  const { activeServer } = facts.other;
  if (activeServer === 'died') return [];
  if (activeServer === null) return [unknown];
  return facts.afterwards.settled === null
    ? [`whether the former active server, which kept running, has stepped down${two(facts, '; if it has not,')}`]
    : [];
}

function lostMissing(facts: Facts): readonly string[] {
  const state =
    facts.network === 'primary reached'
      ? `whether the active server was still running: its machine answered a ping, so the network path was not cut, but its Notifier died, hung or refused connections${two(facts)}; check the former active server itself`
      : `whether the active server died or only the network path to it was cut: both look the same from here${two(facts)}; check the former active server itself`;
  return [
    ...(facts.contradiction === null ? [] : [`what the decision is based on: ${facts.contradiction}`]),
    ...primaryUnknown(facts, state),
    ...(facts.own && facts.other.ownLog === null
      ? [`what the active server itself saw: see its own log around ${around(facts)}`]
      : []),
    ...(facts.other.notifierLog === null && !facts.own
      ? [`what the active server's Notifier did: see its Notifier log around ${around(facts)}`]
      : []),
    ...(facts.network === null ? ['whether the network was healthy: this log has no network check results'] : []),
  ];
}

function lostNext(facts: Facts): readonly string[] {
  const points = pointsTo(facts.other);
  const notifier = facts.other.notifierLog;
  const looked = {
    network: `check the network between the two servers: the active server's logs around ${around(facts)} point to it`,
    server:
      serverFailed(facts) ??
      `check the load on ${formerActive(facts)} around ${around(facts)}: its logs point to the server, not to the network`,
  };
  return [
    ...onlyOneActive(facts),
    ...(isFalseAlarm(facts)
      ? [
          `the backup itself had network trouble (${facts.network}): enable its network checks, so that it does not switch in that case`,
        ]
      : []),
    points !== null
      ? looked[points]
      : facts.own
        ? `read ${itsLog(facts)} around ${around(facts)}: if that server lost its connections too, the network path was cut; if the log breaks off, or says that the process was stalled, the server failed`
        : `read ${notifier ?? "the active server's Notifier log"} around ${around(facts)}: disconnecting remote subsystems point to the network, requests that took too long point to the server`,
    ...(facts.other.activeServer === 'died' || wasRefused(facts)
      ? []
      : ['if short interruptions are normal here, increase Switchover Reconnect Timeout']),
    ...bringBack(facts),
  ];
}

/** Codes with which a running machine closes or refuses a connection itself: a dead or unreachable one sends nothing. */
const ANSWERED_CODES: ReadonlySet<string> = new Set(['ECONNREFUSED', '10061', 'ECONNRESET', '10054', 'CLOSED']);

/** The first line that shows the machine of the active server refusing or closing a connection; null if none does. */
export function refusal({ led }: Pick<Facts, 'led'>): LogEvent | null {
  const refused = led.find(
    (each) =>
      (isSeen(each, 'socket-failed') && ANSWERED_CODES.has(each.saw.code)) ||
      (isSeen(each, 'notifier-ping-failed', 'module-ping-failed', 'module-given-up') && each.saw.how === 'rejected'),
  );
  return refused ?? null;
}

/** Every failed ping to the Notifier was rejected: waiting longer does not help. */
function wasRefused({ connectionFailures }: Facts): boolean {
  const pings = connectionFailures.filter((each) => isSeen(each, 'notifier-ping-failed'));
  return pings.length > 0 && pings.every(({ saw }) => 'how' in saw && saw.how === 'rejected');
}

function serverFailed(facts: Facts): string | null {
  switch (facts.other.activeServer) {
    case 'died':
      return `find out why ${formerActive(facts)} died around ${around(facts)}: check its system log for the process, memory and power`;
    case 'hung':
      return `find out why ${formerActive(facts)} stalled around ${around(facts)}: it may have run out of memory, its disk may have hung, or its virtual machine may have been paused or migrated`;
    default:
      return null;
  }
}

/** It switched although its own network was the problem: what it saw says nothing about the primary. */
function isFalseAlarm({ network }: Facts): boolean {
  return network === 'backup cut off' || network === 'path or site lost';
}

const LOST_PARAMETERS = ['Switchover Reconnect Timeout', 'Switchover Notifier Reconnect Delay'] as const;

function lostParameters(facts: Facts): readonly string[] {
  const pinged = facts.connectionFailures.some(({ saw }) => saw.kind === 'notifier-ping-failed');
  const monitor = ['Switchover Primary Monitor Timeout', 'Switchover Primary Monitor Retry Count'];
  const checks = ['Switchover Disable Gateway Ping', 'Switchover NetTest A', 'Switchover NetTest B'];
  return [...LOST_PARAMETERS, ...(pinged ? monitor : []), ...(isFalseAlarm(facts) ? checks : [])];
}

function statesLost({ reason, eventCause }: Facts): boolean {
  return reason === 'notifier-connection-lost' || (reason === null && eventCause === 'notifier-connection-lost');
}

function sayRefusal(facts: Facts): readonly string[] {
  const by = refusal(facts);
  return by === null
    ? []
    : [
        `whether only its process ended: ${formerActive(facts)} was running when it closed or refused a connection itself (${timeOfDay(by.at).slice(0, 8)}); something may be blocking pings (ICMP) to it`,
      ];
}

export const PRIMARY_UNREACHABLE: CauseRule = {
  number: 4,
  cause: 'primary-unreachable',
  needs:
    "the decision says that the primary's server is unreachable, or that the connections are lost while the last network check found that server unreachable",
  means: "Both the connections and the pings to the active server failed, while this server's own network was healthy.",
  confidence: (f) => {
    const stated = f.reason === 'primary-unreachable' || (f.reason === null && f.eventCause === 'primary-unreachable');
    const shown = f.network === 'primary unreachable';
    // It was there to refuse connections, so that pings alone cannot prove the opposite.
    if (stated && refusal(f) !== null) return 'likely';
    // The log then states only the lost connection; the check may be older than the decision.
    if (!stated) return statesLost(f) && shown ? 'likely' : null;
    return shown || f.connectionFailures.length > 0 ? 'certain' : 'likely';
  },
  initiator: byEngine,
  missing: (f) => [
    ...(f.contradiction === null ? [] : [`what the decision is based on: ${f.contradiction}`]),
    ...sayRefusal(f),
    ...primaryUnknown(
      f,
      `whether the active server is down or only unreachable from here${two(f, '; if it is only unreachable,')}; check that server itself`,
    ),
  ],
  parameters: () => [
    'Switchover Unreachable Primary Ping Count',
    'Switchover Unreachable Primary Ping Delay',
    ...LOST_PARAMETERS,
  ],
  next: (f) => [
    ...onlyOneActive(f),
    refusal(f) === null
      ? `check ${formerActive(f)} itself, its power and its network`
      : `check the process on ${formerActive(f)} first, then why its machine did not answer pings: a firewall may block ICMP`,
    ...bringBack(f),
  ],
};

export const CONNECTION_LOST_STATED: CauseRule = {
  number: 5,
  cause: 'notifier-connection-lost',
  needs: 'the decision, or the event right before it, says that the connections to the primary are lost',
  means: "Both connections to the active server's Notifier were lost and were not restored in time.",
  confidence: (f) => {
    if (!statesLost(f)) return null;
    return f.connectionFailures.length > 0 || f.reconnectExpired !== null ? 'certain' : 'likely';
  },
  initiator: byEngine,
  missing: lostMissing,
  parameters: lostParameters,
  next: lostNext,
};

export const CONNECTION_LOST_SHOWN: CauseRule = {
  number: 9,
  cause: 'notifier-connection-lost',
  needs: 'no reason is stated; shortly before, connections were lost or the reconnect timeout expired',
  means: 'The last thing logged before the switch is a lost connection.',
  confidence: (f) => {
    if (f.reason !== null || (f.connectionFailures.length === 0 && f.reconnect === null)) return null;
    return f.reconnectExpired !== null ? 'likely' : 'possible';
  },
  initiator: byEngine,
  missing: (f) => ['which line states the reason for the switch: it is not in this log', ...lostMissing(f)],
  parameters: lostParameters,
  next: lostNext,
};
