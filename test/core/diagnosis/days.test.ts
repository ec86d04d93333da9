import { describe, expect, it } from 'vitest';
import { findDate, readDate } from '../../../src/core/diagnosis/dates.ts';
import { dayOfPath } from '../../../src/core/diagnosis/day.ts';
import { openLog } from '../../../src/core/diagnosis/reading.ts';
import { explain } from '../../../src/core/diagnosis/report.ts';
import { readText } from './read-text.ts';

const DAY = Date.UTC(2026, 10, 23);
const MARKER = 'CVirtualSwitchControl::Switch(): Initiating switch';

describe('dates', () => {
  it.each([
    '2026-11-23',
    '2026/11/23',
    '2026.11.23',
    '2026_11_23',
    '20261123',
    '11/23/2026',
    '23/11/2026',
    '23.11.2026',
    '23 November 2026',
    '23-Nov-2026',
    'Nov 23, 2026',
    'November 23rd 2026',
  ])('written as %s are read, alone and in a line', (text) => {
    expect(readDate(text)).toBe(DAY);
    expect(findDate(`Log of ${text} on ALPHA`)).toBe(DAY);
  });

  it.each(['03/04/2026', '2026-13-01', '2026-02-30', '1.2.3.4', '17:14:2026', '12345678', '20261123456', '', 'May'])(
    '%j, which is invalid or ambiguous, is not read',
    (text) => {
      expect(readDate(text)).toBeNull();
      expect(findDate(text)).toBeNull();
    },
  );

  it.each([
    ['logs/2026-11-23/Switchover.log', 'folder'],
    ['logs/20261123/Switchover.log', 'folder'],
    ['logs/2026/11/23/Switchover.log', 'folder'],
    ['logs/Switchover-2026-11-23.log', 'file-name'],
    ['logs/2026-11-01/20261123_Switchover.txt', 'file-name'],
  ])('are taken from the path %s', (path, from) => {
    expect(dayOfPath(path.split('/'))).toEqual({ midnightMs: DAY, from });
  });

  it.each(['logs/Switchover.log', 'case of 2026-11-23/Switchover.log', '2026-11-23/logs/Switchover.log', 'x'])(
    'are not taken from the path %s',
    (path) => {
      expect(dayOfPath(path.split('/'))).toBeNull();
    },
  );
});

describe('a log whose rows have no date', () => {
  const rows = (...times: readonly string[]): string =>
    ['Time\tMessage', ...times.map((time) => `${time}\t${MARKER}`)].join('\n');
  const at = (text: string, options = {}): readonly string[] => {
    const reader = openLog('x.log', options);
    for (const line of text.split('\n')) reader.line(line, true);
    return explain([reader.end()], { all: true }).switches.map((each) => each.at);
  };

  it('gets them from a line before its first row, also past midnight', () => {
    const text = `Log of SwitchoverU on ALPHA, started 2026-11-23 10:00:00\n${rows('23:50:00.000', '00:10:00.000')}`;
    expect(at(text)).toEqual(['2026-11-23T23:50:00.000', '2026-11-24T00:10:00.000']);
    expect(readText(text).dateFrom).toBe('header');
  });

  it('gets them from the header of its time column', () => {
    expect(at(rows('10:00:00.000').replace('Time', 'Time (2026-11-23)'))).toEqual(['2026-11-23T10:00:00.000']);
  });

  it.each([
    ['two lines before the first row name two days', 'from 2026-11-23\nto 2026-11-24'],
    ['a line names the day of something else', 'Switchover version 4.0, built 2014-01-31'],
    ['no line names one', 'Log of SwitchoverU'],
  ])('gets none if %s', (_why, header) => {
    expect(at(`${header}\n${rows('10:00:00.000')}`)).toEqual(['10:00:00.000']);
  });

  it('gets them from its name unless its header says otherwise, and from the operator above all', () => {
    const named = { day: { midnightMs: DAY, from: 'file-name' } };
    const told = { day: { midnightMs: DAY, from: 'flag' } };
    const header = `2026-10-01\n${rows('10:00:00.000')}`;
    expect(at(rows('10:00:00.000'), named)).toEqual(['2026-11-23T10:00:00.000']);
    expect(at(header, named)).toEqual(['2026-10-01T10:00:00.000']);
    expect(at(header, told)).toEqual(['2026-11-23T10:00:00.000']);
  });

  it('takes no date from a message', () => {
    expect(at(`Time\tMessage\n09:00:00.000\tlicence until 2027-01-01\n${rows('10:00:00.000')}`)).toEqual([
      '10:00:00.000',
    ]);
  });

  it('keeps the time of day if its date is ambiguous', () => {
    expect(at(`Time\tMessage\n03/04/2026 10:00:00.000\t${MARKER}`)).toEqual(['10:00:00.000']);
    expect(at(`Time\tMessage\n11/23/2026 10:00:00.000\t${MARKER}`)).toEqual(['2026-11-23T10:00:00.000']);
  });
});

describe('a log in several files', () => {
  const LOST =
    '[Error] CNotifierSocketConnection::OnListenToNotifier: detected socket failure 10054 on connection 1 Closing connection';
  const GOING =
    '[Warning] SwitchoverState::StateBackup: Lost connections to the primary, going to StatePrimary and switching now';

  it('is one log: an incident may begin in one file and end in the next, past midnight', () => {
    const reader = openLog('2026-11-23/s.log', { day: { midnightMs: DAY, from: 'folder' } });
    reader.line('Time\tMessage', true);
    reader.line(`23:59:50.000\t${LOST}`, true);
    reader.piece('2026-11-24/s.log', { midnightMs: DAY + 86_400_000, from: 'folder' });
    reader.line('Time\tMessage', true);
    reader.line(`00:00:20.000\t${GOING}`, true);
    const report = explain([reader.end()], { all: true });
    expect(report.switches).toMatchObject([
      { file: '2026-11-24/s.log', line: 2, detectMs: 30_000, cause: 'notifier-connection-lost' },
    ]);
    expect(report.switches[0]?.evidence).toMatchObject([
      { file: '2026-11-23/s.log', line: 2, at: '2026-11-23T23:59:50.000' },
      {},
    ]);
    expect(report.logs).toMatchObject([
      { file: '2026-11-24/s.log', pieces: ['2026-11-23/s.log', '2026-11-24/s.log'], lines: 4 },
    ]);
  });

  it('continues by its times if the files have no day of their own', () => {
    const reader = openLog('s.log.1');
    reader.line(`23:59:50.000\t${LOST}`, true);
    reader.piece('s.log', null);
    reader.line(`00:00:20.000\t${GOING}`, true);
    expect(explain([reader.end()], { all: true }).switches).toMatchObject([{ line: 1, detectMs: 30_000 }]);
  });
});
