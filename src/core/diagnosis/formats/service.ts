/** What the service says of itself: start, serving, changes of role, and the parameters it took. */
import { count, group, type MessageFormat } from './format.ts';

export const SERVICE_FORMATS: readonly MessageFormat[] = [
  {
    id: 'state-changed',
    dialect: 'current',
    writer: 'switchover',
    begins: ['SwitchoverState::', 'SwitchoverMain::'],
    // Going to StatePrimary is a format of its own, and so is the return of the connections.
    pattern:
      /^Switchover(?:State|Main)::(?:State)?(\w{1,60}) ?: (?!Connections? to the primary )(?![^:]{1,120}, not switching: |Switch \[)(.{1,300}), going to State(?!Primary\b)(\w{1,60})(?: and [\w ]{1,60}|: [\w ]{1,60})?$/,
    read: (m) => ({ kind: 'state-changed', from: group(m, 1), to: group(m, 3), words: group(m, 2) }),
    samples: [
      {
        text: 'SwitchoverState::StatePrimary: The companion is active under the higher term 2, going to StateInactive [rule 70]',
        reads: {
          kind: 'state-changed',
          from: 'Primary',
          to: 'Inactive',
          words: 'The companion is active under the higher term 2',
        },
      },
      {
        text: 'SwitchoverState::StateBackup: This server runs release [0.2.0], the active one [0.1.0], going to StateUpgradeHigher: manual switch only',
        reads: {
          kind: 'state-changed',
          from: 'Backup',
          to: 'UpgradeHigher',
          words: 'This server runs release [0.2.0], the active one [0.1.0]',
        },
      },
    ],
  },
  {
    id: 'mode-set',
    dialect: 'current',
    writer: 'switchover',
    begins: ['SwitchoverMain::SetMode'],
    pattern:
      /^SwitchoverMain::SetMode ?: (?:Switching mode set to \[(manual|automatic)\] by \[([^\]]{1,200})\].{0,400}|(?:The time limit of the switching mode has expired|\d{1,6} takeovers within an hour), (?:switching mode )?set to \[(manual|automatic)\].{0,120})$/,
    read: (m) => ({ kind: 'mode-set', mode: (m[1] ?? m[3]) === 'manual' ? 'manual' : 'automatic', by: m[2] ?? null }),
    samples: [
      {
        text: '[Warning] SwitchoverMain::SetMode : Switching mode set to [manual] by [ann] for 3600 second(s): new switches',
        reads: { kind: 'mode-set', mode: 'manual', by: 'ann' },
      },
      {
        text: 'SwitchoverMain::SetMode : The time limit of the switching mode has expired, set to [automatic]',
        reads: { kind: 'mode-set', mode: 'automatic', by: null },
      },
      {
        text: 'SwitchoverMain::SetMode : 4 takeovers within an hour, switching mode set to [manual] until an operator changes it',
        reads: { kind: 'mode-set', mode: 'manual', by: null },
      },
    ],
  },
  {
    id: 'stood-still',
    dialect: 'current',
    writer: 'switchover',
    begins: ['SwitchoverMain::SelfMonitor'],
    pattern: /^SwitchoverMain::SelfMonitor ?: this process was stalled for (\d{1,15}) ms; that time is ignored$/,
    read: (m) => ({ kind: 'stood-still', forMs: count(m, 1) }),
    samples: [
      {
        text: '[Warning] SwitchoverMain::SelfMonitor : this process was stalled for 63698 ms; that time is ignored [rule 810]',
        reads: { kind: 'stood-still', forMs: 63698 },
      },
    ],
  },
  {
    id: 'decision',
    dialect: 'current',
    writer: 'switchover',
    begins: ['Decision::'],
    pattern:
      /^Decision::([\w.-]{1,60}) -> ([\w.-]{1,60}) on ([\w.:-]{1,60}): (.{1,300}) inputs \[([^[\]]{0,400})\], thresholds \[([^[\]]{0,400})\]$/,
    read: (m) => ({
      kind: 'decision',
      from: group(m, 1),
      to: group(m, 2),
      says: group(m, 4),
      thresholds: numbersOf(group(m, 6)),
    }),
    samples: [
      {
        text: 'Decision::reconnecting.waiting -> primary.persisting on timer:reconnect: The period is over: take over. inputs [verdict=unknown], thresholds [Switchover Reconnect Timeout=30, Switchover Max TS Failures=2] [rule 435]',
        reads: {
          kind: 'decision',
          from: 'reconnecting.waiting',
          to: 'primary.persisting',
          says: 'The period is over: take over.',
          thresholds: { 'Switchover Reconnect Timeout': 30, 'Switchover Max TS Failures': 2 },
        },
      },
    ],
  },
  {
    id: 'started',
    dialect: 'current',
    writer: 'switchover',
    begins: ['SwitchoverMain::Start'],
    pattern:
      /^SwitchoverMain::Start ?: switchover (\S{1,60}), pair \[([^\]]{1,200})\], server ([AB]) \[([^\]]{1,200})\](?:, companion \[([^\]]{1,200})\])?(?:, boot \[([^\]]{1,120})\])?(?:, rule table \[[^\]]{1,120}\])?$/,
    read: (m) => ({
      kind: 'started',
      version: group(m, 1),
      pair: group(m, 2),
      letter: m[3] === 'A' ? 'A' : 'B',
      name: group(m, 4),
      companion: m[5] ?? null,
      boot: m[6] ?? null,
    }),
    samples: [
      {
        text: 'SwitchoverMain::Start : switchover 0.1.0, pair [demo], server B [beta], boot [5f0c], rule table [9ab1]',
        reads: {
          kind: 'started',
          version: '0.1.0',
          pair: 'demo',
          letter: 'B',
          name: 'beta',
          companion: null,
          boot: '5f0c',
        },
      },
      {
        text: 'SwitchoverMain::Start : switchover 0.1.0, pair [demo], server B [beta], companion [alpha], boot [5f0c], rule table [9ab1]',
        reads: {
          kind: 'started',
          version: '0.1.0',
          pair: 'demo',
          letter: 'B',
          name: 'beta',
          companion: 'alpha',
          boot: '5f0c',
        },
      },
    ],
  },
  {
    id: 'stopping',
    dialect: 'current',
    writer: 'switchover',
    begins: ['SwitchoverMain::Stop'],
    pattern: /^SwitchoverMain::Stop ?: (stop requested by \[[^\]]{1,200}\]|shut down cleanly)$/,
    read: (m) => ({ kind: 'state-changed', from: 'Running', to: 'Stopping', words: group(m, 1) }),
    samples: [
      {
        text: 'SwitchoverMain::Stop : stop requested by [ann] [rule 702]',
        reads: { kind: 'state-changed', from: 'Running', to: 'Stopping', words: 'stop requested by [ann]' },
      },
    ],
  },
  {
    id: 'serving',
    dialect: 'current',
    writer: 'switchover',
    begins: ['SwitchoverMain::Serving'],
    pattern: /^SwitchoverMain::Serving ?: this server is the active one, term (\d{1,15})$/,
    read: (m) => ({ kind: 'serving', term: count(m, 1) }),
    samples: [
      {
        text: 'SwitchoverMain::Serving : this server is the active one, term 2 [rule 22]',
        reads: { kind: 'serving', term: 2 },
      },
    ],
  },
  {
    id: 'net-test-address',
    dialect: 'any',
    writer: 'switchover',
    begins: ['ServiceParameters::GetParametersFromRegistry'],
    // The effective address is spelled in two ways, by release.
    pattern:
      /^ServiceParameters::GetParametersFromRegistry ?: NetTest (?:Server ([12])|(?:Server )?Address)=([\w.:%-]{1,255})$/,
    read: (m) => ({
      kind: 'net-test-address',
      entry: m[1] === undefined ? 'effective' : m[1] === '1' ? 'server-1' : 'server-2',
      address: group(m, 2),
    }),
    samples: [
      {
        text: 'ServiceParameters::GetParametersFromRegistry: NetTest Server 1=135.89.3.43',
        reads: { kind: 'net-test-address', entry: 'server-1', address: '135.89.3.43' },
      },
      {
        text: 'ServiceParameters::GetParametersFromRegistry: NetTest Server Address=135.89.3.43',
        reads: { kind: 'net-test-address', entry: 'effective', address: '135.89.3.43' },
      },
      {
        text: 'ServiceParameters::GetParametersFromRegistry: NetTest Address=86.45.2.1',
        reads: { kind: 'net-test-address', entry: 'effective', address: '86.45.2.1' },
      },
    ],
  },
];

/** `name=number` pairs; others are left out. */
function numbersOf(text: string): Readonly<Record<string, number>> {
  const pairs = text.split(', ').map((pair) => /^([\w ]{1,60})=(-?\d{1,12}(?:\.\d{1,6})?)$/.exec(pair));
  return Object.fromEntries(pairs.flatMap((pair) => (pair === null ? [] : [[pair[1] ?? '', Number(pair[2])]])));
}
