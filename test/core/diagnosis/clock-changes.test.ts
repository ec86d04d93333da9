import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAskedTime } from '../../../src/core/diagnosis/asked-time.ts';
import { isClockChange } from '../../../src/core/diagnosis/clock-changes.ts';
import { follow, type Moment, writeMoment } from '../../../src/core/diagnosis/moment.ts';
import { narrow } from '../../../src/core/diagnosis/range.ts';
import { renderWhySwitched } from '../../../src/presentation/explain/why-switched.ts';
import { PLAIN } from '../../../src/presentation/text/palette.ts';
import { readText, table, why } from './read-text.ts';

const HOUR = 3_600_000;

/** A connection is lost 10 seconds before the clock changes, and the reconnect timeout expires 20 seconds after it. */
function lost(...times: readonly [string, string, string, string]): string {
  const [failure, waits, expires, decides] = times;
  return table(
    `${failure} [Error] CNotifierSocketConnection::OnListenToNotifier: detected socket failure 10060 on connection 7 Closing connection`,
    `${waits} SwitchoverState::StartReconnectTimer: Scheduling reconnect timeout to execute in 30 second(s)`,
    `${expires} [Error] SwitchoverState::Reconnecting: Reconnect period expired, posting [event=eConnectionsDown] to initiate a switchover`,
    `${decides} [Warning] SwitchoverState::StateBackup: Lost connections to the primary, going to StatePrimary and switching now`,
  );
}

describe('an incident during which the clock', () => {
  const autumn = lost('02:59:50.000', '02:59:50.100', '02:00:20.100', '02:00:20.101');
  const spring = lost('01:59:50.000', '01:59:50.100', '03:00:20.100', '03:00:20.101');
  const dated = (day: string, text: string): string => text.replaceAll(/^(?=\d)/gm, `${day}T`);

  it.each([
    ['goes back', autumn],
    ['goes back, in rows with dates', dated('2026-10-25', autumn)],
    ['goes back at one', autumn.replaceAll('\n02:', '\n00:')],
    ['jumps forward', spring],
    ['jumps forward, in rows with dates', dated('2027-03-28', spring)],
    ['jumps forward at midnight', spring.replaceAll('\n01:', '\n23:').replaceAll('\n03:', '\n01:')],
  ])('%s by an hour takes as long as it took, in the order of its lines', (_how, text) => {
    const report = why([text]);
    expect(report.switches).toMatchObject([
      { cause: 'notifier-connection-lost', confidence: 'certain', detectMs: 30_101 },
    ]);
    expect(report.switches[0]?.at).toMatch(/\d\d:00:20\.101$/);
    expect(report.logs[0]?.remarks).toEqual([
      expect.stringMatching(/^the clock (?:went back|jumped forward) by one hour after \d\d:59:50\.100,/),
    ]);
    const said = renderWhySwitched(report, { palette: PLAIN, columns: 120 });
    expect(said).toMatch(/59:50\.000[\s\S]*59:50\.100 +\+0\.1 s[\s\S]*00:20\.100 +\+30\.1 s/);
    expect(said).not.toMatch(/ -\d+\.\d s/);
  });

  it('changes is found by the times in its rows', () => {
    const asked = readAskedTime('02:00:20')!;
    const narrowed = narrow([readText(autumn)], { at: asked, since: null, until: null });
    const readings = 'readings' in narrowed ? narrowed.readings : [];
    expect(readings[0]?.incidents.switches).toHaveLength(1);
  });
});

describe('an hour between two rows', () => {
  const at = (text: string): number => Date.parse(`${text}Z`);

  it.each([
    ['at noon', '2026-03-29T11:59:59', '2026-03-29T13:00:00', 0],
    ['in June', '2026-06-28T01:59:59', '2026-06-28T03:00:00', 0],
    ['on a Wednesday', '2026-03-25T01:59:59', '2026-03-25T03:00:00', 0],
    ['and four minutes', '2026-03-29T01:58:00', '2026-03-29T03:02:00', 0],
    ['that do not skip a whole hour', '2026-03-29T01:30:00', '2026-03-29T02:31:00', 0],
    ['that skip one', '2026-03-29T01:59:30', '2026-03-29T03:00:10', 1],
    ['back, within another hour', '2026-10-25T02:30:00', '2026-10-25T01:31:00', 0],
    ['back, within the same hour', '2026-10-25T02:59:30', '2026-10-25T02:00:10', -1],
    ['back, with half an hour of silence', '2026-10-25T02:40:00', '2026-10-25T02:10:00', -1],
    ['back by a minute, as threads and time servers may', '2026-10-25T02:10:00', '2026-10-25T02:09:00', 0],
  ])('%s', (_what, before, after, change) => {
    expect(isClockChange(at(before), at(after), true)).toBe(change);
  });

  it('that the clock skips or repeats is no part of any duration', () => {
    const gap = fc.integer({ min: 0, max: 60_000 });
    fc.assert(
      fc.property(
        fc.array(gap, { minLength: 3, maxLength: 40 }),
        fc.boolean(),
        fc.constantFrom(0, 1, 2),
        fc.boolean(),
        (gaps, isForward, hour, isDated) => {
          const change = (isDated ? Date.UTC(2026, isForward ? 2 : 9, isForward ? 29 : 25) : 0) + (hour + 1) * HOUR;
          let at = change - gaps[0]!;
          const times = gaps.map((each) => {
            at += each;
            return at;
          });
          const shown = (ms: number): number => (ms < change ? ms : ms + (isForward ? HOUR : -HOUR));
          let last: Moment | null = null;
          const moments = times.map((ms) => {
            last = follow(last, { calendar: isDated ? 'dated' : 'clock', ms: shown(ms), unitMs: 1 });
            return last;
          });
          moments.forEach((moment, index) => {
            expect(moment.ms - moments[0]!.ms).toBe(times[index]! - times[0]!);
            expect(writeMoment(moment)).toContain(new Date(shown(times[index]!)).toISOString().slice(11, 23));
          });
        },
      ),
    );
  });
});
