import { describe, expect, it } from 'vitest';
import { follow, readTime, writeMoment } from '../../../src/core/diagnosis/moment.ts';
import { openLog } from '../../../src/core/diagnosis/reading.ts';
import { readText, why } from './read-text.ts';

describe('times', () => {
  it.each([
    ['14:17:55.667', 'clock', '14:17:55.667'],
    ['08:59:20.000_0004', 'clock', '08:59:20.000'],
    ['8:05:01', 'clock', '08:05:01.000'],
    ['2026-11-23T00:22:28.123Z', 'zoned', '2026-11-23T00:22:28.123Z'],
    ['2026-11-23T00:22:28.123+01:00', 'zoned', '2026-11-22T23:22:28.123Z'],
    ['2026-11-23 00:22:28.123', 'dated', '2026-11-23T00:22:28.123'],
  ])('%s is read with what it says, and no more', (cell, calendar, written) => {
    const time = readTime(cell);
    expect(time?.calendar).toBe(calendar);
    expect(time === null ? '' : writeMoment(follow(null, time))).toBe(written);
  });

  it.each(['', '25:00:00.000', '14:61:00', '2026-02-30T10:00:00Z', '14:17', 'TsServer', '1'.repeat(100)])(
    '%j is not a time',
    (cell) => {
      expect(readTime(cell)).toBeNull();
    },
  );

  it('continue past midnight, and a late thread stays on the previous day', () => {
    const times = ['23:59:59.900', '00:00:00.100', '23:59:59.999', '00:00:00.200'].map((cell) => readTime(cell));
    let moment = null;
    const days: number[] = [];
    for (const time of times) {
      if (time === null) continue;
      moment = follow(moment, time);
      days.push(Math.floor(moment.ms / 86_400_000));
    }
    expect(days).toEqual([0, 1, 0, 1]);
  });
});

describe('lines that are not searched', () => {
  it('are counted, give the time of the last one, and separate what comes before from what comes after', () => {
    const failed =
      'Ping rejected to the TsServer module: error count [1] is within maximum [2], ping will be reissued with regular timeout';
    const reader = openLog('s.log');
    for (const line of ['Time\tMessage', `23:00:00.000\t${failed}`]) reader.line(line, true);
    reader.leap(1000, '01:00:00.000\tx');
    expect(reader.place()).toMatchObject({ lines: 1002, last: { ms: 25 * 3_600_000 }, resumed: null });
    reader.line(`02:00:00.000\t${failed}`, true);
    expect(reader.end()).toMatchObject({
      lines: 1003,
      last: { ms: 26 * 3_600_000 },
      incidents: { open: [{ line: 1003 }], roles: [{ role: 'backup' }, { role: 'backup' }] },
    });
    expect(reader.place().resumed).toEqual(reader.place().last);
  });
});

describe('hints', () => {
  it('are kept besides the incidents and are not a step of one', () => {
    const reading = readText(
      [
        'Time\tTopic\tMessage',
        '10:00:00.000\tNotifierLib\tRemote subsystem [StatServer] disconnected',
        '10:00:01.000\tNotifierLib\tCRoute::Dispatch : processing took too long (2.5 s)',
        '10:00:02.000\tSwitchover\t[Error] SelfMonitor - Detected mirror thread stop. Contact Support.',
        '10:00:03.000\tTsServer\tCall::Transfer : took too long (9 s)',
      ].join('\n'),
    );
    expect(reading.hints.map(({ line, saw }) => [line, saw.kind])).toEqual([
      [2, 'subsystem-disconnected'],
      [3, 'took-too-long'],
      [4, 'thread-stopped'],
    ]);
    expect(reading.incidents).toMatchObject({ switches: [], open: [] });
  });

  it('are bounded however many there are, and the newest are kept', () => {
    const rows = Array.from({ length: 5000 }, () => '10:00:00.000\tNotifierLib\tRemote subsystem disconnects');
    const { hints } = readText(['Time\tTopic\tMessage', ...rows].join('\n'));
    expect(hints).toHaveLength(2000);
    expect(hints.at(-1)?.line).toBe(5001);
  });
});

describe('clocks', () => {
  const sent = (time: string, id: number): string =>
    `${time}\tCNotifierSocketConnection::WriteWithCode : SENT Request SwitchoverService, Oid(*), Eid(TS Diagnostic Ping), ReqId(${id}), SndId(), Size(0)`;
  const answered = (time: string, id: number): string =>
    `${time}\tMessageServer::GetMessageWithCode : RECV Response SwitchoverService, Oid(*), Eid(TS Diagnostic Ping), ReqId(${id}), SndId(98), Size(7): SendWithRespOutOfOrder_${id}`;
  const received = (time: string, id: number): string =>
    `${time}\tMessageServer::GetMessagesWithCode : RECV Request SwitchoverService, Oid(*), Eid(TS Diagnostic Ping), ReqId(${id}), SndId(98), Size(0): ReqHandler`;
  const log = (...rows: readonly string[]): string => ['Time\tMessage', ...rows].join('\n');

  it('are enclosed from both sides by a request and its answer', () => {
    const report = why([log(sent('10:00:00.000', 1), answered('10:00:00.100', 1)), log(received('10:00:05.050', 1))]);
    // The other clock is at least 4.95 s and at most 5.05 s ahead, plus the millisecond that is not written.
    expect(report.logs[1]).toMatchObject({ offsetMs: 5000, offsetWithinMs: 51 });
  });

  it('are unknown if both sides show only the request, or nothing', () => {
    const oneSided = why([log(sent('10:00:00.000', 1)), log(received('10:00:05.050', 1))]);
    expect(oneSided.logs[1]).toMatchObject({ offsetMs: null, offsetWithinMs: null });
    const strangers = why([
      log(sent('10:00:00.000', 1), answered('10:00:00.100', 1)),
      log(received('10:00:05.050', 2)),
    ]);
    expect(strangers.logs[1]).toMatchObject({ offsetMs: null, sharedRequests: [] });
  });

  it('follow the newest requests if older ones contradict them', () => {
    const report = why([
      log(sent('10:00:00.000', 1), answered('10:00:00.010', 1), sent('11:00:00.000', 2), answered('11:00:00.010', 2)),
      log(received('10:00:09.000', 1), received('11:00:01.005', 2)),
    ]);
    expect(report.logs[1]?.offsetMs).toBe(1000);
  });

  const own = (time: string, topic: string, text: string): string => `2026-11-23T${time}Z\t${topic}\t${text}`;
  const started = (letter: 'A' | 'B', pair: string, time: string): string => {
    const name = letter === 'A' ? 'alpha' : 'beta';
    const text = `SwitchoverMain::Start : switchover 0.1.0, pair [${pair}], server ${letter} [${name}], boot [0b], rule table [0]`;
    return own(time, 'SwitchoverMain', text);
  };
  const ping = (time: string, words: string, boot = 'b7'): string =>
    own(time, 'Notifier', `Notifier::Ping : Ping [17] of boot [${boot}] ${words} on the main connection`);
  const ownLog = (...rows: readonly string[]): string => ['Time\tTopic\tMessage', ...rows].join('\n');

  it('of our own two servers are enclosed by a ping that both logged', () => {
    const backup = ownLog(
      started('B', 'p', '10:00:00.000'),
      ping('10:00:01.000', 'sent'),
      ping('10:00:01.004', 'answered'),
    );
    const active = (boot: string): string =>
      ownLog(
        started('A', 'p', '10:00:00.000'),
        own(
          '10:00:03.502',
          'Notifier',
          `Notifier::Ping : Ping [17] of boot [${boot}] heard on the main connection, answering`,
        ),
      );
    const [, same] = why([backup, active('b7')]).logs;
    expect(same).toMatchObject({ kind: 'node', offsetMs: 2500, offsetWithinMs: 3, sharedRequests: [17] });
    // The numbers start over when a server does.
    const [, other] = why([backup, active('b8')]).logs;
    expect(other).toMatchObject({ offsetMs: null, sharedRequests: [] });
  });

  it('are the same in two logs of one server, unless the logs are from two pairs', () => {
    const offsets = (one: string, other: string): unknown =>
      why([ownLog(one), ownLog(other)]).logs.map(({ offsetMs }) => offsetMs);
    expect(offsets(started('A', 'p', '10:00:00.000'), started('A', '?', '11:00:00.000'))).toEqual([0, 0]);
    expect(offsets(started('A', 'p', '10:00:00.000'), started('A', 'q', '11:00:00.000'))).toEqual([0, null]);
    expect(offsets(started('A', 'p', '10:00:00.000'), started('B', 'p', '11:00:00.000'))).toEqual([0, null]);
  });
});
