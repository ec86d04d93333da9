/** What the replay of a log takes from it: which connection a line is about decides what the engine does. */
import { describe, expect, it } from 'vitest';
import { settingsOf } from '../../../src/core/config/parameters/settings.ts';
import type { LogEvent, Observation } from '../../../src/core/diagnosis/observation.ts';
import { type Evidence, evidenceOf, shownSettings } from '../../../src/core/replay/evidence.ts';
import { readText, table } from '../diagnosis/read-text.ts';

const SETTINGS = { ...settingsOf({}, 'B'), primaryMonitorTimeoutMs: 5_000, moduleTimeoutMs: 10_000 };
const DECISION =
  '10:05:00.000 [Warning] SwitchoverState::StateBackup: Lost connections to the primary, going to StatePrimary and switching now';
const at = (time: string): number => Date.parse(`1970-01-01T${time}Z`);

function evidence(...rows: readonly string[]): Evidence {
  const [found] = readText(table(...rows, DECISION)).incidents.switches;
  return evidenceOf(found!.before, SETTINGS, found!.marker.at.ms);
}

const lost = (time: string, connection: string): string =>
  `${time} [Warning] DispatcherLib::CallbackRouter::svc(): Lost notifier connection. (${connection})`;
const unnamed = (time: string): string =>
  `${time} [Warning] DispatcherLib::CallbackRouter::svc(): Lost notifier connection.`;
const pinged = (time: string, how: string, connection: string): string =>
  `${time} [Error] primarymonitor::CPrimaryMonitor::ping_notifier : Ping ${how} to the notifier on the ${connection} connection: error count [1] of maximum [2]`;

describe('the connections in the evidence of a replay', () => {
  it.each([
    ['main', 'main', 'aux', 'aux'],
    ['aux', 'aux', 'main', 'main'],
    ['auxiliary', 'aux', 'main', 'main'],
  ])('are lost in the order of the log, by the names that it gives: %s first', (one, first, other, second) => {
    expect(evidence(lost('10:04:00.000', one), lost('10:04:10.000', other)).connections).toEqual([
      { at: at('10:04:00.000'), connection: first, up: false },
      { at: at('10:04:10.000'), connection: second, up: false },
    ]);
  });

  it('are main and then the auxiliary one where the log names none', () => {
    expect(evidence(unnamed('10:04:00.000'), unnamed('10:04:10.000')).connections).toEqual([
      { at: at('10:04:00.000'), connection: 'main', up: false },
      { at: at('10:04:10.000'), connection: 'aux', up: false },
    ]);
  });

  it('that are lost twice without having come back are lost once', () => {
    expect(evidence(lost('10:04:00.000', 'main'), lost('10:04:01.000', 'main')).connections).toEqual([
      { at: at('10:04:00.000'), connection: 'main', up: false },
    ]);
  });
});

describe('the failed pings to the Notifier in the evidence of a replay', () => {
  it('belong to the connection that the line names', () => {
    const { notifier } = evidence(
      pinged('10:04:00.000', 'timed out', 'main'),
      pinged('10:04:01.000', 'was rejected', 'aux'),
      pinged('10:04:02.000', 'was rejected', 'auxiliary'),
      pinged('10:04:03.000', 'was rejected', 'main'),
    );
    expect(notifier).toEqual({
      main: [
        { at: at('10:04:00.000'), sentAt: at('10:03:55.000'), outcome: 'timed-out' },
        { at: at('10:04:03.000'), sentAt: at('10:04:03.000'), outcome: 'rejected' },
      ],
      aux: [
        { at: at('10:04:01.000'), sentAt: at('10:04:01.000'), outcome: 'rejected' },
        { at: at('10:04:02.000'), sentAt: at('10:04:02.000'), outcome: 'rejected' },
      ],
    });
  });
});

describe('the network checks in the evidence of a replay', () => {
  const check = (time: string, name: string, result: string, address: string): string =>
    `${time} primarymonitor::CPrimaryMonitor::check_any : Checked [${address}], setting network connection status to '${name}${result}'`;

  it('are one round, at the time of its last check, each under its own name', () => {
    const { network } = evidence(
      lost('10:04:00.000', 'main'),
      check('10:04:01.000', 'Link', 'Up', 'eth0'),
      check('10:04:02.000', 'Gateway', 'Unreachable', '10.0.0.1'),
      check('10:04:03.000', 'NetTest', 'Reached', '10.0.0.9'),
      check('10:04:04.000', 'Primary', 'Unreachable', '10.0.0.2'),
    );
    expect(network).toEqual([
      {
        at: at('10:04:04.000'),
        checks: {
          link: { result: 'reached', address: 'eth0' },
          gateway: { result: 'unreachable', address: '10.0.0.1' },
          netTest: { result: 'reached', address: '10.0.0.9' },
          primary: { result: 'unreachable', address: '10.0.0.2' },
        },
      },
    ]);
  });

  it('begin a new round after another line, which knows nothing of the earlier one', () => {
    const { network } = evidence(
      lost('10:04:00.000', 'main'),
      check('10:04:01.000', 'Gateway', 'Reached', '10.0.0.1'),
      lost('10:04:02.000', 'aux'),
      check('10:04:03.000', 'Primary', 'Unreachable', '10.0.0.2'),
    );
    const unknown = { result: 'unknown', why: 'the log does not show it' };
    expect(network.map(({ checks }) => [checks.gateway, checks.primary])).toEqual([
      [{ result: 'reached', address: '10.0.0.1' }, unknown],
      [unknown, { result: 'unreachable', address: '10.0.0.2' }],
    ]);
  });
});

type SeenAt = readonly [second: number, saw: Observation];

/** A log of these observations, each with its second. */
function seen(...observations: readonly SeenAt[]): LogEvent[] {
  return observations.map(([second, saw], order) => {
    const place = { file: 'x.log', line: order + 1, order, text: '', rule: null };
    return { ...place, at: { ms: second * 1_000, calendar: 'none' } as unknown as LogEvent['at'], saw };
  });
}

const SENT = { kind: 'module-ping-sent', module: 'TsServer', failures: null, timeoutMs: null } as const;
const ANSWERED = { kind: 'module-ping-answered', module: 'TsServer' } as const;
const failed = (how: 'rejected' | 'timed-out' | null) =>
  ({ kind: 'module-ping-failed', module: 'TsServer', how, failures: 1, limit: null }) as const;

describe('the pings to the module in the evidence of a replay', () => {
  const samples = (...observations: readonly SeenAt[]) =>
    evidenceOf(seen(...observations), SETTINGS, 100_000).module?.samples.map(
      ({ at, sentAt, outcome }) => `${sentAt / 1_000} to ${at / 1_000}: ${outcome}`,
    ) ?? null;

  it('are none if the log has none', () => {
    expect(samples([1, { kind: 'reconnected' }])).toBeNull();
  });

  it('are answered when the log says so', () => {
    expect(samples([5, ANSWERED], [9, { kind: 'verification-answered', module: 'TsServer' }])).toEqual([
      '5 to 5: answered',
      '9 to 9: answered',
    ]);
  });

  it('were sent when the log says so, each ping by its own row', () => {
    expect(samples([1, SENT], [9, failed('timed-out')], [20, failed('timed-out')])).toEqual([
      '1 to 9: timed-out',
      '10 to 20: timed-out',
    ]);
    expect(samples([1, SENT], [2, ANSWERED], [20, failed('timed-out')])).toEqual([
      '2 to 2: answered',
      '10 to 20: timed-out',
    ]);
  });

  it('that are rejected end at once; otherwise they took as long as a ping may take', () => {
    expect(samples([20, failed('rejected')], [40, failed('timed-out')])).toEqual([
      '20 to 20: rejected',
      '30 to 40: timed-out',
    ]);
  });

  it('fail like the one before if the log does not say how', () => {
    expect(samples([20, failed('rejected')], [21, failed(null)])).toEqual(['20 to 20: rejected', '21 to 21: rejected']);
    expect(samples([20, failed('timed-out')], [40, failed(null)])).toEqual([
      '10 to 20: timed-out',
      '30 to 40: timed-out',
    ]);
  });

  it('are one if several rows are about it, within two milliseconds', () => {
    const given = { kind: 'module-given-up', module: 'TsServer', how: null, limit: 3 } as const;
    expect(samples([20, failed('rejected')], [20.001, given])).toHaveLength(1);
    expect(samples([20, failed('rejected')], [20.002, given])).toHaveLength(2);
    expect(samples([20, ANSWERED], [20.001, failed('rejected')])).toHaveLength(2);
  });

  it('have the name of the module that the last row names', () => {
    const [first, last] = [
      { ...SENT, module: 'First' },
      { ...ANSWERED, module: 'Last' },
    ];
    expect(evidenceOf(seen([1, first], [2, last], [3, failed('rejected')]), SETTINGS, 9_000).module?.name).toBe(
      'TsServer',
    );
    expect(evidenceOf(seen([1, first], [2, last]), SETTINGS, 9_000).module?.name).toBe('Last');
    expect(evidenceOf(seen([3, { ...failed('rejected'), module: null }]), SETTINGS, 9_000).module?.name).toBe('module');
  });
});

describe('the evidence of a replay', () => {
  it('begins with the first ping to the module, otherwise with the first row that is not about one', () => {
    const from = (...rows: readonly SeenAt[]): number => evidenceOf(seen(...rows), SETTINGS, 90_000).from;
    expect(from([1, { kind: 'reconnected' }], [20, failed('timed-out')])).toBe(10_000);
    expect(from([1, SENT], [5, { kind: 'reconnected' }])).toBe(5_000);
    expect(from([1, SENT])).toBe(1_000);
    expect(from()).toBe(90_000);
  });

  it('is from manual mode only if that held the server back', () => {
    const held = (reason: 'manual-mode' | 'upgrade-state'): boolean =>
      evidenceOf(seen([1, { kind: 'held-back', reason, words: '' }]), SETTINGS, 9_000).manual;
    expect([held('manual-mode'), held('upgrade-state')]).toEqual([true, false]);
  });

  it('has a connection up again, and lost again after that', () => {
    const main = { kind: 'connection-lost', connection: 'main' } as const;
    const { connections } = evidenceOf(seen([1, main], [2, { kind: 'reconnected' }], [3, main]), SETTINGS, 9_000);
    expect(connections.map(({ at: ms, up }) => [ms, up])).toEqual([
      [1_000, false],
      [2_000, true],
      [3_000, false],
    ]);
  });

  it.each([
    ['reached', { result: 'reached', address: '' }],
    ['unreachable', { result: 'unreachable', address: '' }],
    ['off', { result: 'off' }],
    ['unknown', { result: 'unknown', why: 'the log does not show it' }],
  ] as const)('has a check without address that is %s', (result, check) => {
    const row = { kind: 'network-check', check: 'net-test', result, address: null } as const;
    expect(evidenceOf(seen([1, row]), SETTINGS, 9_000).network[0]?.checks.netTest).toEqual(check);
  });
});

describe('the settings that a log shows', () => {
  const rejected = (limit: number | null) => ({ ...failed('rejected'), limit });
  it.each<[what: string, rows: readonly SeenAt[], shown: ReturnType<typeof shownSettings>]>([
    ['nothing about them', [[1, ANSWERED]], {}],
    ['the reconnect period', [[1, { kind: 'reconnect-started', limitMs: 30_000 }]], { reconnectTimeoutMs: 30_000 }],
    ['the retry delay', [[1, { kind: 'module-retry-scheduled', delayMs: 700 }]], { moduleRetryDelayMs: 700 }],
    ['the timeout', [[1, { ...SENT, timeoutMs: 9_000 }]], { moduleTimeoutMs: 9_000 }],
    ['the limit of failures', [[1, { ...failed('timed-out'), limit: 3 }]], { maxModuleFailures: 3 }],
    [
      'the limit of another monitor',
      [[1, { kind: 'notifier-ping-failed', how: 'timed-out', connection: 'main', failures: 1, limit: 7 }]],
      {},
    ],
    [
      'the time between two rejected pings',
      [
        [1, rejected(null)],
        [11, rejected(null)],
      ],
      { moduleTimeoutMs: 10_000 },
    ],
    [
      'the time between two rejected rounds of two pings',
      [
        [1, rejected(2)],
        [21, rejected(2)],
      ],
      { maxModuleFailures: 2, moduleTimeoutMs: 10_000 },
    ],
    [
      'a time between them that is no multiple',
      [
        [1, rejected(3)],
        [11, rejected(3)],
      ],
      { maxModuleFailures: 3 },
    ],
    [
      'the timeout, which counts before the time between rejected pings',
      [
        [1, { ...SENT, timeoutMs: 9_000 }],
        [2, rejected(null)],
        [12, rejected(null)],
      ],
      { moduleTimeoutMs: 9_000 },
    ],
  ])('are those of a log with %s', (_what, rows, shown) => {
    expect(shownSettings(seen(...rows))).toEqual(shown);
  });
});
