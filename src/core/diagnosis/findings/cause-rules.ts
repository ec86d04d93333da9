/**
 * The findings on causes, as numbered rules. The first rule whose requirements are met names the cause. What the log
 * states explicitly comes before what is inferred from circumstances, and only the former is ever certain.
 */

import type { Seen } from '../observation.ts';
import { CONNECTION_LOST_SHOWN, CONNECTION_LOST_STATED, PRIMARY_UNREACHABLE } from './connection-rules.ts';
import type { Facts } from './facts.ts';
import type { CauseRule, Confidence } from './finding.ts';
import { MODULE_DOWN_SHOWN, MODULE_DOWN_STATED, MODULE_RESTARTING } from './module-rules.ts';
import { around, bringBack, itsLog, onlyOneActive, TWO_MAY_BE_ACTIVE, wasOutOfSight } from './places.ts';

const none = (): readonly string[] => [];
const byEngine = (): 'engine' => 'engine';

const MANUAL: CauseRule = {
  number: 1,
  cause: 'manual',
  needs: 'the decision says that the switch was requested, or the event right before it is a switch request',
  means: 'The switch was requested; it was not the result of failure detection.',
  confidence: (f) => (f.reason === 'manual' || (f.reason === null && f.eventCause === 'manual') ? 'certain' : null),
  initiator: (f) => (f.request !== null || (f.own && f.reason === 'manual') ? 'user' : 'unknown'),
  missing: (f) =>
    f.request !== null
      ? []
      : [
          `who requested it (${f.module ?? 'TsServer'}'s own hardware tests, or a user of the Control Panel): see ${f.other.moduleLog ?? 'the TS log of the former active server'} around ${around(f)}`,
        ],
  parameters: none,
  next: (f) => [
    ...(wasOutOfSight(f, 'manual') || f.afterwards.twoActives !== null ? onlyOneActive(f) : []),
    ...askWho(f),
  ],
};

function askWho(f: Facts): readonly string[] {
  return f.request !== null
    ? [`if this switch was not planned, ask ${f.request.saw.by}`]
    : [
        `read ${f.other.moduleLog ?? 'the TS log of the former active server'} around ${around(f)}: its own hardware tests may have forced the switch`,
        'ask who used the Switchover Control Panel at that time',
        ...bringBack(f, true),
      ];
}

const PRIMARY_STOPPED: CauseRule = {
  number: 6,
  cause: 'primary-stopped',
  needs: 'the decision says that the primary shut down cleanly',
  means: 'The active server announced its shutdown, and the backup took over.',
  confidence: (f) => (f.reason === 'primary-stopped' ? 'certain' : null),
  initiator: byEngine,
  missing: (f) => (f.other.stopped === null ? [`who stopped the former active server, and why: see ${itsLog(f)}`] : []),
  parameters: none,
  next: (f) =>
    f.other.stopped === null
      ? [`read ${itsLog(f)}: it says who stopped the former active server`]
      : [sayStop(f.other.stopped), ...bringBack(f, true)],
};

function sayStop({ saw, file, line }: Seen<'state-changed'>): string {
  const by = /^stop requested by \[(.+)\]$/.exec(saw.words)?.[1];
  return by === undefined
    ? `read ${file} before line ${line} to see why the former active server stopped`
    : `if this stop was not planned, ask ${by}, who requested it (${file}, line ${line})`;
}

const PRIMARY_GAVE_UP: CauseRule = {
  number: 11,
  cause: 'primary-gave-up',
  needs: 'the decision says that the primary gave up its role',
  means:
    'The active server was reachable but no longer active: it had restarted, was stale, or had not resumed its role.',
  confidence: (f) => (f.reason === 'primary-gave-up' ? 'certain' : null),
  initiator: byEngine,
  missing: (f) => [`why the former active server was no longer active: see ${itsLog(f)} around ${around(f)}`],
  parameters: none,
  next: (f) => [`read ${itsLog(f)} around ${around(f)}: it says why the former active server was no longer active`],
};

const FAIL_SAFE_START: CauseRule = {
  number: 7,
  cause: 'fail-safe-start',
  needs: 'a starting server says that its companion did not answer, or goes from Init to Primary for an unknown reason',
  means:
    'This server started, could not reach its companion, and became active rather than leave the pair without an active server.',
  // In the reference, the only way from Init to Primary is a companion that did not answer.
  confidence: (f) => {
    if (f.reason === 'fail-safe-start') return 'certain';
    return f.unknownReason !== null && f.marker.text.includes('SwitchoverState::StateInit') ? 'possible' : null;
  },
  initiator: byEngine,
  missing: (f) => [
    `whether the companion was down or only unreachable${f.afterwards.settled === null ? `; if it was only unreachable, ${TWO_MAY_BE_ACTIVE}` : ''}; check the companion itself`,
  ],
  parameters: none,
  next: (f) => [
    ...onlyOneActive(f),
    ...(f.afterwards.settled === null ? ['start the companion; it becomes the backup by itself'] : []),
    'check that this server can ping the companion, and that the addresses of both servers are correct',
  ],
};

const UNKNOWN: CauseRule = {
  number: 10,
  cause: 'unknown',
  needs: 'the log shows a switch, and nothing before it says why',
  means: 'The log shows that a switch happened, but not why.',
  confidence: () => 'possible',
  initiator: () => 'unknown',
  missing: (f) => [
    ...(f.unknownReason === null ? [] : [`what the reason "${f.unknownReason}" means: why-switched does not know it`]),
    ...(f.unknownLine === null
      ? []
      : [
          `what "${f.unknownLine.text}" means (line ${f.unknownLine.line}, right before the switch): why-switched does not know it`,
        ]),
    ...(f.event === null ? [] : [`what the event ${f.event} means: why-switched does not know it`]),
    `which lines before the switch state its reason: see the backup's Switchover log before ${around(f)}, possibly in the previous day's file`,
    `what else happened on the two servers: see their system event logs around ${around(f)}`,
  ],
  parameters: none,
  next: () => [
    'run why-switched with the Switchover log of the server that was the backup, starting a few minutes before the switch',
    'check that the Switchover log topics are traced at Notes level or higher',
  ],
};

/** In the order in which they are tried. The last one always matches. */
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

/** Evidence against the stated reason lowers the confidence, whichever rule found it. */
export function findCause(facts: Facts): FoundCause {
  for (const rule of CAUSE_RULES) {
    const confidence = rule.confidence(facts);
    if (confidence === null) continue;
    const doubted = facts.contradiction !== null || facts.unknownReason !== null;
    return { rule, confidence: doubted ? LESS_SURE[confidence] : confidence };
  }
  throw new Error('unreachable: the last rule always matches');
}
