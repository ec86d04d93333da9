/** Groups of places and events that several rows share. */
import type { EventKey } from '../event.ts';
import type { Place } from '../state.ts';
import { PLACE_NAMES, stateOf } from '../state.ts';

/** The companion was heard: both events carry its view. */
export const HEARD: readonly EventKey[] = ['connection-up', 'view'];
/** The companion was heard just now, or what it said last is looked at again. */
export const SEEN: readonly EventKey[] = [...HEARD, 'timer:catch-up'];
/** All connections may be gone now. */
export const LOST: readonly EventKey[] = ['connection-lost', 'ping-failed'];

export function placesOf(...states: readonly string[]): readonly Place[] {
  return PLACE_NAMES.filter((name) => states.includes(stateOf(name)));
}

/** Backups that watch, with nothing in doubt. */
export const QUIET_WATCH: readonly Place[] = ['backup.watching', 'upgrade-higher.watching', 'upgrade-lower.watching'];
/** Backups that can hear their active server and are not changing role. */
export const WATCHING: readonly Place[] = [
  'backup.watching',
  'backup.verifying',
  'backup.confirming',
  'backup.held',
  'upgrade-higher.watching',
  'upgrade-lower.watching',
];
/** The network was checked, or the check did not finish in time: then the last completed check counts. */
export const CHECKED: readonly EventKey[] = ['diagnosed', 'timer:answer'];

export const INIT = placesOf('init');
export const TAKING: readonly Place[] = ['primary.persisting', 'primary.claiming', 'primary.commencing'];
export const SERVING: readonly Place[] = ['primary.serving', 'primary.raising'];
export const LETTING_GO: readonly Place[] = ['primary.draining', 'primary.discontinuing', 'primary.yielded'];
export const RECONNECTING = placesOf('reconnecting');
/** Everywhere except where the process is ending. */
export const RUNNING = PLACE_NAMES.filter((name) => stateOf(name) !== 'stopping');
