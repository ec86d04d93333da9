/** The answers to load balancers (`/primary`, `/backup`, `/health`): yes only if it is certain now, otherwise no. */
import { isServing, stateOf } from '../core/engine/state.ts';
import { isWithin } from '../core/replication/lag.ts';
import type { Loop } from './loop.ts';
import type { Subsystems } from './opened-subsystems.ts';

export interface Health {
  readonly isPrimary: () => boolean;
  readonly isBackup: () => boolean;
  /** The same, with nothing missing that is older than this, in ms. */
  readonly isBackupWithin: (limitMs: number) => boolean;
  /** The process is able to work. */
  readonly isHealthy: () => boolean;
  /** In words, for people. */
  readonly role: () => string;
}

export function healthOf(
  { state, isLate }: Pick<Loop, 'state' | 'isLate'>,
  { behind }: Pick<Subsystems, 'behind'>,
): Health {
  const isBackup = (): boolean => !isLate() && state().place === 'backup.watching';
  return {
    // A server that was stalled may have been replaced meanwhile: it does not say yes until it knows.
    isPrimary: () => !isLate() && isServing(state()) && !state().inDoubt,
    isBackup,
    isBackupWithin: (limitMs) => isBackup() && Object.values(behind()).every((each) => isWithin(each, limitMs)),
    isHealthy: () => !isLate() && stateOf(state().place) !== 'stopping',
    role: () => state().place,
  };
}
