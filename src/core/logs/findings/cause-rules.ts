/**
 * The findings on causes, as numbered rules. The first rule whose needs are met names the cause; what the log states
 * in so many words comes before what is concluded from circumstances, and only the former is ever certain.
 */
import { timeOfDay } from '../moment.ts';
import type { Cause } from '../observation.ts';
import type { Facts } from './facts.ts';

/**
 * - `certain`: the log states the reason of the decision, and shows what it rests on
 * - `likely`: the log states the reason alone, or shows the whole chain without stating the reason
 * - `possible`: circumstances only
 */
export type Confidence = 'certain' | 'likely' | 'possible';
export type Initiator = 'engine' | 'user' | 'module' | 'unknown';

export interface CauseRule {
  /** Stable: reports and people refer to it. Never reused. */
  readonly number: number;
  readonly cause: Cause;
  readonly needs: string;
  readonly means: string;
  readonly confidence: (facts: Facts) => Confidence | null;
  readonly initiator: (facts: Facts) => Initiator;
  /** What would make it certain, or complete, and where that would be found. */
  readonly missing: (facts: Facts) => readonly string[];
  readonly parameters: (facts: Facts) => readonly string[];
  readonly next: (facts: Facts) => readonly string[];
}

const byEngine = (): Initiator => 'engine';
const none = (): readonly string[] => [];

/** The time near which other logs should be read. */
function around(facts: Facts): string {
  const moment = facts.firstSymptom?.at ?? facts.marker.at;
  return timeOfDay(moment).slice(0, 8);
}

function moduleLog(facts: Facts): string {
  return facts.module === null || facts.module === 'TsServer' ? 'TS log' : `${facts.module} log`;
}

function moduleParameters(facts: Facts): readonly string[] {
  const own =
    facts.module === 'IP'
      ? ['Switchover IP Timeout', 'Switchover IP Retry Delay']
      : ['Switchover TS Timeout', 'Switchover TS Failure Retry Delay'];
  return [
    ...own,
    'Switchover Max TS Failures',
    'Switchover Ping on Aux Connection',
    'Switchover Primary Monitor Timeout',
  ];
}

function moduleMissing(facts: Facts): readonly string[] {
  const module = facts.module ?? 'the monitored module';
  return [
    `why ${module} did not answer: the ${moduleLog(facts)} of the former active server around ${around(facts)}`,
    ...(facts.network === null
      ? ['whether the network was good: this log has no network checks; see the system event logs of both servers']
      : []),
  ];
}

function moduleNext(facts: Facts): readonly string[] {
  const module = facts.module ?? 'the monitored module';
  return [
    `read the ${moduleLog(facts)} of the former active server around ${around(facts)}: what was ${module} doing?`,
    "if the ping request is not in it, look for it in that server's Notifier log: it may never have arrived",
    `if ${module} was only slow, give it more time: ${moduleParameters(facts)[0]}, Switchover Max TS Failures`,
  ];
}

const TWO_ACTIVE =
  'make sure that only one server is active: stop the former active server, or keep it off the network, until it is known to be down';

function lostMissing(facts: Facts): readonly string[] {
  const state =
    facts.network === 'primary reached'
      ? 'whether the primary still runs: its server answered a ping, so the line to it was not cut, and its Notifier died, hung or refused; two servers may be active; see the former active server itself'
      : 'whether the primary died or only the line to it was cut: a lost connection cannot tell, so two servers may be active; see the former active server itself';
  return [
    state,
    `what the active server's Notifier did: its Notifier log around ${around(facts)}`,
    ...(facts.network === null ? ['whether the network was good: this log has no result of the network checks'] : []),
  ];
}

function lostNext(facts: Facts): readonly string[] {
  return [
    TWO_ACTIVE,
    `read the active server's Notifier log around ${around(facts)}: remote subsystems disconnecting point to the network, requests that took too long to the server`,
    'if short interruptions are usual here, give more time with Switchover Reconnect Timeout',
  ];
}

const LOST_PARAMETERS = ['Switchover Reconnect Timeout', 'Switchover Notifier Reconnect Delay'] as const;

function lostParameters(facts: Facts): readonly string[] {
  const pinged = facts.connectionFailures.some(({ saw }) => saw.kind === 'notifier-ping-failed');
  const monitor = ['Switchover Primary Monitor Timeout', 'Switchover Primary Monitor Retry Count'];
  return [...LOST_PARAMETERS, ...(pinged ? monitor : [])];
}

const MODULE_EVENTS: ReadonlySet<string> = new Set(['eTSDown', 'eModuleDown', 'eIPDown']);
const LOST_EVENTS: ReadonlySet<string> = new Set(['eConnectionsDown', 'eNotifierDown']);
const REQUEST_EVENTS: ReadonlySet<string> = new Set(['eInternalSwitchReq', 'eExternalSwitchReq']);

function statesLost(facts: Facts): boolean {
  return facts.reason === 'notifier-connection-lost' || (facts.reason === null && LOST_EVENTS.has(facts.event ?? ''));
}

export const CAUSE_RULES: readonly CauseRule[] = [
  {
    number: 1,
    cause: 'manual',
    needs: 'the decision says that the switch was asked for, or the last event before it is a switch request',
    means: 'Somebody or something outside the diagnostics asked for the switch.',
    confidence: (f) =>
      f.reason === 'manual' || (f.reason === null && REQUEST_EVENTS.has(f.event ?? '')) ? 'certain' : null,
    initiator: (f) => (f.request !== null || f.reason === 'manual' ? 'user' : 'unknown'),
    missing: (f) =>
      f.request !== null
        ? []
        : [
            `who asked for it (${f.module ?? 'TsServer'}'s own hardware tests, or a user of the Control Panel): the TS log of the former active server around ${around(f)} would tell`,
          ],
    parameters: none,
    next: (f) =>
      f.request !== null
        ? [`if nobody should have done this, ask ${f.request.saw.by}`]
        : [
            `read the TS log of the former active server around ${around(f)}: its hardware tests may have forced the switch`,
            'ask who used the Switchover Control Panel at that time',
          ],
  },
  {
    number: 2,
    cause: 'module-restarting',
    needs: 'the decision says that the monitored module restarts too often',
    means: 'The module on the active server answered with a new process id too often.',
    confidence: (f) => (f.reason === 'module-restarting' ? 'likely' : null),
    initiator: byEngine,
    missing: moduleMissing,
    parameters: () => [
      'Switchover Max Restarts',
      'Switchover Max Restarts Period',
      'Switchover Max Sequential Restarts',
    ],
    next: moduleNext,
  },
  {
    number: 3,
    cause: 'module-down',
    needs: 'the decision, or the last event before it, says that the module is down',
    means: 'The monitored module on the active server answered none of the pings it was allowed.',
    confidence: (f) => {
      if (f.reason !== 'module-down' && !(f.reason === null && MODULE_EVENTS.has(f.event ?? ''))) return null;
      return f.moduleGivenUp !== null || f.verificationFailed !== null ? 'certain' : 'likely';
    },
    initiator: byEngine,
    missing: moduleMissing,
    parameters: moduleParameters,
    next: moduleNext,
  },
  {
    number: 4,
    cause: 'primary-unreachable',
    needs:
      "the decision says that the primary's server is unreachable, or that the connections are lost while the network check found it so",
    means: "Connections to the primary and pings to its server failed, while this server's own network was good.",
    confidence: (f) => {
      if (f.reason === 'primary-unreachable') return 'certain';
      if (f.reason === null && f.event === 'ePrimaryUnreachable') return 'certain';
      return statesLost(f) && f.network === 'primary unreachable' ? 'certain' : null;
    },
    initiator: byEngine,
    missing: () => [
      "whether the primary's server is down or only out of reach from here: two servers may be active; see that server itself",
    ],
    parameters: () => [
      'Switchover Unreachable Primary Ping Count',
      'Switchover Unreachable Primary Ping Delay',
      ...LOST_PARAMETERS,
    ],
    next: () => [TWO_ACTIVE, 'look at the former active server itself, its power and its network'],
  },
  {
    number: 5,
    cause: 'notifier-connection-lost',
    needs: 'the decision, or the last event before it, says that the connections to the primary are lost',
    means: "Both connections to the primary's Notifier were lost and did not come back in time.",
    confidence: (f) => {
      if (!statesLost(f)) return null;
      return f.connectionFailures.length > 0 || f.reconnectExpired !== null ? 'certain' : 'likely';
    },
    initiator: byEngine,
    missing: lostMissing,
    parameters: lostParameters,
    next: lostNext,
  },
  {
    number: 6,
    cause: 'primary-stopped',
    needs: 'the decision says that the primary stopped in order or gave up its role',
    means: 'The active server announced that it stops, and the backup took over.',
    confidence: (f) => (f.reason === 'primary-stopped' ? 'certain' : null),
    initiator: byEngine,
    missing: () => ['who stopped the former active server, and why: its own log tells'],
    parameters: none,
    next: () => ["read the former active server's log: it says who stopped it"],
  },
  {
    number: 7,
    cause: 'fail-safe-start',
    needs: 'a starting server says that its companion did not answer',
    means: 'This server started, reached no companion, and became active rather than leave the pair without one.',
    confidence: (f) => (f.reason === 'fail-safe-start' ? 'certain' : null),
    initiator: byEngine,
    missing: () => [
      'whether the companion was down or only out of reach: two servers may be active; see the companion itself',
    ],
    parameters: none,
    next: () => [TWO_ACTIVE, 'start the companion; it becomes backup by itself'],
  },
  {
    number: 8,
    cause: 'module-down',
    needs: 'no reason is stated; the module was given up, or its verification failed, shortly before',
    means: 'The last thing logged before the switch is a monitored module that answered no ping.',
    confidence: (f) => {
      if (f.reason !== null || f.modulePings.length === 0 || f.connectionFailures.length > 0) return null;
      return f.moduleGivenUp !== null || f.verificationFailed !== null ? 'likely' : 'possible';
    },
    initiator: byEngine,
    missing: (f) => ['the line that states the reason of the switch: it is not in this log', ...moduleMissing(f)],
    parameters: moduleParameters,
    next: moduleNext,
  },
  {
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
  },
  {
    number: 10,
    cause: 'unknown',
    needs: 'a switch is marked, and nothing before it tells why',
    means: 'The log shows that a switch happened, not why.',
    confidence: () => 'possible',
    initiator: () => 'unknown',
    missing: (f) => [
      `the lines before the switch that state its reason: the backup's Switchover log before ${around(f)}, perhaps the file of the day before`,
      `the event logs of both servers around ${around(f)}`,
    ],
    parameters: none,
    next: () => [
      'give the Switchover log of the server that was the backup, from some minutes before the switch on',
      'check that the topics of the Switchover log are traced at Notes level or higher',
    ],
  },
];
