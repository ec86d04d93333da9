import { describe, expect, it } from 'vitest';
import { distanceFrom, placeIn, readAskedTime } from '../../../src/core/diagnosis/asked-time.ts';
import { NO_SWITCH_RULES } from '../../../src/core/diagnosis/findings/no-switch-rules.ts';
import type { Moment } from '../../../src/core/diagnosis/moment.ts';
import { narrow } from '../../../src/core/diagnosis/range.ts';
import { openLog } from '../../../src/core/diagnosis/reading.ts';
import { explain } from '../../../src/core/diagnosis/report.ts';
import { ANSWERED, LOST_DECISION, NOISE } from './messages.ts';
import { readText, table } from './read-text.ts';

const HOUR = 3_600_000;
const DAY = Date.UTC(2026, 10, 23);

describe('given times', () => {
  it.each([
    ['14:18', 'clock', 14 * HOUR + 18 * 60_000, 60_000],
    ['2:18 PM', 'clock', 14 * HOUR + 18 * 60_000, 60_000],
    ['14:18:05', 'clock', 14 * HOUR + 18 * 60_000 + 5_000, 1_000],
    ['14:18:05.500', 'clock', 14 * HOUR + 18 * 60_000 + 5_500, 1],
    ['14:18:05:500', 'clock', 14 * HOUR + 18 * 60_000 + 5_500, 1],
    ['2026-11-23', 'dated', DAY, 24 * HOUR],
    ['2026-11-23T14:18', 'dated', DAY + 14 * HOUR + 18 * 60_000, 60_000],
    ['2026-11-23 14:18:05', 'dated', DAY + 14 * HOUR + 18 * 60_000 + 5_000, 1_000],
    ['2026-11-23T14:18Z', 'zoned', DAY + 14 * HOUR + 18 * 60_000, 60_000],
    ['2026-11-23T14:18:05.5+01:00', 'zoned', DAY + 13 * HOUR + 18 * 60_000 + 5_500, 100],
  ])('%s are read, with how long they last', (text, calendar, ms, lastsMs) => {
    expect(readAskedTime(text)).toEqual({ text, calendar, ms, lastsMs });
  });

  it.each(['', 'yesterday', '14', '25:00', '14:61', '2026-13-01', '03/04/2026', '14:18Z', 'now', '1'.repeat(99)])(
    '%j is none',
    (text) => {
      expect(readAskedTime(text)).toBeNull();
    },
  );

  const clock = (hours: number): Moment => ({ ms: hours * HOUR, calendar: 'clock' });
  const asked = (text: string) => readAskedTime(text)!;

  it.each([
    ['11:00', 10, 18, 11],
    ['09:00', 10, 18, 9],
    ['19:00', 10, 18, 19],
    ['23:00', 22, 30, 23],
    ['01:00', 22, 30, 25],
    ['06:30', 22, 30, 30.5],
  ])('%s in a log from hour %i to %i is its hour %d', (text, first, last, hour) => {
    expect(placeIn(asked(text), { first: clock(first), last: clock(last) })).toBe(hour * HOUR);
  });

  it('is after the start of the range, even if that is on the previous evening', () => {
    expect(placeIn(asked('01:00'), { first: clock(10), last: clock(30) }, 23 * HOUR)).toBe(25 * HOUR);
  });

  it('is ambiguous in a log of several days', () => {
    expect(placeIn(asked('11:00'), { first: clock(0), last: clock(50) })).toBe('needs-date');
  });

  it('is measured to the nearest day', () => {
    expect(distanceFrom(asked('23:59'), clock(24.5))).toBe(30 * 60_000 + 1);
    expect(distanceFrom(asked('00:10'), clock(23.5))).toBe(40 * 60_000);
    expect(distanceFrom(asked('14:18'), { ms: 14 * HOUR + 18 * 60_000 + 59_999, calendar: 'clock' })).toBe(0);
  });
});

describe('a range of time', () => {
  const MARKER = 'CVirtualSwitchControl::Switch(): Initiating switch';
  const read = (...times: readonly string[]) =>
    readText(
      ['Time\tMessage', '00:00:01.000\tx', ...times.map((time) => `${time}\t${MARKER}`), '23:59:59.000\tx'].join('\n'),
      's.log',
    );
  const range = (given: { since?: string; until?: string; at?: string }) => ({
    since: given.since === undefined ? null : readAskedTime(given.since),
    until: given.until === undefined ? null : readAskedTime(given.until),
    at: given.at === undefined ? null : readAskedTime(given.at),
  });
  const found = (log: ReturnType<typeof read>, given: Parameters<typeof range>[0]): unknown => {
    const narrowed = narrow([log], range(given));
    if ('code' in narrowed) return narrowed.code;
    return narrowed.readings.flatMap(({ incidents }) => incidents.switches.map(({ marker }) => marker.line));
  };
  const log = read('09:00:00.000', '10:00:30.000', '14:18:25.682', '20:00:00.000');

  it.each([
    [{ since: '10:00' }, [4, 5, 6]],
    [{ since: '10:00:31' }, [5, 6]],
    [{ until: '10:00' }, [3, 4]],
    [{ until: '10:00:29' }, [3]],
    [{ since: '09:30', until: '14:18:25' }, [4, 5]],
    [{ at: '14:18' }, [5]],
    [{ at: '14:20' }, [5]],
    [{ at: '9:05' }, [3]],
    [{ at: '12:00' }, []],
    [{ since: '2026-11-23' }, 'time-has-date'],
    [{ at: '2026-11-23T14:18:00Z' }, 'time-has-zone'],
  ])('%j has the switches of that time', (given, lines) => {
    expect(found(log, given)).toEqual(lines);
  });

  it('needs the date if the log covers several days, except for the nearest switch', () => {
    const long = read('09:00:00.000', '06:00:00.000', '03:00:00.000');
    expect(found(long, { since: '10:00' })).toBe('time-needs-date');
    expect(found(long, { at: '06:01' })).toEqual([4]);
  });

  it('fits a log that has dates', () => {
    const reader = openLog('s.log', { day: { midnightMs: DAY, from: 'flag' } });
    for (const line of ['Time\tMessage', `09:00:00.000\t${MARKER}`, `06:00:00.000\t${MARKER}`]) reader.line(line, true);
    const dated = reader.end();
    expect(found(dated, { since: '2026-11-24' })).toEqual([3]);
    expect(found(dated, { until: '2026-11-23' })).toEqual([2]);
    expect(found(dated, { at: '2026-11-24T06:00' })).toEqual([3]);
    expect(found(dated, { at: '2026-11-24T06:00Z' })).toBe('time-has-zone');
  });

  it('says which logs have no rows from that time', () => {
    const short = readText(`Time\tMessage\n10:00:00.000\t${MARKER}\n11:00:00.000\tx`, 's.log');
    const narrowed = narrow([short], range({ since: '12:00', until: '13:00' }));
    expect(narrowed).toMatchObject({
      outside: ['s.log covers 10:00:00.000 to 11:00:00.000, which does not include the requested time'],
    });
  });

  it('accepts a log without dates in which nothing happened', () => {
    expect(found(read(), { since: '2026-11-23' })).toEqual([]);
  });
});

describe('a time without a switch', () => {
  it('is not explained by what the server became later', () => {
    const log = readText(table(`09:00:00.000 ${ANSWERED}`, `15:00:00.000 ${LOST_DECISION}`, `16:00:00.000 ${NOISE}`));
    const narrowed = narrow([log], { since: null, until: readAskedTime('14:00'), at: null });
    if ('code' in narrowed) throw new Error(narrowed.what);
    const { verdict, whyNot } = explain(narrowed.readings, { all: true });
    expect(verdict).toBe('not-switched');
    expect(whyNot.map(({ finding }) => finding)).not.toContain(NO_SWITCH_RULES.active.number);
  });
});
