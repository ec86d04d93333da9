/**
 * The driver of the engine, used by the server's loop, the simulator and the replays. It holds the state and the queue
 * of events, and takes up one event at a time. It has no clock and carries nothing out. Its user
 *
 * - says at which time an event is taken up, and sleeps until then if it has to;
 * - records event and decision, then carries out the effects in order, and only then takes the next event: whatever is
 *   posted meanwhile waits;
 * - decides how far a run goes, because a process may end between two effects.
 *
 * A replay takes up each event at its recorded time, so nothing ever waits in its driver.
 */
import type { Event, UntimedEvent } from './event.ts';
import type { State, TimerName } from './state.ts';
import type { Step } from './step.ts';
import { nextWake, step } from './step.ts';
import type { TableIndex } from './table.ts';

/** An event that was taken up, and its result. */
export interface Taken {
  readonly event: Event;
  readonly before: State;
  readonly result: Step;
}

export interface Driver {
  readonly state: () => State;
  /** Appends an event to the queue. */
  readonly post: (untimedEvent: UntimedEvent) => void;
  /** The process did not run for this long, in ms. A stall is put ahead of everything in the queue. */
  readonly stoodStill: (forMs: number) => void;
  readonly hasNext: () => boolean;
  /** Removes and returns the event that has waited longest; null if none waits. */
  readonly next: () => UntimedEvent | null;
  /** Takes up one event. `at`: now, in monotonic ms. If the step throws, the state is unchanged. */
  readonly take: (untimedEvent: UntimedEvent, at: number) => Taken;
  /** The next timer due, and when; null if none is running. */
  readonly nextWake: () => { readonly timer: TimerName; readonly at: number } | null;
}

/** A process that did not run for longer than this counts as stalled, in ms. */
export const STALL_MS = 1_500;

/** `index`: for tools that deliberately break the table. */
export function createDriver(first: State, index?: TableIndex): Driver {
  let state = first;
  const waiting: UntimedEvent[] = [];
  return {
    state: () => state,
    post: (untimedEvent) => {
      waiting.push(untimedEvent);
    },
    stoodStill: (forMs) => {
      if (forMs > STALL_MS) waiting.unshift({ type: 'stalled', forMs });
    },
    hasNext: () => waiting.length > 0,
    next: () => waiting.shift() ?? null,
    take: (untimedEvent, at) => {
      const before = state;
      const event = { ...untimedEvent, at } as Event;
      const result = step(before, event, index);
      state = result.state;
      return { event, before, result };
    },
    nextWake: () => nextWake(state),
  };
}
