/** How long things may take in a simulated pair, and when operators look at it. */
import { describe, expect, it } from 'vitest';
import { settingsOf } from '../../../src/core/config/parameters/settings.ts';
import { acquaintedMs, dialMs, noticeMs, restMs } from '../../../src/core/simulation/limits.ts';
import { scheduleOf } from '../../../src/core/simulation/recovery-phase.ts';

const DEFAULT = settingsOf({}, 'A');
const PATIENT = {
  ...DEFAULT,
  ...{ primaryMonitorPingDelayMs: 2_000, primaryMonitorRetryCount: 3, primaryMonitorTimeoutMs: 6_000 },
  ...{ primaryMonitorRetryDelayMs: 500, notifierReconnectDelayMs: 9_000, reconnectTimeoutMs: 60_000 },
  ...{ netTestTimeoutMs: 3_000, unreachablePingDelayMs: 20_000 },
};
const HASTY = { ...DEFAULT, reconnectTimeoutMs: 0, unreachablePingDelayMs: 1_000 };

describe('the longest that a pair needs', () => {
  it.each([
    ['with default parameters', [DEFAULT, DEFAULT], 16_000, 13_000, 31_000, 302_000],
    ['with one patient server', [DEFAULT, PATIENT], 27_500, 17_000, 46_500, 419_500],
    ['with one patient server, the other one', [PATIENT, DEFAULT], 27_500, 17_000, 46_500, 419_500],
    // A reconnect period and a delay between ping sets count for at least five seconds.
    ['with hasty servers', [HASTY, HASTY], 16_000, 13_000, 31_000, 222_000],
  ])(
    '%s to notice silence, to connect, to know of each other, and to settle',
    (_what, pair, notice, dial, acquainted, rest) => {
      expect([noticeMs(pair), dialMs(pair), acquaintedMs(pair), restMs(pair, 30_000)]).toEqual([
        notice,
        dial,
        acquainted,
        rest,
      ]);
    },
  );

  it('has three rounds of operators after it, each half as long', () => {
    expect(scheduleOf([DEFAULT, DEFAULT], 30_000)).toEqual({
      restsMs: 302_000,
      tidiesMs: [302_001, 453_001, 604_001],
      endsMs: 755_001,
    });
  });
});
