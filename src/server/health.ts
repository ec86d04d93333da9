/** The answers to load balancers (`/primary`, `/backup`, `/health`): yes only if it is certain now, otherwise no. */
import { isServing, stateOf } from '../core/engine/state.ts';
import type { Loop } from './loop.ts';

export interface Health {
  readonly isPrimary: () => boolean;
  readonly isBackup: () => boolean;
  /** The process is able to work. */
  readonly isHealthy: () => boolean;
  /** In words, for people. */
  readonly role: () => string;
}

export function healthOf({ state, isLate }: Pick<Loop, 'state' | 'isLate'>): Health {
  return {
    // A server that was stalled may have been replaced meanwhile: it does not say yes until it knows.
    isPrimary: () => !isLate() && isServing(state()) && !state().inDoubt,
    isBackup: () => !isLate() && state().place === 'backup.watching',
    isHealthy: () => !isLate() && stateOf(state().place) !== 'stopping',
    role: () => state().place,
  };
}
