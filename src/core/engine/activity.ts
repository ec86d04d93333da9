/** What a server is doing, in the words of `status`: whether a role is changing hands, and what prevents a takeover. */

import { heldBackBy } from './guards.ts';
import { anyUp } from './monitors/connections.ts';
import { forbidsTakeover } from './monitors/network.ts';
import type { Cause, State, Takeover } from './state.ts';
import { isServing, stateOf } from './state.ts';

export const ACTIVITIES = ['switching', 'taking-over'] as const;
export type Activity = (typeof ACTIVITIES)[number];

/** Why a server that could take over will not do so by itself. */
export const HOLDS = ['manual-mode', 'upgrade-state', 'told-to-wait', 'cut-off', 'primary-unreachable'] as const;
export type Hold = (typeof HOLDS)[number];

/** Null if this server's role stays as it is. Waiting for a lost active server is part of taking over. */
export function activityOf(state: State): Activity | null {
  if (state.transaction !== null) return 'switching';
  switch (stateOf(state.place)) {
    case 'primary':
      return isServing(state) ? null : ofTakeover(state);
    case 'stopping':
      return leavesToBackup(state) ? 'taking-over' : null;
    case 'backup':
      return isAfterModule(state) && holdOf(state) === null ? 'taking-over' : null;
    case 'reconnecting':
      return holdOf(state) === null ? 'taking-over' : null;
    default:
      return null;
  }
}

/** Starting, or resuming a role, is not a takeover. */
const STARTS: readonly Cause[] = ['start', 'resumed'];

export function kindOfTakeover({ cause, before }: Takeover): 'switch' | 'start' | 'takeover' {
  if (cause === 'manual') return 'switch';
  if (STARTS.includes(cause)) return 'start';
  return cause === 'fail-safe-start' && before.role !== 'backup' ? 'start' : 'takeover';
}

const ACTIVITY_OF = { switch: 'switching', start: null, takeover: 'taking-over' } as const;

function ofTakeover({ takeover }: State): Activity | null {
  return takeover === null ? null : ACTIVITY_OF[kindOfTakeover(takeover)];
}

/** The active server is stopping, and its backup takes over as soon as it has stopped. */
function leavesToBackup({ place, reason, takeover, companion, connections }: State): boolean {
  if (place === 'stopping.stopped' || reason !== 'stop' || takeover === null || !anyUp(connections)) return false;
  return companion !== null && stateOf(companion.place) === 'backup' && companion.mode === 'automatic';
}

function isAfterModule({ place }: State): boolean {
  return place === 'backup.verifying' || place === 'backup.confirming';
}

/** Null if this server would take over by itself, or could not take over anyway. */
export function holdOf(state: State): Hold | null {
  if (!isCandidate(state)) return null;
  const by = heldBackBy(state);
  if (by !== null) return by === 'manual mode' ? 'manual-mode' : 'upgrade-state';
  if (state.place === 'reconnecting.held') return 'told-to-wait';
  if (stateOf(state.place) === 'init' && state.self.forceBackup) return 'told-to-wait';
  const verdict = state.network?.verdict;
  if (verdict === undefined || anyUp(state.connections)) return null;
  if (forbidsTakeover(verdict)) return 'cut-off';
  const isNever = state.self.settings.unreachablePingSets === -1;
  return isNever && verdict === 'primary-unreachable' ? 'primary-unreachable' : null;
}

function isCandidate({ place, durable, self }: State): boolean {
  const name = stateOf(place);
  if (name === 'init') return durable.role === 'backup' || self.forceBackup;
  if (name === 'backup') return place !== 'backup.discontinuing' && place !== 'backup.reverting';
  return name === 'reconnecting' || name === 'upgrade-higher' || name === 'upgrade-lower';
}
