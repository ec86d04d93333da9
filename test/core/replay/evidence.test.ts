/** What the replay of a log takes from it: which connection a line is about decides what the engine does. */
import { describe, expect, it } from 'vitest';
import { settingsOf } from '../../../src/core/config/parameters/settings.ts';
import { type Evidence, evidenceOf } from '../../../src/core/replay/evidence.ts';
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
