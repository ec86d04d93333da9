/** What a load balancer is told (`/primary`, `/backup`, `/health`): a yes holds now, or it is a no. */
import { isServing, stateOf } from '../core/pair/state.ts';
import type { Loop } from './loop.ts';

export interface Health {
  readonly isPrimary: () => boolean;
  readonly isBackup: () => boolean;
  /** The process can do its work. */
  readonly isHealthy: () => boolean;
  /** In words, for whoever asks by hand. */
  readonly role: () => string;
}

export function healthOf({ state, isLate }: Pick<Loop, 'state' | 'isLate'>): Health {
  return {
    // One that stood still may have been replaced meanwhile: it does not say yes before it knows.
    isPrimary: () => !isLate() && isServing(state()) && !state().inDoubt,
    isBackup: () => !isLate() && state().place === 'backup.watching',
    isHealthy: () => !isLate() && stateOf(state().place) !== 'stopping',
    role: () => state().place,
  };
}
