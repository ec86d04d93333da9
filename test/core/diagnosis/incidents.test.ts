import { describe, expect, it } from 'vitest';
import { ANSWERED, GIVEN_UP, LOST_DECISION, MODULE_DECISION, RECONNECT, RESTORED, ROUND, SOCKET } from './messages.ts';
import { table, why } from './read-text.ts';

const FAILED =
  'ModuleByName::Ping() : Ping rejected to the TsServer module: error count [1] is within maximum [2], ping will be reissued with regular timeout';
const EXPIRED =
  '[Error] SwitchoverState::Reconnecting: Reconnect period expired, posting [event=eConnectionsDown] to initiate a switchover';
const NOISE = [
  'FileMonitor: mirrored D:\\I3\\IC\\Resources\\Initiating Connections Switch.pdf',
  'EMail: subject "Backup server switching to primary mode"',
  'TsServer was asked for its lines; Module is down, switching now and going to StatePrimary (quoted from the manual)',
];

describe('an incident', () => {
  it('is found among lines that only look like one', () => {
    const report = why([
      table(
        `10:00:00.000 ${NOISE[0]}`,
        `10:00:01.000 ${FAILED}`,
        `10:00:01.500 ${NOISE[1]}`,
        `10:00:11.000 ${ROUND}`,
        `10:00:31.000 ${GIVEN_UP}`,
        `10:00:31.001 ${NOISE[2]}`,
        `10:00:31.020 ${MODULE_DECISION}`,
        `10:05:00.000 ${NOISE[0]}`,
      ),
    ]);
    expect(report.switches).toMatchObject([{ line: 8, cause: 'module-down', detectMs: 30_020, confidence: 'certain' }]);
    expect(report.switches[0]?.evidence.map(({ line }) => line)).toEqual([3, 5, 6, 8]);
  });

  it('is not found if there are only such lines', () => {
    const report = why([table(`09:00:00.000 ${ANSWERED}`, ...NOISE.map((noise) => `10:00:00.000 ${noise}`))]);
    expect(report).toMatchObject({ verdict: 'not-switched', switches: [], averted: [] });
  });

  it('with all five marking phrases is one switch, at the line saying that the server becomes primary', () => {
    const report = why([
      table(
        `10:00:00.000 ${SOCKET}`,
        '10:00:30.000 Switchover Service: Switch Initiated.',
        '10:00:30.001 CVirtualSwitchControl::Switch(): Initiating switch',
        `10:00:30.002 ${LOST_DECISION}`,
        '10:00:30.003 Initiating Connections Switch',
        '10:00:30.900 [Error] SwitchoverMain::StatusMessage: Backup server switching to primary mode',
      ),
    ]);
    expect(report.switches).toMatchObject([{ at: '10:00:30.002', line: 5, cause: 'notifier-connection-lost' }]);
  });

  it.each([
    ['Switchover Service: Switch Initiated', 'unknown'],
    ['Initiating Connections Switch', 'unknown'],
    ['CVirtualSwitchControl::Switch(): Initiating switch', 'unknown'],
    ['[Error] SwitchoverMain::StatusMessage: Backup server switching to primary mode', 'unknown'],
    ['SwitchoverState::StateBackup: Something new, going to StatePrimary and switching now', 'unknown'],
  ])('marked by "%s" alone is a switch of unknown cause', (marker, cause) => {
    const report = why([table(`10:00:00.000 ${ANSWERED}`, `10:00:30.000 ${marker}`)]);
    expect(report.verdict).toBe('switched');
    expect(report.switches).toMatchObject([
      { cause, initiator: 'unknown', confidence: 'possible', firstSymptomAt: null },
    ]);
    expect(report.switches[0]?.missing.length).toBeGreaterThan(0);
  });

  it('without a stated reason is at most likely', () => {
    const likely = why([
      table(`10:00:01.000 ${FAILED}`, `10:00:31.000 ${GIVEN_UP}`, '10:00:31.020 Initiating Connections Switch'),
    ]);
    expect(likely.switches).toMatchObject([{ cause: 'module-down', confidence: 'likely' }]);
    const possible = why([table(`10:00:01.000 ${FAILED}`, '10:00:31.020 Initiating Connections Switch')]);
    expect(possible.switches).toMatchObject([{ cause: 'module-down', confidence: 'possible' }]);
  });

  it('is followed past midnight', () => {
    const report = why([
      table(
        `23:59:50.000 ${SOCKET}`,
        `23:59:50.100 ${RECONNECT}`,
        `00:00:20.100 ${EXPIRED}`,
        `00:00:20.101 ${LOST_DECISION}`,
      ),
    ]);
    expect(report.switches).toMatchObject([{ at: '00:00:20.101', firstSymptomAt: '23:59:50.000', detectMs: 30_101 }]);
  });

  it('does not begin with a failure from hours before', () => {
    const report = why([
      table(
        `06:00:00.000 ${FAILED}`,
        `10:00:00.000 ${SOCKET}`,
        `10:00:30.000 ${EXPIRED}`,
        `10:00:30.001 ${LOST_DECISION}`,
      ),
    ]);
    expect(report.switches).toMatchObject([{ firstSymptomAt: '10:00:00.000', detectMs: 30_001 }]);
  });

  it('is one of several: the last one is explained, or all of them', () => {
    const text = table(
      `10:00:00.000 ${SOCKET}`,
      `10:00:30.000 ${LOST_DECISION}`,
      `10:00:30.010 ${SOCKET}`,
      `14:00:00.000 ${FAILED}`,
      `14:00:30.000 ${GIVEN_UP}`,
      `14:00:30.010 ${MODULE_DECISION}`,
      '22:00:00.000 [Enter] SwitchoverState::StateBackup: event=eInternalSwitchReq',
      '22:00:00.001 [Error] SwitchoverMain::StatusMessage: Backup server switching to primary mode',
    );
    expect(why([text]).switches.map(({ cause }) => cause)).toEqual([
      'notifier-connection-lost',
      'module-down',
      'manual',
    ]);
    expect(why([text], false)).toMatchObject({ switchesFound: 3, switches: [{ cause: 'manual' }] });
  });

  it('is one of more than are kept: the oldest are only counted, and the report says so', () => {
    const rows = Array.from({ length: 520 }, (_, index) => {
      const time = new Date(index * 150_000).toISOString().slice(11, 19);
      return `${time}.000 [Error] SwitchoverMain::StatusMessage: Backup server switching to primary mode`;
    });
    const report = why([table(...rows)]);
    expect(report).toMatchObject({ switchesFound: 520, switches: { length: 500 } });
    expect(report.logs[0]?.remarks).toEqual([
      'only the newest incidents of each kind are explained; 20 older switches and 0 other incidents are only counted',
    ]);
  });
});

describe('a switch that did not happen', () => {
  it('is averted by one answered ping', () => {
    const report = why([table(`10:00:00.000 ${FAILED}`, `10:00:10.000 ${ANSWERED}`)]);
    expect(report).toMatchObject({
      verdict: 'not-switched',
      averted: [{ at: '10:00:10.000', reason: 'module-recovered' }],
    });
    expect(report.averted[0]?.evidence.map(({ line }) => line)).toEqual([2, 3]);
  });

  it('is averted if the failure count started again, which means an answer in between', () => {
    const report = why([table(`10:00:00.000 ${FAILED}`, `10:01:00.000 ${FAILED}`, `10:01:10.000 ${ANSWERED}`)]);
    expect(report.averted.map(({ reason }) => reason)).toEqual(['module-recovered', 'module-recovered']);
  });

  it('is averted in the older dialect by a ping that starts counting at 0', () => {
    const report = why([
      table(
        '10:00:00.000 [Error] error pinging TsServer count=1',
        '10:00:12.000 [Enter] PingModule::ModuleByName::Ping: TsServer error count=0 timeout= 10000',
      ),
    ]);
    expect(report).toMatchObject({ verdict: 'not-switched', averted: [{ reason: 'module-recovered' }] });
  });

  it('is averted by restored connections', () => {
    const report = why([table(`10:00:00.000 ${SOCKET}`, `10:00:00.100 ${RECONNECT}`, `10:00:12.000 ${RESTORED}`)]);
    expect(report).toMatchObject({ verdict: 'not-switched', averted: [{ at: '10:00:12.000', reason: 'reconnected' }] });
  });

  it('is undetermined while a failure is unresolved at the end of the log', () => {
    const report = why([table(`10:00:00.000 ${FAILED}`, `10:00:05.000 ${NOISE[0]}`)]);
    expect(report).toMatchObject({ verdict: 'undetermined', switches: [], averted: [] });
    expect(report.open.map(({ line }) => line)).toEqual([2]);
    expect(report.undetermined.join()).toContain('after 10:00:00.000');
  });

  it('is certain if the log continued for hours after the failure', () => {
    const report = why([table(`10:00:00.000 ${FAILED}`, `16:00:00.000 ${NOISE[0]}`)]);
    expect(report.verdict).toBe('not-switched');
  });
});

describe('a text that is not a log', () => {
  it('is undetermined, and the report says how many lines were not understood', () => {
    const report = why(['once upon a time\nthere was a server\n\nSwitchover Service: Switch Initiated\n']);
    expect(report).toMatchObject({
      verdict: 'undetermined',
      logs: [{ kind: 'unknown', dialect: null, lines: 4, unread: 3 }],
    });
  });

  it('does not affect the rows of a log around it', () => {
    const report = why([`${table(`10:00:00.000 ${SOCKET}`)}\ngarbage\n10:00:30.000\t${LOST_DECISION}\r\n`]);
    expect(report.logs[0]).toMatchObject({ unread: 1, lines: 4 });
    expect(report.switches).toMatchObject([{ line: 4, cause: 'notifier-connection-lost' }]);
  });
});

describe('two switches of one server within a minute', () => {
  const going = (reason: string): string =>
    `SwitchoverState::StateBackup: ${reason}, switching now and going to StatePrimary`;

  it('are two if the state machine says a second time that it becomes active', () => {
    const report = why([table(`10:00:00.000 ${going('Module is down')}`, `10:00:50.000 ${going('Module is down')}`)]);
    expect(report.switches.map(({ at }) => at)).toEqual(['10:00:00.000', '10:00:50.000']);
  });

  it('are one if other phrases mark the same switch, or a line occurs twice', () => {
    const report = why([
      table(
        `10:00:00.000 ${going('Module is down')}`,
        `10:00:00.000 ${going('Module is down')}`,
        '10:00:20.000 Initiating Connections Switch',
      ),
    ]);
    expect(report.switches).toHaveLength(1);
  });

  it('are two if the server starts to reconnect in between', () => {
    const report = why([
      table(
        '10:00:00.000 [Error] SwitchoverMain::StatusMessage: Backup server switching to primary mode',
        '10:00:10.000 SwitchoverState::StartReconnectTimer: Scheduling reconnect timeout to execute in 30 second(s)',
        '10:00:40.000 [Warning] SwitchoverState::StateBackup: Lost connections to the primary, going to StatePrimary and switching now',
      ),
    ]);
    expect(report.switches.map(({ at, cause }) => `${at} ${cause}`)).toEqual([
      '10:00:00.000 unknown',
      '10:00:40.000 notifier-connection-lost',
    ]);
  });
});
