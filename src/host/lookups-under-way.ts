import type { LookupAddress } from 'node:dns';

/**
 * Lookups of names that nobody has answered yet. Apart from what looks up: every command asks here when it ends, and
 * most of them never look up a name.
 */
export const LOOKUPS_UNDER_WAY = new Map<string, Promise<readonly LookupAddress[]>>();

/** Whether the end of this process would wait for one. */
export function isLookingUp(): boolean {
  return LOOKUPS_UNDER_WAY.size > 0;
}
