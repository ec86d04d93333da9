import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { writeMoment } from '../../../src/core/diagnosis/moment.ts';
import { openLog } from '../../../src/core/diagnosis/reading.ts';
import { explain } from '../../../src/core/diagnosis/report.ts';
import { ANSWERED, FAILED, LOST_DECISION, NOISE } from './messages.ts';
import { readText, table, why, whySample } from './read-text.ts';

const LOST = '[Warning] DispatcherLib::CallbackRouter::svc(): Lost notifier connection.';

const INCIDENT = [
  `23:50:00.000 ${ANSWERED}`,
  `23:59:45.000 ${LOST}`,
  `23:59:45.001 ${LOST}`,
  `00:00:15.001 ${LOST_DECISION}`,
  `00:20:00.000 ${NOISE}`,
];

function sampleLines(name: string): readonly string[] {
  return readFileSync(fileURLToPath(new URL(`samples/${name}`, import.meta.url)), 'utf8')
    .trimEnd()
    .split('\n');
}

describe('a log with its newest row first', () => {
  it('is read from its end to its beginning, and the report says so', () => {
    const report = why([table(...INCIDENT.toReversed())]);
    expect(report).toMatchObject({
      verdict: 'switched',
      switches: [{ at: '00:00:15.001', line: 3, firstSymptomAt: '23:59:45.000', detectMs: 30_001 }],
      logs: [{ from: '23:50:00.000', to: '00:20:00.000' }],
    });
    expect(report.switches[0]?.evidence.map(({ line }) => line)).toEqual([5, 4, 3]);
    expect(report.logs[0]?.roles.map(({ role }) => role)).toEqual(['backup', 'active']);
    expect(report.logs[0]?.remarks.join()).toContain('its newest row comes first');
  });

  it('does not take a failure after a switch for one before it', () => {
    const rows = [
      `10:00:00.000 ${ANSWERED}`,
      `10:05:00.000 ${LOST_DECISION}`,
      `10:09:00.000 ${LOST}`,
      `10:09:20.000 ${NOISE}`,
    ];
    expect(why([table(...rows.toReversed())]).switches).toMatchObject([{ firstSymptomAt: null }]);
  });

  it('has the same days as in the usual order, also over a midnight without rows', () => {
    const rows = [
      `14:00:00.000 ${FAILED}`,
      `14:00:10.000 ${ANSWERED}`,
      `10:00:00.000 ${NOISE}`,
      `10:00:30.000 ${NOISE}`,
    ];
    const [usual, other] = [readText(table(...rows)), readText(table(...rows.toReversed()))];
    const span = ({ first, last }: typeof usual): number => (last?.ms ?? 0) - (first?.ms ?? 0);
    expect(span(other)).toBe(span(usual));
  });

  it('is continued by the next file, in which the newest row comes first too', () => {
    const reader = openLog('a.log');
    const lines = (rows: readonly string[]): void => {
      for (const each of table(...rows).split('\n')) reader.line(each, true);
    };
    lines(INCIDENT.slice(0, 3).toReversed());
    reader.piece('b.log', null);
    lines(INCIDENT.slice(3).toReversed());
    const report = explain([reader.end()], { all: true });
    expect(report.switches).toMatchObject([{ file: 'b.log', line: 3, detectMs: 30_001 }]);
    expect(report.switches[0]?.evidence.map(({ file }) => file)).toEqual(['a.log', 'a.log', 'b.log']);
  });

  it('of any size is read in bounded memory: its newest events are explained, and the report says what was left out', () => {
    const reader = openLog('a.log');
    reader.line('Time\tMessage', true);
    reader.line(`2026-11-30T12:00:00.000\t${LOST_DECISION}`, true);
    const start = Date.UTC(2026, 10, 30, 11);
    for (let each = 0; each < 120_000; each += 1) {
      reader.line(`${new Date(start - each * 5_000).toISOString().slice(0, -1)}\t${ANSWERED}`, true);
    }
    const reading = reader.end();
    expect(reading.incidents.switches).toHaveLength(1);
    expect(reading.remarks.join()).toContain('20001 of them');
    expect(reading.first?.ms).toBe(start - 99_998 * 5_000);
  });
});

describe('a log in the usual order', () => {
  it.each([
    [
      'whose clock was set back',
      [`10:00:00.000 ${ANSWERED}`, `10:30:00.000 ${NOISE}`, `10:40:00.000 ${LOST}`, `09:40:30.000 ${LOST_DECISION}`],
    ],
    [
      'whose clock was set back in steps',
      [`10:00:00.000 ${ANSWERED}`, `10:40:00.000 ${LOST}`, `10:20:00.000 ${NOISE}`, `09:40:30.000 ${LOST_DECISION}`],
    ],
    [
      'whose threads overtake each other',
      [`10:00:00.010 ${ANSWERED}`, `10:00:00.009 ${LOST}`, `10:00:00.008 ${LOST}`, `10:00:30.000 ${LOST_DECISION}`],
    ],
    [
      'of several days without dates',
      [`09:00:00.000 ${LOST}`, `06:00:00.000 ${LOST}`, `03:00:00.000 ${LOST}`, `03:00:30.000 ${LOST_DECISION}`],
    ],
  ])('stays as it is: %s', (_what, rows) => {
    const report = why([table(...rows)]);
    expect(report.switches).toMatchObject([{ line: 5 }]);
    expect(report.logs[0]?.remarks).toEqual([]);
  });
});

describe('a log sorted by something else than time', () => {
  const rows = [
    `10:00:00.000 ${ANSWERED}`,
    `10:00:30.000 ${ANSWERED}`,
    `10:01:00.000 ${LOST}`,
    `10:01:30.000 ${LOST_DECISION}`,
    `10:01:40.000 ${NOISE}`,
    `10:02:40.000 ${NOISE}`,
  ];
  const byMessage = [rows[3], rows[1], rows[4], rows[0], rows[5], rows[2]].map((each) => each ?? '');

  it('is sorted by date and time if its rows have dates', () => {
    const report = why([table(...byMessage.map((row) => `2026-11-23T${row}`))]);
    expect(report.switches).toMatchObject([{ line: 2, detectMs: 30_000 }]);
    expect(report.logs[0]).toMatchObject({ from: '2026-11-23T10:00:00.000', to: '2026-11-23T10:02:40.000' });
    expect(report.logs[0]?.remarks.join()).toContain('were sorted by date and time');
  });

  it('gets no answer if they have none: the report says that the order is unknown', () => {
    const report = why([table(...byMessage)]);
    expect(report.verdict).toBe('undetermined');
    expect(report.undetermined[0]).toMatch(/in no order of time.*sort them by time, the oldest first/);
  });
});

describe('the samples with their newest row first', () => {
  it.each(['ts-ping-failure', 'notifier-connection-lost', 'ts-ping-failure-older-dialect'])(
    'are explained as in the usual order: %s',
    (name) => {
      const file = `${name}.switchover.log`;
      const usual = whySample(file).switches[0];
      const [header = '', ...rows] = sampleLines(file);
      const other = why([[header, ...rows.toReversed()].join('\n')], false).switches[0];
      const facts = (found: typeof usual) => [found?.at, found?.cause, found?.firstSymptomAt, found?.detectMs];
      expect(facts(other)).toEqual(facts(usual));
      expect(other?.evidence).toHaveLength(usual?.evidence.length ?? 0);
    },
  );
});

it.each([
  ['the oldest', (rows: readonly string[]) => rows],
  ['the newest', (rows: readonly string[]) => rows.toReversed()],
])('a run that broke off ended with the row before the next start, with %s row first', (_which, ordered) => {
  const start = (boot: string): string =>
    `SwitchoverMain::Start : switchover 0.1.0, pair [demo], server B [beta], companion [alpha], boot [${boot}], rule table [abc]`;
  const lost = 'DispatcherLib::CallbackRouter::svc(): Lost notifier connection. (main)';
  const rows = [
    `2026-11-02T03:00:00.000 ${start('one')}`,
    `2026-11-02T03:10:00.000 ${lost}`,
    `2026-11-02T03:20:00.000 ${lost}`,
    `2026-11-02T03:30:00.000 ${start('two')}`,
    `2026-11-02T03:40:00.000 ${lost}`,
    `2026-11-02T03:50:00.000 ${lost}`,
  ];
  const { breakOffs } = readText(table(...ordered(rows))).runs;
  expect(breakOffs.map(({ last, again }) => [writeMoment(last), writeMoment(again.at)])).toEqual([
    ['2026-11-02T03:20:00.000', '2026-11-02T03:30:00.000'],
  ]);
});
