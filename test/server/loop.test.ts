import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { settingsOf } from '../../src/core/config/parameters/settings.ts';
import { STALL_MS } from '../../src/core/engine/driver.ts';
import type { Effect } from '../../src/core/engine/effect.ts';
import type { Event } from '../../src/core/engine/event.ts';
import { NEVER_RAN } from '../../src/core/engine/state.ts';
import { initialState } from '../../src/core/engine/step.ts';
import { monotonicMs } from '../../src/host/process/clock.ts';
import type { Loop } from '../../src/server/loop.ts';
import { createLoop } from '../../src/server/loop.ts';
import { selfOf } from '../support/engine-server.ts';
import { until } from '../support/real-pair.ts';

const SELF = selfOf('A', { settings: settingsOf({ 'Switchover Reconnect Timeout': 0 }, 'A') });

interface Watched {
  readonly loop: Loop;
  readonly events: Event[];
  /** Everything visible from outside, in order. */
  readonly seen: string[];
}

/** A loop with real clock and timers; the test advances the clock, as if the process had stalled. */
function watchedLoop(
  onEffect: (effect: Effect, loop: Loop) => void = () => undefined,
): Watched & { skip: (ms: number) => void } {
  let skipped = 0;
  const now = (): number => monotonicMs() + skipped;
  const events: Event[] = [];
  const seen: string[] = [];
  const loop = createLoop(initialState(SELF, NEVER_RAN, 'automatic', now()), {
    now,
    record: ({ event, decision }) => {
      events.push(event);
      seen.push(`record ${decision?.rule ?? 'refused'}`);
    },
    execute: (effect) => {
      seen.push(`effect ${effect.type}`);
      onEffect(effect, loop);
    },
    settled: ({ place }) => seen.push(`settled ${place}`),
    failed: (error, during) => seen.push(`failed ${String(error)} during ${during}`),
  });
  onTestFinished(() => loop.stop());
  return {
    loop,
    events,
    seen,
    skip: (ms) => {
      skipped += ms;
    },
  };
}

describe('the loop', () => {
  test('records a decision before any of its effects becomes visible', () => {
    const { loop, seen } = watchedLoop();
    loop.post({ type: 'start' });
    expect(seen[0]).toBe('record 100');
    expect(seen.slice(1, -1).every((each) => each.startsWith('effect '))).toBe(true);
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.at(-1)).toBe('settled init.asking');
  });

  test('handles what happens during a step after its last effect', () => {
    const { loop, seen } = watchedLoop((effect, own) => {
      if (effect.type === 'log') own.post({ type: 'stop-requested', by: 'an effect', takeover: true });
    });
    loop.post({ type: 'start' });
    const second = seen.indexOf('record 702');
    expect(second).toBeGreaterThan(0);
    // Nothing of the first step comes after it, and the outside is informed once, when everything is done.
    expect(seen.slice(0, second).filter((each) => each.startsWith('record'))).toEqual(['record 100']);
    expect(seen.filter((each) => each.startsWith('settled'))).toEqual(['settled stopping.stopped']);
  });

  test('wakes for its timers, and gives each event the time at which it is handled', async () => {
    const { loop, events } = watchedLoop();
    loop.post({ type: 'start' });
    await until(() => events.some((event) => event.type === 'timer'), 'the timers that dial are due at once');
    const times = events.map((event) => event.at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  test('reports a stall before anything else that happens then', () => {
    const { loop, events, skip } = watchedLoop();
    loop.post({ type: 'start' });
    events.length = 0;
    skip(4_000);
    expect(loop.isLate()).toBe(true);
    loop.post({ type: 'dial-failed', connection: 'main', reason: 'x' });
    expect(events.slice(0, 2).map(({ type }) => type)).toEqual(['stalled', 'dial-failed']);
    expect(events[0]).toMatchObject({ type: 'stalled', forMs: expect.closeTo(4_000, -2) });
    expect(loop.isLate()).toBe(false);
  });

  test('detects a stall by itself, and extends every timer by it', async () => {
    const { loop, events, skip } = watchedLoop();
    loop.post({ type: 'start' });
    const due = loop.state().timers['start-wait']!;
    skip(10_000);
    await until(() => events.some(({ type }) => type === 'stalled'), 'the stall is noticed');
    expect(loop.state().timers['start-wait']).toBeGreaterThanOrEqual(due + 10_000);
    expect(loop.state().place).toBe('init.asking');
  });

  test('detects a stall of the real clock', async () => {
    const { loop, events } = watchedLoop();
    loop.post({ type: 'start' });
    const until = performance.now() + 1_800;
    while (performance.now() < until);
    expect(loop.isLate()).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(events.some(({ type }) => type === 'stalled')).toBe(true);
  });

  test('makes no more decisions once stopped, and sleeps', async () => {
    const { loop, events } = watchedLoop();
    loop.post({ type: 'start' });
    loop.stop();
    const before = events.length;
    loop.post({ type: 'stop-requested', by: 'x', takeover: true });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(events.length).toBe(before);
  });
});

test('an exception in a step is reported once and stops the loop: nothing more is handled, and nobody else gets it', () => {
  const { loop, seen, events, skip } = watchedLoop((effect) => {
    if (effect.type === 'log') throw new Error('planted');
  });
  loop.post({ type: 'start' });
  loop.post({ type: 'stop-requested', by: 'a test', takeover: false });
  expect(seen.filter((each) => each.startsWith('failed'))).toEqual(['failed Error: planted during start']);
  expect(events.map(({ type }) => type)).toEqual(['start']);
  expect(seen.filter((each) => each.startsWith('settled'))).toEqual([]);
  expect(loop.isLate()).toBe(true);
  skip(60_000);
  loop.post({ type: 'stop-requested', by: 'a test', takeover: false });
  expect(events).toHaveLength(1);
});

test('a server is late half a second after its next timer was due, or a second and a half after its last beat', () => {
  let now = 10_000;
  const first = initialState(SELF, NEVER_RAN, 'automatic', now);
  const ignore = (): void => undefined;
  const loop = createLoop(first, { now: () => now, record: ignore, execute: ignore, settled: ignore, failed: ignore });
  onTestFinished(() => loop.stop());
  loop.post({ type: 'start' });
  const late = (after: number): boolean => {
    now = 10_000 + after;
    return loop.isLate();
  };
  expect([0, 500, 501].map(late)).toEqual([false, false, true]);
  now = 10_000;
  loop.post({ type: 'stop-requested', by: 'a test', takeover: false });
  expect([0, 501, STALL_MS, STALL_MS + 1].map(late)).toEqual([false, false, false, true]);
});

test('a stall is noticed at the next beat, five times a second, without any event', () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const { events, skip } = watchedLoop();
  skip(10_000);
  vi.advanceTimersByTime(199);
  expect(events).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(events).toMatchObject([{ type: 'stalled' }]);
});
