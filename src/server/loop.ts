/**
 * The loop of one running server: events in, one step each, decisions recorded, effects out. Everything happens on the
 * main thread and in order; an event that arrives during a step waits until it is done.
 */

import { createDriver, STALL_MS } from '../core/engine/driver.ts';
import type { Effect } from '../core/engine/effect.ts';
import type { Event, UntimedEvent } from '../core/engine/event.ts';
import type { State } from '../core/engine/state.ts';
import type { Decision } from '../core/engine/step.ts';

export interface LoopHost {
  readonly now: () => number;
  /** Everything that happened and was decided, before any effect of it becomes visible. */
  readonly record: (entry: {
    readonly event: Event;
    readonly decision: Decision | null;
    readonly refused: string | null;
  }) => void;
  readonly execute: (effect: Effect, state: State) => void;
  /** Called after each run of events, once its effects are out. */
  readonly settled: (state: State) => void;
  /** Something threw unexpectedly: the loop has stopped, and its state cannot be trusted. */
  readonly failed: (error: unknown, during: Event['type'] | null) => void;
}

export interface Loop {
  readonly post: (untimedEvent: UntimedEvent) => void;
  readonly state: () => State;
  /**
   * True while this process lags behind its timers, or after an error: what it reports about its role may be outdated.
   */
  readonly isLate: () => boolean;
  readonly stop: () => void;
}

/** How often the loop checks whether it was stalled, in ms. */
const BEAT_MS = 200;
/** How far behind its next timer the loop may be before it stops answering about its role, in ms. */
const LATE_MS = 500;

export function createLoop(initial: State, host: LoopHost): Loop {
  const driver = createDriver(initial);
  let running = false;
  let stopped = false;
  let failed = false;
  let lastBeat = host.now();
  let alarm: NodeJS.Timeout | undefined;

  const drain = (): void => {
    if (running || stopped) return;
    running = true;
    let during: Event['type'] | null = null;
    try {
      for (let next = driver.next(); next !== null && !stopped; next = driver.next()) {
        during = next.type;
        const { event, result } = driver.take(next, host.now());
        host.record({ event, decision: result.decision, refused: result.refused });
        for (const effect of result.effects) host.execute(effect, result.state);
      }
      during = null;
      host.settled(driver.state());
    } catch (error) {
      // The poster, a socket or an operator's request, is not the right place to report it.
      failed = true;
      stop();
      host.failed(error, during);
    } finally {
      running = false;
    }
    setAlarm();
  };

  const setAlarm = (): void => {
    clearTimeout(alarm);
    const wake = driver.nextWake();
    if (wake === null || stopped) return;
    alarm = setTimeout(() => post({ type: 'timer', timer: wake.timer }), Math.max(0, Math.ceil(wake.at - host.now())));
  };

  /** The first thing a stalled process learns is that it was stalled. */
  const noticeStall = (): void => {
    const now = host.now();
    driver.stoodStill(now - lastBeat);
    lastBeat = now;
  };

  const post = (untimedEvent: UntimedEvent): void => {
    if (stopped) return;
    noticeStall();
    // A timer that was due during a stall has been postponed by it.
    driver.post(untimedEvent);
    drain();
  };

  const beat = setInterval(() => {
    noticeStall();
    if (driver.hasNext()) drain();
  }, BEAT_MS);

  const stop = (): void => {
    stopped = true;
    clearTimeout(alarm);
    clearInterval(beat);
  };

  return {
    post,
    state: driver.state,
    isLate: () => {
      if (failed) return true;
      const now = host.now();
      const wake = driver.nextWake();
      return now - lastBeat > STALL_MS || (wake !== null && now - wake.at > LATE_MS);
    },
    stop,
  };
}
