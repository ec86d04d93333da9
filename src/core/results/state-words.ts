import type { StateName } from '../engine/state.ts';

/** The word used in text for each state in JSON. */
export const STATE_WORDS: Readonly<Record<StateName, string>> = {
  init: 'starting',
  primary: 'primary',
  backup: 'backup',
  'upgrade-higher': 'upgrade-higher',
  'upgrade-lower': 'upgrade-lower',
  reconnecting: 'reconnecting',
  inactive: 'stale',
  stopping: 'stopping',
  error: 'error',
};
