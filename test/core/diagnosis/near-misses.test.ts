import { describe, expect, it } from 'vitest';
import { readAskedTime } from '../../../src/core/diagnosis/asked-time.ts';
import type { Moment } from '../../../src/core/diagnosis/moment.ts';
import {
  countNearMisses,
  type FailureTally,
  NOTHING_FAILED,
  sumOf,
  tallied,
} from '../../../src/core/diagnosis/near-misses.ts';
import type { LogEvent, Observation } from '../../../src/core/diagnosis/observation.ts';
import { narrow } from '../../../src/core/diagnosis/range.ts';
import { explain } from '../../../src/core/diagnosis/report.ts';
import { renderWhyPage } from '../../../src/presentation/explain/page/why-page.ts';
import { renderWhySwitched } from '../../../src/presentation/explain/why-switched.ts';
import { PLAIN } from '../../../src/presentation/text/palette.ts';
import { ANSWERED, FAILED, GIVEN_UP, MODULE_DECISION, RECONNECT, RESTORED, ROUND, SOCKET } from './messages.ts';
import { readText, table, why } from './read-text.ts';

const WEEK = table(
  `2026-11-02T03:10:00.000 ${FAILED}`,
  `2026-11-02T03:10:10.000 ${ANSWERED}`,
  `2026-11-04T03:20:00.000 ${FAILED}`,
  `2026-11-04T03:20:11.000 ${ROUND}`,
  `2026-11-04T03:20:31.500 ${ANSWERED}`,
  `2026-11-05T14:00:00.000 ${SOCKET}`,
  `2026-11-05T14:00:00.100 ${RECONNECT}`,
  `2026-11-05T14:00:12.000 ${RESTORED}`,
  `2026-11-07T22:00:00.000 ${FAILED}`,
  `2026-11-07T22:00:20.000 ${GIVEN_UP}`,
  `2026-11-07T22:00:20.010 ${MODULE_DECISION}`,
);

describe('the summary of near misses', () => {
  it('counts what recovered, in total and by hour of day, and not what led to a switch', () => {
    expect(why([WEEK]).nearMisses).toEqual({
      failedPings: 3,
      rounds: 1,
      reconnects: 1,
      longestOutageMs: 31_500,
      longestOutageAt: '2026-11-04T03:20:00.000',
      from: '2026-11-02T03:10:00.000',
      to: '2026-11-07T22:00:20.010',
      byHour: [
        {
          ...{ hour: 3, failedPings: 3, rounds: 1, reconnects: 0 },
          ...{ longestOutageMs: 31_500, longestOutageAt: '2026-11-04T03:20:00.000' },
        },
        {
          ...{ hour: 14, failedPings: 0, rounds: 0, reconnects: 1 },
          ...{ longestOutageMs: 12_000, longestOutageAt: '2026-11-05T14:00:00.000' },
        },
      ],
      minutesLeft: 0,
    });
  });

  it('is given only if everything was asked for, and is then the last section of the text', () => {
    expect(why([WEEK], false).nearMisses).toBeNull();
    const text = renderWhySwitched(why([WEEK]), { palette: PLAIN, columns: 100 });
    const summary = text.slice(text.indexOf('Near misses')).split('\n\n')[0]?.split('\n') ?? [];
    expect(summary.join(' ').replace(/ +/g, ' ')).toContain(
      '3 failed pings, 1 failed round of pings, 1 reconnect, after which everything worked again; the longest outage, at 2026-11-04 03:20:00.000, took 31.500 s',
    );
    expect(summary.slice(-3).map((line) => line.trim().split(/ {2,}/))).toEqual([
      ['hour', 'failed pings', 'failed rounds', 'reconnects', 'longest outage'],
      ['03:00', '3', '1', '0', '31.500 s'],
      ['14:00', '0', '0', '1', '12.000 s'],
    ]);
    expect(text.lastIndexOf('Near misses')).toBeGreaterThan(text.lastIndexOf('\nLog\n'));
    expect(renderWhyPage(why([WEEK]))).toContain('<h2>Near misses</h2>');
  });

  it('says that there were none', () => {
    const report = why([table(`10:00:00.000 ${ANSWERED}`)]);
    expect(report.nearMisses).toMatchObject({ failedPings: 0, longestOutageMs: null, byHour: [] });
    expect(renderWhySwitched(report, { palette: PLAIN, columns: 100 })).toContain('none: no failure');
  });

  it('is of the requested time only', () => {
    const range = { since: readAskedTime('2026-11-04'), until: readAskedTime('2026-11-04'), at: null };
    const narrowed = narrow([readText(WEEK)], range);
    expect('code' in narrowed ? null : explain(narrowed.readings, { all: true }).nearMisses).toMatchObject({
      failedPings: 2,
      reconnects: 0,
    });
  });

  it('counts a ping once if two lines tell of it', () => {
    const report = why([
      table(
        `10:00:00.000 ${FAILED}`,
        `10:00:10.000 ${FAILED.replace('[1]', '[2]')}`,
        `10:00:10.010 ${ROUND}`,
        `10:00:20.000 ${ANSWERED}`,
      ),
    ]);
    expect(report.nearMisses).toMatchObject({ failedPings: 2, rounds: 1 });
  });

  it('counts a failure that nothing followed, with an outage of unknown length', () => {
    const report = why([table(`10:00:00.000 ${FAILED}`, '16:00:00.000 FileMonitor: nothing')]);
    expect(report.nearMisses).toMatchObject({ failedPings: 1, longestOutageMs: null });
  });

  it('counts every ping of a long failure, of which not all lines are kept', () => {
    const rows = Array.from({ length: 100 }, (_, index) => {
      const at = new Date(Date.UTC(2026, 10, 1) + index * 20_000).toISOString().slice(0, -1);
      return `${at} primarymonitor::CPrimaryMonitor::ping_notifier : Ping timed out to the notifier on the main connection: error count [${index + 1}] of maximum [200]`;
    });
    const reading = why([table(...rows, `2026-11-01T00:40:00.000 ${RESTORED}`)]);
    expect(reading.nearMisses?.failedPings).toBe(100);
  });

  it('of more incidents than are explained is complete', () => {
    const rows = Array.from({ length: 2_000 }, (_, index) => {
      const at = new Date(Date.UTC(2026, 10, 1) + index * 600_000).toISOString().slice(0, -5);
      return [`${at}.000 ${FAILED}`, `${at}.500 ${ANSWERED}`];
    }).flat();
    expect(why([table(...rows)])).toMatchObject({
      averted: { length: 500 },
      nearMisses: { failedPings: 2_000, byHour: { length: 24 }, minutesLeft: 0 },
    });
  });
});

describe('what failed and recovered', () => {
  const at = (ms: number): Moment => ({ ms, calendar: 'clock' }) as unknown as Moment;
  const failure = (ms: number, counts: Partial<FailureTally> = {}): FailureTally => ({
    ...{ first: at(ms), lastPing: at(ms), failedPings: 1, rounds: 0, reconnects: 0 },
    ...counts,
  });
  const answer = (ms: number): LogEvent => ({ at: at(ms) }) as unknown as LogEvent;

  it('is counted by the minute in which it began, with its longest outage', () => {
    const { recovered, all } = countNearMisses();
    recovered(failure(59_999), answer(63_000));
    recovered(failure(60_000, { rounds: 1 }), answer(61_000));
    recovered(failure(119_999, { reconnects: 1 }), answer(129_999));
    recovered(failure(70_000), null);
    recovered(failure(71_000), answer(70_000));
    recovered(failure(0, { first: null }), answer(1));
    expect(all().minutes).toEqual([
      { at: at(0), failedPings: 1, rounds: 0, reconnects: 0, longestOutage: { at: at(59_999), ms: 3_001 } },
      { at: at(60_000), failedPings: 4, rounds: 1, reconnects: 1, longestOutage: { at: at(119_999), ms: 10_000 } },
    ]);
  });

  it('is forgotten from the oldest minute on, when there are more than fifty thousand', () => {
    const { recovered, all } = countNearMisses();
    for (let minute = 0; minute <= 50_000; minute += 1) recovered(failure(minute * 60_000), null);
    const { minutes, left } = all();
    expect([minutes.length, minutes[0]!.at.ms, left]).toEqual([50_000, 60_000, 1]);
  });

  it('has the first of two outages that took as long', () => {
    const counts = { failedPings: 1, rounds: 0, reconnects: 0 };
    const outage = (ms: number) => ({ ...counts, longestOutage: { at: at(ms), ms: 500 } });
    expect(sumOf([{ ...counts, longestOutage: null }, outage(1), outage(2)]).longestOutage?.at).toEqual(at(1));
    expect(sumOf([{ ...counts, longestOutage: { at: at(1), ms: 0 } }]).longestOutage).toEqual({ at: at(1), ms: 0 });
  });

  it('is one ping if the line about its lost round is within two seconds of it', () => {
    const event = (ms: number, saw: Partial<Observation>): LogEvent => ({ at: at(ms), saw }) as unknown as LogEvent;
    const failed = tallied(NOTHING_FAILED, event(1_000, { kind: 'module-ping-failed' }));
    expect(tallied(failed, event(3_000, { kind: 'module-round-lost' }))).toMatchObject({ failedPings: 1, rounds: 1 });
    expect(tallied(failed, event(3_001, { kind: 'module-given-up' }))).toMatchObject({ failedPings: 2, rounds: 1 });
    expect(tallied(failed, event(1_001, { kind: 'module-ping-failed' }))).toMatchObject({ failedPings: 2, rounds: 0 });
    expect(tallied(NOTHING_FAILED, event(1, { kind: 'module-round-lost' }))).toMatchObject({ failedPings: 1 });
    expect(tallied(NOTHING_FAILED, event(1, { kind: 'module-reported-down' }))).toMatchObject({
      ...{ first: at(1), lastPing: null, failedPings: 0 },
    });
    expect(tallied(NOTHING_FAILED, event(1, { kind: 'reconnected' }))).toBe(NOTHING_FAILED);
  });
});
