/**
 * The loop of one running server: events in, one step each, what was decided on record, effects out. Everything
 * happens on the main thread and in order; an event that arrives during a step waits for its end.
 */

import type { Effect } from '../core/pair/effect.ts';
import type { Event, Happening } from '../core/pair/event.ts';
import type { State } from '../core/pair/state.ts';
import type { Decision } from '../core/pair/step.ts';
import { nextWake, step } from '../core/pair/step.ts';

export interface LoopHost {
  readonly now: () => number;
  /** Everything that happened and was decided, before any effect of it can be seen. */
  readonly record: (entry: {
    readonly event: Event;
    readonly decision: Decision | null;
    readonly refused: string | null;
  }) => void;
  readonly execute: (effect: Effect, state: State) => void;
  /** After each run of events, once its effects are out. */
  readonly settled: (state: State) => void;
  /** Something threw where nothing may: the loop has stopped, and its state cannot be trusted. */
  readonly failed: (error: unknown, during: Event['type'] | null) => void;
}

export interface Loop {
  readonly post: (happening: Happening) => void;
  readonly state: () => State;
  /** True while this process lags behind its own timers, or after a fault: what it says of its role may be old. */
  readonly isLate: () => boolean;
  readonly stop: () => void;
}

/** How often the loop looks whether it stands still, in ms. */
const BEAT_MS = 200;
/** A gap this long between two beats is a stall, in ms. */
const STALL_MS = 1_500;
/** How far behind its next timer the loop may be before its answers about its role are withheld, in ms. */
const LATE_MS = 500;

export function createLoop(initial: State, host: LoopHost): Loop {
  let state = initial;
  let running = false;
  let stopped = false;
  let failed = false;
  let lastBeat = host.now();
  let alarm: NodeJS.Timeout | undefined;
  const waiting: Happening[] = [];

  let during: Event['type'] | null = null;

  const take = (happening: Happening): void => {
    during = happening.type;
    const event = { ...happening, at: host.now() } as Event;
    const result = step(state, event);
    state = result.state;
    host.record({ event, decision: result.decision, refused: result.refused });
    for (const effect of result.effects) host.execute(effect, state);
  };

  const drain = (): void => {
    if (running || stopped) return;
    running = true;
    try {
      for (let next = waiting.shift(); next !== undefined && !stopped; next = waiting.shift()) take(next);
      during = null;
      host.settled(state);
    } catch (error) {
      // Whoever posted it, a socket or an operator's request, is not the one to hear of it.
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
    const wake = nextWake(state);
    if (wake === null || stopped) return;
    alarm = setTimeout(() => post({ type: 'timer', timer: wake.timer }), Math.max(0, Math.ceil(wake.at - host.now())));
  };

  /** What a process that stood still learns first is that it stood still. */
  const noticeStall = (): void => {
    const now = host.now();
    const gap = now - lastBeat;
    lastBeat = now;
    if (gap > STALL_MS) waiting.push({ type: 'stalled', forMs: gap });
  };

  const post = (happening: Happening): void => {
    if (stopped) return;
    noticeStall();
    // A timer that was due during a stall has been moved on by it.
    waiting.push(happening);
    drain();
  };

  const beat = setInterval(() => {
    noticeStall();
    if (waiting.length > 0) drain();
  }, BEAT_MS);

  const stop = (): void => {
    stopped = true;
    clearTimeout(alarm);
    clearInterval(beat);
  };

  return {
    post,
    state: () => state,
    isLate: () => {
      if (failed) return true;
      const now = host.now();
      const wake = nextWake(state);
      return now - lastBeat > STALL_MS || (wake !== null && now - wake.at > LATE_MS);
    },
    stop,
  };
}
