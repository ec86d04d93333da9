/**
 * The driver of the engine: the server's loop, the simulator and the replays all use it. It holds the state and the
 * events that wait for their turn, and takes up one event at a time. It has no clock and carries nothing out. Its user
 *
 * - says at which moment an event is taken up, and sleeps until then where it has to;
 * - puts event and decision on record, then carries out the effects in their order, and only then takes the next event:
 *   what is posted meanwhile waits;
 * - decides how far a run goes, because a process may end between two effects.
 *
 * A replay takes up each event at the time that is known for it, so nothing ever waits in its driver.
 */
import type { Event, Happening } from './event.ts';
import type { State, TimerName } from './state.ts';
import type { Step } from './step.ts';
import { nextWake, step } from './step.ts';
import type { TableIndex } from './table.ts';

/** An event that was taken up, and what came of it. */
export interface Taken {
  readonly event: Event;
  readonly before: State;
  readonly result: Step;
}

export interface Driver {
  readonly state: () => State;
  /** Puts an event behind those that wait already. */
  readonly post: (happening: Happening) => void;
  /** The process did not run for so long, in ms. It learns of a stall before anything that waits. */
  readonly stoodStill: (forMs: number) => void;
  readonly hasNext: () => boolean;
  /** Removes the event that has waited longest and hands it back; null where none waits. */
  readonly next: () => Happening | null;
  /** Takes up one event. `at`: now, in monotonic ms. Where the step throws, the state is left as it was. */
  readonly take: (happening: Happening, at: number) => Taken;
  /** The timer that is due next, and when; null where none runs. */
  readonly nextWake: () => { readonly timer: TimerName; readonly at: number } | null;
}

/** A process that did not run for longer than this has stalled, in ms. */
export const STALL_MS = 1_500;

/** `index`: for those who deliberately break the table. */
export function createDriver(first: State, index?: TableIndex): Driver {
  let state = first;
  const waiting: Happening[] = [];
  return {
    state: () => state,
    post: (happening) => {
      waiting.push(happening);
    },
    stoodStill: (forMs) => {
      if (forMs > STALL_MS) waiting.unshift({ type: 'stalled', forMs });
    },
    hasNext: () => waiting.length > 0,
    next: () => waiting.shift() ?? null,
    take: (happening, at) => {
      const before = state;
      const event = { ...happening, at } as Event;
      const result = step(before, event, index);
      state = result.state;
      return { event, before, result };
    },
    nextWake: () => nextWake(state),
  };
}
