import type { Hold } from '../engine/activity.ts';
import type { ServerStatus } from '../protocol/answers.ts';

/** Why a server will not take over by itself. Older versions do not report it: then it follows from state and mode. */
export function holdOfAnswer({ heldBack, mode, state }: ServerStatus): Hold | null {
  if (heldBack !== null) return heldBack;
  if (state.startsWith('upgrade')) return 'upgrade-state';
  return mode === 'manual' && (state === 'backup' || state === 'reconnecting') ? 'manual-mode' : null;
}

export const HOLD_WORDS: Readonly<Record<Hold, string>> = {
  'manual-mode': 'manual mode',
  'upgrade-state': 'different releases',
  'told-to-wait': 'told not to',
  'cut-off': 'its network is down',
  'primary-unreachable': 'disabled by parameters',
};
