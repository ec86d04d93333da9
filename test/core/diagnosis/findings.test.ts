import { describe, expect, it } from 'vitest';
import { explain } from '../../../src/core/diagnosis/report.ts';
import { renderWhySwitched } from '../../../src/presentation/explain/why-switched.ts';
import { PLAIN } from '../../../src/presentation/text/palette.ts';
import { activeCompanion, becomesBackup, losesBoth, runEngine } from './engine-log.ts';
import { ANSWERED, GIVEN_UP, LOST_DECISION, MODULE_DECISION, RECONNECT, SOCKET } from './messages.ts';
import { readText, table, why, whySample } from './read-text.ts';

const FAILED =
  'ModuleByName::Ping() : Ping timed out to the TsServer module: error count [1] is within maximum [3], ping will be reissued with retry timeout';
const LOST = '[Warning] DispatcherLib::CallbackRouter::svc(): Lost notifier connection.';
const EXPIRED =
  '[Error] SwitchoverState::Reconnecting: Reconnect period expired, posting [event=eConnectionsDown] to initiate a switchover';
const CUT = [
  `10:00:00.000 ${SOCKET}`,
  `10:00:00.100 ${RECONNECT}`,
  `10:00:30.100 ${EXPIRED}`,
  `10:00:30.101 ${LOST_DECISION}`,
];

function text(report: ReturnType<typeof why>): string {
  return renderWhySwitched(report, { palette: PLAIN, columns: 100 });
}

it('a decision that names an unreachable primary makes that likely, not certain, if nothing else shows it', () => {
  const decision =
    "[Warning] SwitchoverState::StateBackup: The primary's server is unreachable, going to StatePrimary and switching now";
  expect(why([table(`10:00:30.000 ${decision}`)]).switches).toMatchObject([
    { cause: 'primary-unreachable', confidence: 'likely' },
  ]);
});

describe('a failure that is unresolved at the end of the log', () => {
  const report = why([table(...CUT, `15:00:00.000 ${ANSWERED}`, `16:00:00.000 ${FAILED}`)], false);

  it('comes first in the answer, whatever switches came before', () => {
    expect(report).toMatchObject({ verdict: 'undetermined', switchesFound: 1 });
    expect(report.open.map(({ line }) => line)).toEqual([7]);
    expect(text(report).split('\n')[0]).toMatch(/^CANNOT TELL: .*a failure/);
    expect(text(report)).toContain('The last switch before that: SWITCHED at 10:00:30.101');
  });

  it('is resolved if the log of the other server shows the outcome', () => {
    const former = table(`10:00:00.050 ${SOCKET}`, `10:00:00.060 ${LOST}`);
    const both = why([table(...CUT), former]);
    expect(both).toMatchObject({ verdict: 'switched', open: [] });
    expect(why([former]).verdict).toBe('undetermined');
  });

  it('is not one if the new active server loses its companion', () => {
    const report = why([table(...CUT, `10:09:00.000 ${SOCKET}`, `10:09:00.001 ${LOST}`)]);
    expect(report).toMatchObject({ verdict: 'switched', open: [], switchesFound: 1 });
  });

  it('is resolved if a ping was answered afterwards', () => {
    const report = why([table(`10:00:00.000 ${SOCKET}`, `10:00:00.100 ${RECONNECT}`, `10:00:09.000 ${ANSWERED}`)]);
    expect(report).toMatchObject({ verdict: 'not-switched', averted: [{ reason: 'reconnected' }] });
  });

  it('is resolved if this server may not switch by itself', () => {
    const upgrade =
      'SwitchoverState::StateBackup: This server is newer, going to StateUpgradeHigher: manual switch only';
    const report = why([table(`10:00:00.000 ${upgrade}`, `10:00:09.000 ${SOCKET}`)]);
    expect(report).toMatchObject({ verdict: 'not-switched', averted: [], unhandled: [{ reason: 'upgrade-state' }] });
    expect(report.whyNot.map(({ finding }) => finding)).toEqual([51, 60]);
    const manual = 'SwitchoverMain::SetMode : Switching mode set to [manual] by [ann]';
    expect(why([table(`10:00:00.000 ${manual}`, `10:00:09.000 ${SOCKET}`)])).toMatchObject({
      verdict: 'not-switched',
      averted: [],
      unhandled: [{ reason: 'manual-mode' }],
    });
  });
});

describe('what happened to the servers afterwards', () => {
  it('replaces the advice: no warning about two active servers if this one is the backup again', () => {
    const before = why([table(...CUT)]).switches[0];
    expect(before).toMatchObject({ mayBeTwoActive: true, afterwards: null });
    expect(before?.next.join()).toContain('make sure that only one server is active');
    const after = why([table(...CUT, `15:00:00.000 ${ANSWERED}`)]).switches[0];
    expect(after?.mayBeTwoActive).toBe(false);
    expect(after?.afterwards).toContain('this server has been the backup again since 15:00:00 (1.log, line 6)');
    expect(after?.next.join()).not.toMatch(/only one server|no backup until/);
    expect(after?.missing.join()).not.toContain('two servers may be active');
  });

  it('is found in the log of the other server', () => {
    const stale = 'SwitchoverState::StatePrimary: Another server is active, going to StateInactive';
    const [found] = why([table(...CUT), table(`10:20:00.000 ${stale}`)]).switches;
    expect(found?.afterwards).toContain('the other server has been stale since 10:20:00 (2.log, line 2)');
    expect(found?.mayBeTwoActive).toBe(false);
  });

  it('may be two active servers, which the engine itself logs', () => {
    const two =
      '[Warning] SwitchoverState::StatePrimary: The companion is active under a lower term and has to give way [rule 230]';
    const engine = runEngine();
    becomesBackup(engine);
    losesBoth(engine);
    engine.waits(31_000);
    const [found] = why([`${engine.text()}2026-11-23T01:00:00.000Z\tSwitchoverStates\t${two}\n`]).switches;
    expect(found?.afterwards).toContain('two servers were active at 01:00:00');
    expect(found?.next[0]).toContain('two servers were active');
  });
});

describe('a switch that was undone', () => {
  it('is in the first line, with who requested it and why', () => {
    const engine = runEngine();
    becomesBackup(engine);
    const request = { id: 'tx1', by: 'ann', expectedTerm: 1, immediate: false };
    engine.happens(
      { type: 'switch-requested', request },
      { type: 'message', message: { kind: 'refused', id: 'tx1', reason: 'busy' } },
    );
    const [first] = text(why([engine.text()])).split('\n');
    expect(first).toMatch(/^NO SWITCH in this log: a switch requested by ann was given up at .*: busy/);
  });

  it('may be a takeover that was undone before the server became active', () => {
    const rows = [
      `2026-11-23T10:00:00.000Z\tSwitchoverStates\t${LOST_DECISION} [rule 435]`,
      '2026-11-23T10:00:01.000Z\tSwitchoverStates\t[Warning] SwitchoverState::StatePrimary: The companion takes the higher term 3, going to StateBackup [rule 216]',
    ];
    const report = why([['Time\tTopic\tMessage', ...rows].join('\n')]);
    expect(report).toMatchObject({ verdict: 'not-switched', switches: [] });
    expect(report.givenUp).toMatchObject([
      { finding: 33, begunAt: '2026-11-23T10:00:00.000Z', why: 'The companion takes the higher term 3' },
    ]);
    expect(text(report).split('\n')[0]).toContain('a takeover, decided at 2026-11-23 10:00:00.000 UTC, was undone');
  });
});

describe('a limit', () => {
  it('is shown with its value and the line that reached it', () => {
    expect(whySample('ts-ping-failure.switchover.log').switches[0]?.thresholds).toMatchObject([
      { parameter: 'Switchover Max TS Failures', value: 2, unit: 'failures', line: 5 },
    ]);
    expect(whySample('notifier-connection-lost.switchover.log').switches[0]?.thresholds).toMatchObject([
      { parameter: 'Switchover Reconnect Timeout', value: 30, unit: 's', line: 7 },
    ]);
    expect(whySample('ts-ping-failure-older-dialect.switchover.log').switches[0]?.thresholds).toMatchObject([
      { parameter: 'Switchover Max TS Failures', value: 2, line: 7 },
    ]);
    expect(whySample('internal-switch-request.switchover.log').switches[0]?.thresholds).toEqual([]);
  });

  it('is shown with the other values in the log', () => {
    const seen = (name: string): string[] =>
      whySample(name).switches[0]?.settings.map(({ parameter, value }) => `${parameter} ${value}`) ?? [];
    expect(seen('ts-ping-failure.switchover.log')).toEqual([
      'Switchover Max TS Failures 2',
      'Switchover Ping on Aux Connection 0',
      'Switchover TS Timeout 10',
    ]);
    expect(seen('ts-ping-failure-older-dialect.switchover.log')).toEqual([
      'Switchover Max TS Failures 2',
      'Switchover TS Timeout 10',
      'Switchover TS Failure Retry Delay 1',
    ]);
  });
});

describe('confidence', () => {
  it('is lower if connections failed too and no line says that they were up', () => {
    const rows = [`10:00:00.000 ${LOST}`, `10:00:20.000 ${GIVEN_UP}`, `10:00:20.100 ${MODULE_DECISION}`];
    const [found] = why([table(...rows)]).switches;
    expect(found).toMatchObject({ cause: 'module-down', confidence: 'likely' });
    expect(found?.missing[0]).toContain('a connection to the active server failed too (line 2)');
  });

  it('is lower if the event before the decision means another cause', () => {
    const event = '[Enter] SwitchoverState::StateBackup: event=eTSDown';
    const [found] = why([
      table(`10:00:00.000 ${SOCKET}`, `10:00:00.010 ${event}`, `10:00:00.020 ${LOST_DECISION}`),
    ]).switches;
    expect(found?.confidence).toBe('likely');
    expect(found?.missing[0]).toContain('eTSDown');
  });

  it('is lower if the decision gives an unknown reason', () => {
    const marker = 'SwitchoverState::StateBackup: Watchdog fired, going to StatePrimary and switching now';
    const [found] = why([table(`10:00:00.000 ${GIVEN_UP}`, `10:00:00.010 ${marker}`)]).switches;
    expect(found).toMatchObject({ cause: 'module-down', confidence: 'possible' });
    expect(why([table(`10:00:00.010 ${marker}`)]).switches[0]?.missing[0]).toContain('"Watchdog fired"');
  });
});

describe('the logs', () => {
  it('say which server wrote them and which roles it had', () => {
    const engine = runEngine();
    becomesBackup(engine);
    losesBoth(engine);
    engine.waits(31_000);
    const [log] = why([engine.text()]).logs;
    expect(log).toMatchObject({ kind: 'node', server: { letter: 'B', name: 'beta' } });
    expect(log?.roles.map(({ role }) => role)).toEqual(['starting', 'backup', 'active']);
    const names = ['switchover', 'notifier', 'tsserver'].map((kind) => `ts-ping-success.${kind}.log`);
    const success = whySample(...names);
    expect(success.logs.map(({ server, roles }) => [server?.name ?? null, roles[0]?.role])).toEqual([
      ['SG-CLAY44A', 'backup'],
      [null, 'active'],
      [null, 'active'],
    ]);
    expect(whySample('nettest-parameters-backup-b.switchover.log').logs[0]?.server?.letter).toBe('B');
  });

  it('without dates are placed on the same day although one begins after midnight', () => {
    const late = table('00:00:10.000 ModuleByName::Ping() : Received ping from the TsServer module');
    const notifier = ['Time\tTopic\tMessage', '23:59:58.000\tNotifierLib\tremote subsystem disconnects'].join('\n');
    const rows = [`23:59:59.000 ${SOCKET}`, `00:00:29.000 ${EXPIRED}`, `00:00:29.001 ${LOST_DECISION}`];
    expect(why([table(...rows), notifier]).switches[0]?.pointsTo).toBe('network');
    expect(why([late, table(...rows)]).verdict).toBe('switched');
  });

  it('given twice contain each switch once', () => {
    const copy = table(...CUT);
    expect(explain([readText(copy, 'a.log'), readText(copy, 'b.log')], { all: true }).switchesFound).toBe(1);
  });
});

describe('a module that restarts too often', () => {
  it('is shown with its restarts, from the first one on', () => {
    const restarted = (inARow: number): string =>
      `ModuleByName::Ping() : The web module answers under the new process id [${4000 + inARow}]: restarts in a row [${inARow}], within the period [${inARow}]`;
    const rows = [
      `10:00:00.000 ${restarted(1)}`,
      `10:02:10.000 ${restarted(2)}`,
      '10:02:10.010 SwitchoverState::StateBackup: Module restarts too often, switching now and going to StatePrimary',
    ];
    expect(why([table(...rows)]).switches).toMatchObject([
      {
        cause: 'module-restarting',
        confidence: 'certain',
        module: 'web',
        firstSymptomAt: '10:00:00.000',
        detectMs: 130_010,
      },
    ]);
    expect(why([table(...rows.slice(0, 1))])).toMatchObject({ verdict: 'not-switched', averted: [] });
  });
});

describe('a stale server', () => {
  it('that sees the active one fail shows that there was no backup', () => {
    const engine = runEngine();
    becomesBackup(engine);
    losesBoth(engine);
    engine.waits(31_000);
    engine.answers({ ...activeCompanion(engine), term: 9, highestTerm: 9, lastPrimaryTerm: 9 });
    engine.waits(20_000);
    losesBoth(engine);
    const report = why([engine.text()]);
    expect(engine.state().place).toBe('inactive.stale');
    expect(report.unhandled.map(({ reason }) => reason)).toContain('no-backup');
  });
});

describe('the notes', () => {
  it('say what a Notifier log points to if it is the only log', () => {
    const { verdict, notes, logs } = why([
      'Time\tTopic\tMessage\n14:17:50.000\tNotifier\tremote subsystem disconnects\n14:17:52.000\tNotifier\tthe request took too long\n14:17:53.000\tNotifier\tthe next one took too long',
    ]);
    expect([verdict, logs[0]?.kind]).toEqual(['undetermined', 'notifier']);
    expect(notes.map(({ means, line }) => `${line}: ${means}`)).toEqual([
      '2: a remote subsystem disconnected (once at 14:17:50.000), which points to the network',
      '4: something took too long (2 times, most recently at 14:17:53.000), which points to the server',
    ]);
  });

  it('say that a thread of the service had stopped before a switch', () => {
    const { verdict, notes } = why([
      table(
        '10:00:00.000 SelfMonitor - Detected PrimaryMonitor thread stop. Contact Support.',
        '10:00:30.000 Switchover Service: Switch Initiated.',
      ),
    ]);
    expect([verdict, notes.map(({ means }) => means)]).toEqual([
      'switched',
      [
        "the PrimaryMonitor thread of the Switchover service failed and stopped: check the event log of this server for other errors of the Switchover system at that time; restart the Switchover service at a quiet time, and send the logs to the vendor's support",
      ],
    ]);
  });

  it('come after the answer, which names an unresolved failure', () => {
    const failed = why([
      table('10:00:00.000 [Warning] DispatcherLib::CallbackRouter::svc(): Lost notifier connection.'),
    ]);
    expect(failed.undetermined[0]).toContain('ends before the outcome of a failure');
  });
});
