/**
 * The findings on causes, as numbered rules. The first rule whose needs are met names the cause; what the log states
 * in so many words comes before what is concluded from circumstances, and only the former is ever certain.
 */
import { CONNECTION_LOST_SHOWN, CONNECTION_LOST_STATED, PRIMARY_UNREACHABLE } from './connection-rules.ts';
import type { Facts } from './facts.ts';
import type { CauseRule, Confidence } from './finding.ts';
import { MODULE_DOWN_SHOWN, MODULE_DOWN_STATED, MODULE_RESTARTING } from './module-rules.ts';
import { around, bringBack, onlyOneActive, TWO_MAY_BE_ACTIVE, wasOutOfSight } from './places.ts';

const none = (): readonly string[] => [];
const byEngine = (): 'engine' => 'engine';

const MANUAL: CauseRule = {
  number: 1,
  cause: 'manual',
  needs: 'the decision says that the switch was asked for, or the event right before it is a switch request',
  means: 'Somebody or something outside the diagnostics asked for the switch.',
  confidence: (f) => (f.reason === 'manual' || (f.reason === null && f.eventCause === 'manual') ? 'certain' : null),
  initiator: (f) => (f.request !== null || (f.own && f.reason === 'manual') ? 'user' : 'unknown'),
  missing: (f) =>
    f.request !== null
      ? []
      : [
          `who asked for it (${f.module ?? 'TsServer'}'s own hardware tests, or a user of the Control Panel): the TS log of the former active server around ${around(f)} would tell`,
        ],
  parameters: none,
  next: (f) => [
    ...(wasOutOfSight(f, 'manual') || f.afterwards.twoActives !== null ? onlyOneActive(f) : []),
    ...askWho(f),
  ],
};

function askWho(f: Facts): readonly string[] {
  return f.request !== null
    ? [`if nobody should have done this, ask ${f.request.saw.by}`]
    : [
        `read the TS log of the former active server around ${around(f)}: its hardware tests may have forced the switch`,
        'ask who used the Switchover Control Panel at that time',
        ...bringBack(f, true),
      ];
}

const PRIMARY_STOPPED: CauseRule = {
  number: 6,
  cause: 'primary-stopped',
  needs: 'the decision says that the primary stopped in order',
  means: 'The active server announced that it stops, and the backup took over.',
  confidence: (f) => (f.reason === 'primary-stopped' ? 'certain' : null),
  initiator: byEngine,
  missing: () => ['who stopped the former active server, and why: its own log tells'],
  parameters: none,
  next: () => ["read the former active server's log: it says who stopped it"],
};

const PRIMARY_GAVE_UP: CauseRule = {
  number: 11,
  cause: 'primary-gave-up',
  needs: 'the decision says that the primary gave up its role',
  means:
    'The active server could be heard and did not serve: it had restarted, was stale, or had not taken its role back.',
  confidence: (f) => (f.reason === 'primary-gave-up' ? 'certain' : null),
  initiator: byEngine,
  missing: () => ['why the former active server did not serve: its own log tells'],
  parameters: none,
  next: () => ["read the former active server's log: it says why it did not serve"],
};

const FAIL_SAFE_START: CauseRule = {
  number: 7,
  cause: 'fail-safe-start',
  needs:
    'a starting server says that its companion did not answer, or goes from Init to Primary for a reason that is not known',
  means: 'This server started, reached no companion, and became active rather than leave the pair without one.',
  // The reference knows no other way from Init to Primary than a companion that did not answer.
  confidence: (f) => {
    if (f.reason === 'fail-safe-start') return 'certain';
    return f.unknownReason !== null && f.marker.text.includes('SwitchoverState::StateInit') ? 'possible' : null;
  },
  initiator: byEngine,
  missing: (f) => [
    `whether the companion was down or only out of reach${f.afterwards.settled === null ? `: ${TWO_MAY_BE_ACTIVE}` : ''}; see the companion itself`,
  ],
  parameters: none,
  next: (f) => [
    ...onlyOneActive(f),
    ...(f.afterwards.settled === null ? ['start the companion; it becomes backup by itself'] : []),
    'check from this server that the companion can be pinged, and that the addresses of both servers are right',
  ],
};

const UNKNOWN: CauseRule = {
  number: 10,
  cause: 'unknown',
  needs: 'a switch is marked, and nothing before it tells why',
  means: 'The log shows that a switch happened, not why.',
  confidence: () => 'possible',
  initiator: () => 'unknown',
  missing: (f) => [
    ...(f.unknownReason === null ? [] : [`what the reason "${f.unknownReason}" means: it is not one that is known`]),
    ...(f.event === null ? [] : [`what the event ${f.event} means: it is not one that is known`]),
    `the lines before the switch that state its reason: the backup's Switchover log before ${around(f)}, perhaps the file of the day before`,
    `the event logs of both servers around ${around(f)}`,
  ],
  parameters: none,
  next: () => [
    'give the Switchover log of the server that was the backup, from some minutes before the switch on',
    'check that the topics of the Switchover log are traced at Notes level or higher',
  ],
};

/** In the order in which they are tried. */
export const CAUSE_RULES: readonly CauseRule[] = [
  MANUAL,
  MODULE_RESTARTING,
  MODULE_DOWN_STATED,
  PRIMARY_UNREACHABLE,
  CONNECTION_LOST_STATED,
  PRIMARY_STOPPED,
  PRIMARY_GAVE_UP,
  FAIL_SAFE_START,
  MODULE_DOWN_SHOWN,
  CONNECTION_LOST_SHOWN,
  UNKNOWN,
];

export interface FoundCause {
  readonly rule: CauseRule;
  readonly confidence: Confidence;
}

const LESS_SURE: Readonly<Record<Confidence, Confidence>> = {
  certain: 'likely',
  likely: 'possible',
  possible: 'possible',
};

/** What speaks against the stated reason takes its certainty, whichever rule found it. */
export function findCause(facts: Facts): FoundCause {
  for (const rule of CAUSE_RULES) {
    const confidence = rule.confidence(facts);
    if (confidence === null) continue;
    const doubted = facts.contradiction !== null || facts.unknownReason !== null;
    return { rule, confidence: doubted ? LESS_SURE[confidence] : confidence };
  }
  throw new Error('the last rule takes everything');
}
