import { describe, expect, it } from 'vitest';
import {
  forgetFailures,
  isExhausted,
  nextPingDelayMs,
  pingAnswered,
  pingDropped,
  pingFailed,
  pingSent,
  QUIET_MONITORS,
} from '../../../../src/core/engine/monitors/primary-monitor.ts';

const QUIET = QUIET_MONITORS.main;
const LIMITS = { retryCount: 2, pingDelayMs: 1_000, retryDelayMs: 0 };

function failed(times: number) {
  let monitor = QUIET;
  for (let id = 1; id <= times; id++) monitor = pingFailed(pingSent(monitor, id));
  return monitor;
}

describe('the primary monitor', () => {
  it('trusts a connection until the first ping and all its retries have failed', () => {
    expect([0, 1, 2, 3].map((times) => isExhausted(failed(times), LIMITS))).toEqual([false, false, false, true]);
  });

  it('has one ping under way, and none after an answer or a failure', () => {
    const sent = pingSent(QUIET, 7);
    expect(sent.outstanding).toBe(7);
    expect(pingAnswered(5_000).outstanding).toBeNull();
    expect(pingFailed(sent).outstanding).toBeNull();
  });

  it('waits for the ping delay after an answer, and for the retry delay after a failure', () => {
    const limits = { ...LIMITS, retryDelayMs: 250 };
    expect(nextPingDelayMs(QUIET, limits)).toBe(1_000);
    expect(nextPingDelayMs(failed(1), limits)).toBe(250);
    expect(nextPingDelayMs(pingAnswered(9_000), limits)).toBe(1_000);
  });

  it('does not count a ping that was lost with its connection', () => {
    expect(pingDropped(pingSent(failed(1), 7))).toEqual(failed(1));
    expect(pingDropped(QUIET)).toBe(QUIET);
  });

  it('starts counting again after an answer, and when told to forget', () => {
    expect(pingAnswered(9_000)).toEqual({ ...QUIET, lastAnswerAt: 9_000 });
    expect(forgetFailures(failed(3))).toEqual(QUIET);
    expect(forgetFailures(QUIET)).toBe(QUIET);
  });
});
