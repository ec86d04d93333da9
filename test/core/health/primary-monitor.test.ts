import { describe, expect, it } from 'vitest';
import {
  forgetFailures,
  isExhausted,
  nextPingDelayMs,
  pingAnswered,
  pingFailed,
  pingSent,
  QUIET_MONITOR,
} from '../../../src/core/health/primary-monitor.ts';

const LIMITS = { retryCount: 2, pingDelayMs: 1_000, retryDelayMs: 0 };

function failed(times: number, connection: 'main' | 'aux' = 'main') {
  let monitor = QUIET_MONITOR;
  for (let id = 1; id <= times; id++) monitor = pingFailed(pingSent(monitor, { id, connection }));
  return monitor;
}

describe('the primary monitor', () => {
  it('believes the connections until the first ping and all its retries have failed', () => {
    expect([0, 1, 2, 3].map((times) => isExhausted(failed(times), LIMITS))).toEqual([false, false, false, true]);
  });

  it('has one ping under way, and none after its answer or its failure', () => {
    const sent = pingSent(QUIET_MONITOR, { id: 7, connection: 'aux' });
    expect(sent.outstanding).toEqual({ id: 7, connection: 'aux' });
    expect(pingAnswered(5_000).outstanding).toBeNull();
    expect(pingFailed(sent).outstanding).toBeNull();
  });

  it('waits for the delay after an answer, and for the retry delay after a failure', () => {
    const limits = { ...LIMITS, retryDelayMs: 250 };
    expect(nextPingDelayMs(QUIET_MONITOR, limits)).toBe(1_000);
    expect(nextPingDelayMs(failed(1), limits)).toBe(250);
    expect(nextPingDelayMs(pingAnswered(9_000), limits)).toBe(1_000);
  });

  it('knows on which connection the last ping failed', () => {
    expect(failed(2, 'aux').failedOn).toBe('aux');
    expect(pingAnswered(9_000).failedOn).toBeNull();
  });

  it('counts from nothing after an answer, and when it is told to forget', () => {
    expect(pingAnswered(9_000)).toEqual({ ...QUIET_MONITOR, lastAnswerAt: 9_000 });
    expect(forgetFailures(failed(3))).toEqual(QUIET_MONITOR);
    expect(forgetFailures(QUIET_MONITOR)).toBe(QUIET_MONITOR);
  });
});
