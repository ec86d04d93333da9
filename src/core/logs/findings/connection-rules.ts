/**
 * Findings on lost connections (reference: "Loss of Connection to Notifier", "How the Primary Monitor Determines the
 * Status of the Network and the Connection"; readings R1, R3, R4, R10). None of them can tell a dead primary from a cut
 * line without the primary's own log, and each says so.
 */
import type { Facts } from './facts.ts';
import type { CauseRule } from './finding.ts';
import { pointsTo } from './other-side.ts';
import { around, bringBack, formerActive, onlyOneActive, TWO_MAY_BE_ACTIVE } from './places.ts';

const byEngine = (): 'engine' => 'engine';

/** Empty where later lines show that one of the two is not active any more. */
function two(facts: Facts): string {
  return facts.afterwards.settled === null ? `, so ${TWO_MAY_BE_ACTIVE}` : '';
}

/** Whether the primary ran, as far as nothing shows it. */
function primaryUnknown(facts: Facts, unknown: string): readonly string[] {
  const { activeServer } = facts.other;
  if (activeServer === 'died') return [];
  if (activeServer === null) return [unknown];
  return facts.afterwards.settled === null ? [`whether the primary, which runs on, has given way${two(facts)}`] : [];
}

function lostMissing(facts: Facts): readonly string[] {
  const state =
    facts.network === 'primary reached'
      ? `whether the primary still ran: its server answered a ping, so the line to it was not cut, and its Notifier died, hung or refused${two(facts)}; see the former active server itself`
      : `whether the primary died or only the line to it was cut: a lost connection cannot tell${two(facts)}; see the former active server itself`;
  return [
    ...(facts.contradiction === null ? [] : [`what the decision rests on: ${facts.contradiction}`]),
    ...primaryUnknown(facts, state),
    ...(facts.own && facts.other.ownLog === null
      ? [`what the active server itself saw: its own log around ${around(facts)}`]
      : []),
    ...(facts.other.notifierLog === null && !facts.own
      ? [`what the active server's Notifier did: its Notifier log around ${around(facts)}`]
      : []),
    ...(facts.network === null ? ['whether the network was good: this log has no result of the network checks'] : []),
  ];
}

function lostNext(facts: Facts): readonly string[] {
  const points = pointsTo(facts.other);
  const notifier = facts.other.notifierLog;
  const looked = {
    network: `look at the network between the two servers: the active server's logs around ${around(facts)} point there`,
    server:
      serverFailed(facts) ??
      `look at the load of ${formerActive(facts)} around ${around(facts)}: its logs point to the server, not to the network`,
  };
  return [
    ...onlyOneActive(facts),
    ...(isFalseAlarm(facts)
      ? [
          `the backup was off the network itself (${facts.network}): enable its network checks, so that it does not switch then`,
        ]
      : []),
    points !== null
      ? looked[points]
      : facts.own
        ? `read ${facts.other.ownLog ?? "the former active server's own log (logs/switchover.log)"} around ${around(facts)}: if it lost its connections too, the line was cut; if it breaks off, or says that it stood still, the server failed`
        : `read ${notifier ?? "the active server's Notifier log"} around ${around(facts)}: remote subsystems disconnecting point to the network, requests that took too long to the server`,
    ...(facts.other.activeServer === 'died'
      ? []
      : ['if short interruptions are usual here, give more time with Switchover Reconnect Timeout']),
    ...bringBack(facts),
  ];
}

function serverFailed(facts: Facts): string | null {
  switch (facts.other.activeServer) {
    case 'died':
      return `find out why ${formerActive(facts)} died around ${around(facts)}: what its system's log says of the process, of memory and of power`;
    case 'hung':
      return `find out why ${formerActive(facts)} stood still around ${around(facts)}: memory that ran out, a disk that hung, a virtual machine that was paused or moved`;
    default:
      return null;
  }
}

/** It switched although its own network was the trouble: what it saw says nothing of the primary. */
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

export const PRIMARY_UNREACHABLE: CauseRule = {
  number: 4,
  cause: 'primary-unreachable',
  needs:
    "the decision says that the primary's server is unreachable, or that the connections are lost while the last network check found it so",
  means: "Connections to the primary and pings to its server failed, while this server's own network was good.",
  confidence: (f) => {
    const stated = f.reason === 'primary-unreachable' || (f.reason === null && f.eventCause === 'primary-unreachable');
    const shown = f.network === 'primary unreachable';
    // What is stated then is the lost connection; the check may be older than the decision.
    if (!stated) return statesLost(f) && shown ? 'likely' : null;
    return shown || f.connectionFailures.length > 0 ? 'certain' : 'likely';
  },
  initiator: byEngine,
  missing: (f) => [
    ...(f.contradiction === null ? [] : [`what the decision rests on: ${f.contradiction}`]),
    ...primaryUnknown(
      f,
      `whether the primary's server is down or only out of reach from here${two(f)}; see that server itself`,
    ),
  ],
  parameters: () => [
    'Switchover Unreachable Primary Ping Count',
    'Switchover Unreachable Primary Ping Delay',
    ...LOST_PARAMETERS,
  ],
  next: (f) => [...onlyOneActive(f), `look at ${formerActive(f)} itself, its power and its network`, ...bringBack(f)],
};

export const CONNECTION_LOST_STATED: CauseRule = {
  number: 5,
  cause: 'notifier-connection-lost',
  needs: 'the decision, or the event right before it, says that the connections to the primary are lost',
  means: "Both connections to the primary's Notifier were lost and did not come back in time.",
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
  needs: 'no reason is stated; connections were lost, or the time to reconnect ran out, shortly before',
  means: 'The last thing logged before the switch is a lost connection.',
  confidence: (f) => {
    if (f.reason !== null || (f.connectionFailures.length === 0 && f.reconnect === null)) return null;
    return f.reconnectExpired !== null ? 'likely' : 'possible';
  },
  initiator: byEngine,
  missing: (f) => ['the line that states the reason of the switch: it is not in this log', ...lostMissing(f)],
  parameters: lostParameters,
  next: lostNext,
};
