/**
 * The switchover state machine's lines: what it waits for, what it decides and why (reference: "State Machine Events
 * and Handling", "Why did a switchover occur?"; reading R34 for the phrases that mark a switch).
 */
import type { AvertedReason, Cause, PrimaryReason } from '../observation.ts';
import { count, group, type MessageFormat, SWITCHOVER_TOPIC } from './format.ts';

const STATES = { dialect: 'current', writer: 'switchover', begins: ['SwitchoverState::'] } as const;

/** The reasons a line may give for going to StatePrimary, by how its sentence begins. */
const PRIMARY_REASONS: readonly (readonly [RegExp, PrimaryReason])[] = [
  [/^(?:The )?(?:monitored )?[Mm]odule (?:is (?:re-?starting|restarted)|restarts too often)/, 'module-restarting'],
  [/^(?:The )?(?:monitored )?[Mm]odule is down\b/, 'module-down'],
  [/^(?:The )?\[?(?:TsServer|IP)\]?(?: module)? is down\b/, 'module-down'],
  [/^Lost (?:both )?connections to the primary\b/, 'notifier-connection-lost'],
  [/^(?:Manual switch\b|(?:An? )?(?:(?:in|ex)ternal |manual )?switch request\b)/i, 'manual'],
  [/^The primary(?:'s server)? is unreachable\b/, 'primary-unreachable'],
  [/^The primary shut down cleanly\b/, 'primary-stopped'],
  [/^The primary gave up its role\b/, 'primary-gave-up'],
  [/^The primary has discontinued\b/, 'manual'],
  [/(?:^|, | )taking over immediately$/i, 'manual'],
  [/^No answer from the companion, starting as the active server \(fail-safe\)$/, 'fail-safe-start'],
  [/^The companion agrees\b/, 'start'],
  [/^The switch failed\b/, 'resumed'],
];

function primaryReason(state: string, words: string): PrimaryReason {
  const known = PRIMARY_REASONS.find(([pattern]) => pattern.test(words))?.[1];
  if (known !== undefined) return known;
  // A primary that goes to StatePrimary stays what it was.
  return state === 'Primary' ? 'resumed' : 'unknown';
}

const HELD_BACK: readonly (readonly [RegExp, AvertedReason])[] = [
  [/^this server is cut off\b/, 'backup-cut-off'],
  [/^the path to the primary's site is lost\b/, 'path-or-site-lost'],
  [/^manual mode\b/, 'manual-mode'],
  [/^waiting for the primary\b/, 'waiting-for-primary'],
  [/^the primary's server is unreachable\b/, 'waiting-for-primary'],
  [/^(?:in an? )?upgrade state\b/i, 'upgrade-state'],
  [/^the backup is starting\b/, 'backup-starting'],
  [/^the companion reaches this server\b/, 'waiting-for-primary'],
];

const RECONNECTING: readonly MessageFormat[] = [
  {
    id: 'reconnect-started',
    ...STATES,
    pattern:
      /^SwitchoverState::StartReconnectTimer ?: Scheduling reconnect timeout to execute in (\d{1,7}(?:\.\d{1,3})?) second\(s\)$/,
    read: (m) => ({ kind: 'reconnect-started', limitMs: Math.round(count(m, 1) * 1000) }),
    samples: [
      {
        text: 'SwitchoverState::StartReconnectTimer: Scheduling reconnect timeout to execute in 30 second(s)',
        reads: { kind: 'reconnect-started', limitMs: 30_000 },
      },
      {
        text: 'SwitchoverState::StartReconnectTimer: Scheduling reconnect timeout to execute in 2.5 second(s) [rule 31]',
        reads: { kind: 'reconnect-started', limitMs: 2500 },
      },
    ],
  },
  {
    id: 'reconnect-expired',
    ...STATES,
    pattern:
      /^SwitchoverState::(?:State)?Reconnecting ?: Reconnect period expired, posting \[event=(\w{1,60})\] to initiate a switchover$/,
    read: (m) => ({ kind: 'reconnect-expired', event: group(m, 1) }),
    samples: [
      {
        text: '[Error] SwitchoverState::Reconnecting: Reconnect period expired, posting [event=eConnectionsDown] to initiate a switchover',
        reads: { kind: 'reconnect-expired', event: 'eConnectionsDown' },
      },
    ],
  },
  {
    id: 'held-back',
    ...STATES,
    pattern: /^SwitchoverState::(?:State)?\w{1,60} ?: (?:[^:]{1,120}, )?not switching: (.{1,300})$/,
    read: (m) => ({
      kind: 'held-back',
      reason: HELD_BACK.find(([pattern]) => pattern.test(group(m, 1)))?.[1] ?? null,
      words: group(m, 1),
    }),
    samples: [
      {
        text: '[Error] SwitchoverState::Reconnecting: Reconnect period expired, not switching: this server is cut off from its network [rule 40]',
        reads: {
          kind: 'held-back',
          reason: 'backup-cut-off',
          words: 'this server is cut off from its network',
        },
      },
      {
        text: "[Error] SwitchoverState::Reconnecting: Reconnect period expired, not switching: the path to the primary's site is lost",
        reads: { kind: 'held-back', reason: 'path-or-site-lost', words: "the path to the primary's site is lost" },
      },
      {
        text: 'SwitchoverState::StateBackup: The primary shut down cleanly, not switching: waiting for the primary [rule 331]',
        reads: { kind: 'held-back', reason: 'waiting-for-primary', words: 'waiting for the primary' },
      },
      {
        text: 'SwitchoverState::Reconnecting: Reconnect period expired, not switching: manual mode [rule 42]',
        reads: { kind: 'held-back', reason: 'manual-mode', words: 'manual mode' },
      },
      {
        text: 'SwitchoverState::StateBackup: Module is down, not switching: the backup is starting [rule 362]',
        reads: { kind: 'held-back', reason: 'backup-starting', words: 'the backup is starting' },
      },
      {
        text: 'SwitchoverState::Reconnecting: Reconnect period expired, not switching: Upgrade state',
        reads: { kind: 'held-back', reason: 'upgrade-state', words: 'Upgrade state' },
      },
      {
        text: "SwitchoverState::Reconnecting: Reconnect period expired, not switching: the primary's server is unreachable",
        reads: { kind: 'held-back', reason: 'waiting-for-primary', words: "the primary's server is unreachable" },
      },
      {
        text: 'SwitchoverState::Reconnecting: Reconnect period expired, not switching: waiting for the primary',
        reads: { kind: 'held-back', reason: 'waiting-for-primary', words: 'waiting for the primary' },
      },
    ],
  },
  {
    id: 'held-back-at-start',
    ...STATES,
    pattern:
      /^SwitchoverState::StateInit ?: No answer from the companion, but (this server is cut off): not starting as active$/,
    read: (m) => ({ kind: 'held-back', reason: 'backup-cut-off', words: group(m, 1) }),
    samples: [
      {
        text: '[Error] SwitchoverState::StateInit: No answer from the companion, but this server is cut off: not starting as active [rule 121]',
        reads: { kind: 'held-back', reason: 'backup-cut-off', words: 'this server is cut off' },
      },
    ],
  },
  {
    id: 'ping-sets-left',
    ...STATES,
    pattern:
      /^SwitchoverState::(?:State)?Reconnecting ?: Reconnect period expired, the primary's server is unreachable: (\d{1,6}) more ping set\(s\) before a switchover$/,
    read: (m) => ({ kind: 'ping-sets-left', left: count(m, 1) }),
    samples: [
      {
        text: "SwitchoverState::Reconnecting: Reconnect period expired, the primary's server is unreachable: 2 more ping set(s) before a switchover",
        reads: { kind: 'ping-sets-left', left: 2 },
      },
    ],
  },
  {
    id: 'two-actives',
    ...STATES,
    pattern: /^SwitchoverState::StatePrimary ?: (The companion is active under a lower term and has to give way)$/,
    read: (m) => ({ kind: 'two-actives', words: group(m, 1) }),
    samples: [
      {
        text: '[Warning] SwitchoverState::StatePrimary: The companion is active under a lower term and has to give way [rule 230]',
        reads: { kind: 'two-actives', words: 'The companion is active under a lower term and has to give way' },
      },
    ],
  },
  {
    id: 'reconnected',
    ...STATES,
    pattern: /^SwitchoverState::\w{1,60} ?: Connections? to the primary (?:are|is) restored, going to StateBackup$/,
    read: () => ({ kind: 'reconnected' }),
    samples: [
      {
        text: 'SwitchoverState::Reconnecting: Connections to the primary are restored, going to StateBackup [rule 33]',
        reads: { kind: 'reconnected' },
      },
    ],
  },
];

const REQUESTS: readonly MessageFormat[] = [
  {
    id: 'switch-requested',
    ...STATES,
    pattern:
      /^SwitchoverState::\w{1,60} ?: Switch requested by \[([^\]]{1,200})\] \(?(controlled|immediate)\)?, transaction \[([^\]]{1,120})\](?:, posting \[event=\w{1,60}\])?$/,
    read: (m) => ({
      kind: 'switch-requested',
      by: group(m, 1),
      immediate: m[2] === 'immediate',
      transaction: group(m, 3),
    }),
    samples: [
      {
        text: '[Warning] SwitchoverState::StateBackup: Switch requested by [ann] (controlled), transaction [7f3a], posting [event=eExternalSwitchReq] [rule 50]',
        reads: { kind: 'switch-requested', by: 'ann', immediate: false, transaction: '7f3a' },
      },
    ],
  },
  {
    id: 'switch-reason',
    dialect: 'current',
    writer: 'switchover',
    begins: ['SwitchoverMain::SwitchReason'],
    pattern: /^SwitchoverMain::SwitchReason ?: \[([^\]]{1,200})\] switch \[([^\]]{1,120})\]: (.{1,500})$/,
    read: (m) => ({ kind: 'switch-reason', by: group(m, 1), transaction: group(m, 2), words: group(m, 3) }),
    samples: [
      {
        text: 'SwitchoverMain::SwitchReason : [ann] switch [7f3a]: new disk for alpha',
        reads: { kind: 'switch-reason', by: 'ann', transaction: '7f3a', words: 'new disk for alpha' },
      },
    ],
  },
  {
    id: 'switch-given-up',
    ...STATES,
    pattern: /^SwitchoverState::\w{1,60} ?: Switch \[([^\]]{1,120})\] given up: (.{1,300})$/,
    read: (m) => ({ kind: 'switch-given-up', transaction: group(m, 1), why: group(m, 2) }),
    samples: [
      {
        text: 'SwitchoverState::StateBackup: Switch [7f3a] given up: the active server did not answer in time [rule 55]',
        reads: { kind: 'switch-given-up', transaction: '7f3a', why: 'the active server did not answer in time' },
      },
    ],
  },
  {
    id: 'takeover-refused',
    ...STATES,
    pattern: /^SwitchoverState::StatePrimary ?: The fence hook refused: (.{0,300})$/,
    read: (m) => ({ kind: 'takeover-refused', why: group(m, 1) }),
    samples: [
      {
        text: '[Error] SwitchoverState::StatePrimary: The fence hook refused: exit 1 [rule 213]',
        reads: { kind: 'takeover-refused', why: 'exit 1' },
      },
    ],
  },
  {
    id: 'state-event',
    dialect: 'older',
    writer: 'switchover',
    begins: ['SwitchoverState::'],
    pattern: /^SwitchoverState::State(\w{1,60}) ?: event=(\w{1,60})$/,
    read: (m) => ({ kind: 'state-event', state: group(m, 1), event: group(m, 2) }),
    samples: [
      {
        text: '[Enter] SwitchoverState::StateBackup: event=eTSDown',
        reads: { kind: 'state-event', state: 'Backup', event: 'eTSDown' },
      },
    ],
  },
];

/** What the reference names as the message right before "Switch Initiated". */
const NAMED_CAUSES: readonly (readonly [RegExp, Cause])[] = [
  [/^loss of/i, 'notifier-connection-lost'],
  [/ping failure$/i, 'module-down'],
  [/^manual/i, 'manual'],
];

const BECOMING_PRIMARY: readonly MessageFormat[] = [
  {
    id: 'cause-named',
    dialect: 'any',
    writer: 'switchover',
    begins: [
      'Loss of ',
      ...['TS', 'IP', 'TsServer'].flatMap((module) => [`${module} Ping `, `${module} ping `]),
      'Manual Switch',
      'Manual switch',
      'Switchover Service: ',
      'SwitchoverMain::',
    ],
    topic: SWITCHOVER_TOPIC,
    pattern:
      /^(?:SwitchoverMain::\w{1,60} ?: )?(?:Switchover Service: )?(Loss of [Cc]onnection to (?:the )?Notifier|(?:TS|IP|TsServer) [Pp]ing [Ff]ailure|Manual [Ss]witchover)\.?$/,
    read: (m) => ({
      kind: 'cause-named',
      cause: NAMED_CAUSES.find(([pattern]) => pattern.test(group(m, 1)))?.[1] ?? 'unknown',
      words: group(m, 1),
    }),
    samples: [
      {
        text: '[Error] SwitchoverMain::StatusMessage: Loss of Connection to Notifier',
        reads: {
          kind: 'cause-named',
          cause: 'notifier-connection-lost',
          words: 'Loss of Connection to Notifier',
        },
      },
      { text: 'TS Ping Failure', reads: { kind: 'cause-named', cause: 'module-down', words: 'TS Ping Failure' } },
      { text: 'Manual Switchover', reads: { kind: 'cause-named', cause: 'manual', words: 'Manual Switchover' } },
    ],
  },
  {
    id: 'going-to-state-primary',
    ...STATES,
    topic: SWITCHOVER_TOPIC,
    pattern:
      /^SwitchoverState::(?:State)?(\w{1,60}) ?: (.{1,300}?)(?:, going to StatePrimary(?: and switching now)?|, switching now and going to StatePrimary)$/,
    read: (m) => ({
      kind: 'becoming-primary',
      phrase: 'going-to-state-primary',
      reason: primaryReason(group(m, 1), group(m, 2)),
      words: group(m, 2),
    }),
    samples: [
      {
        text: 'SwitchoverState::StateBackup : Module is down, switching now and going to StatePrimary',
        reads: {
          kind: 'becoming-primary',
          phrase: 'going-to-state-primary',
          reason: 'module-down',
          words: 'Module is down',
        },
      },
      {
        text: '[Warning] SwitchoverState::StateBackup: Lost connections to the primary, going to StatePrimary and switching now',
        reads: {
          kind: 'becoming-primary',
          phrase: 'going-to-state-primary',
          reason: 'notifier-connection-lost',
          words: 'Lost connections to the primary',
        },
      },
      {
        text: '[Warning] SwitchoverState::StateInit: No answer from the companion, starting as the active server (fail-safe), going to StatePrimary [rule 5]',
        reads: {
          kind: 'becoming-primary',
          phrase: 'going-to-state-primary',
          reason: 'fail-safe-start',
          words: 'No answer from the companion, starting as the active server (fail-safe)',
        },
      },
      {
        text: 'SwitchoverState::StateInit: The companion agrees, starting as the active server, going to StatePrimary [rule 4]',
        reads: {
          kind: 'becoming-primary',
          phrase: 'going-to-state-primary',
          reason: 'start',
          words: 'The companion agrees, starting as the active server',
        },
      },
    ],
  },
  {
    id: 'switching-to-primary-mode',
    dialect: 'older',
    writer: 'switchover',
    begins: ['SwitchoverMain::', 'Backup server switching'],
    topic: SWITCHOVER_TOPIC,
    pattern: /^(?:SwitchoverMain::\w{1,60} ?: )?Backup server switching to primary mode\.?$/,
    read: () => ({ kind: 'becoming-primary', phrase: 'switching-to-primary-mode', reason: null, words: '' }),
    samples: [
      {
        text: '[Error] SwitchoverMain::StatusMessage: Backup server switching to primary mode',
        reads: { kind: 'becoming-primary', phrase: 'switching-to-primary-mode', reason: null, words: '' },
      },
    ],
  },
  {
    id: 'switch-initiated',
    dialect: 'any',
    writer: 'switchover',
    begins: ['SwitchoverMain::', 'Switchover Service: Switch Initiated'],
    topic: SWITCHOVER_TOPIC,
    pattern: /^(?:SwitchoverMain::\w{1,60} ?: )?Switchover Service: Switch Initiated\.?$/,
    read: () => ({ kind: 'becoming-primary', phrase: 'switch-initiated', reason: null, words: '' }),
    samples: [
      {
        text: 'Switchover Service: Switch Initiated.',
        reads: { kind: 'becoming-primary', phrase: 'switch-initiated', reason: null, words: '' },
      },
    ],
  },
  {
    id: 'initiating-connections-switch',
    dialect: 'any',
    writer: 'switchover',
    begins: ['Initiating Connections Switch', 'CVirtualSwitchControl::', 'SwitchoverMain::'],
    topic: SWITCHOVER_TOPIC,
    pattern:
      /^(?:(?:CVirtualSwitchControl|SwitchoverMain)::\w{1,60}(?:\(\))? ?: )?Initiating Connections Switch\.{0,3}$/,
    read: () => ({ kind: 'becoming-primary', phrase: 'initiating-connections-switch', reason: null, words: '' }),
    samples: [
      {
        text: 'Initiating Connections Switch',
        reads: { kind: 'becoming-primary', phrase: 'initiating-connections-switch', reason: null, words: '' },
      },
    ],
  },
  {
    id: 'initiating-switch',
    dialect: 'any',
    writer: 'switchover',
    begins: ['CVirtualSwitchControl::Switch'],
    topic: SWITCHOVER_TOPIC,
    pattern: /^CVirtualSwitchControl::Switch(?:\(\))? ?: Initiating switch\.{0,3}$/,
    read: () => ({ kind: 'becoming-primary', phrase: 'initiating-switch', reason: null, words: '' }),
    samples: [
      {
        text: 'CVirtualSwitchControl::Switch(): Initiating switch',
        reads: { kind: 'becoming-primary', phrase: 'initiating-switch', reason: null, words: '' },
      },
    ],
  },
];

export const STATE_FORMATS: readonly MessageFormat[] = [...RECONNECTING, ...REQUESTS, ...BECOMING_PRIMARY];
