/**
 * Since when a backup has had reason to doubt its active server: the first failed ping or lost connection of the trouble
 * that is going on. `why-switched` finds the same moment in the log (`core/diagnosis/failures.ts`). A pure value beside the
 * state, because nothing is decided from it.
 */
import type { Event } from './event.ts';
import { bothUp } from './monitors/connections.ts';
import type { State } from './state.ts';
import { isBackupState, isServing, stateOf } from './state.ts';

export interface Symptoms {
  /** Monotonic ms of the first and the last of them. */
  readonly firstAt: number;
  readonly lastAt: number;
}

/** A failure that nothing followed for this long led nowhere, in ms: every timer of the reference is shorter by default. */
export const FADED_MS = 15 * 60_000;

/** `known`: the symptoms before this event; `after`: the state that it led to. */
export function symptomsAfter(known: Symptoms | null, before: State, event: Event, after: State): Symptoms | null {
  const state = stateOf(after.place);
  const { at } = event;
  const going = known !== null && at - known.lastAt > FADED_MS ? null : known;
  // A takeover that is under way may still be given up: what led to it is not over.
  if (state === 'primary' && !isServing(after)) return going;
  if (!isBackupState(state)) return null;
  if (isFailing(event, after)) return { firstAt: going?.firstAt ?? at, lastAt: at };
  return isOver(before, after) ? null : going;
}

function isFailing({ type }: Event, { place, module }: State): boolean {
  if (place === 'reconnecting.diagnosing' || place === 'reconnecting.waiting') return true;
  // It is known to be down, and an operator has to act: nothing more is logged.
  if (type === 'module-ping-failed')
    return place !== 'backup.held' && (module.verdict === 'failing' || module.verdict === 'down');
  return type === 'connection-lost' || type === 'ping-failed';
}

/** Everything works again, or the active server is back after it had been lost. */
function isOver(before: State, { place, connections, monitors, module }: State): boolean {
  if (stateOf(place) === 'reconnecting') return false;
  if (stateOf(before.place) === 'reconnecting') return true;
  if (!place.endsWith('.watching') || !bothUp(connections)) return false;
  if (monitors.main.failures > 0 || monitors.aux.failures > 0) return false;
  return module.verdict !== 'failing' && module.verdict !== 'down';
}
