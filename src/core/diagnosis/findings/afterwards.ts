/**
 * What became of the two servers after a switch, as far as the logs show: whether the former active server is known to
 * have stepped down, or is known to be still active. Advice that later lines have made obsolete must not be given.
 */

import type { AlignedLog } from '../aligned-logs.ts';
import type { SwitchIncident } from '../incidents.ts';
import { isSeen, type LogEvent } from '../observation.ts';
import type { RoleChange } from '../roles.ts';

export interface Afterwards {
  /** The first line showing that one of the two is no longer active. */
  readonly settled: { readonly by: LogEvent; readonly says: string } | null;
  /** A line that says both are active. */
  readonly twoActives: LogEvent | null;
}

export const NOTHING_AFTERWARDS: Afterwards = { settled: null, twoActives: null };

/** `log` contains the switch; `others` are logs of any kind. */
export function afterwardsOf(incident: SwitchIncident, log: AlignedLog, others: readonly AlignedLog[]): Afterwards {
  const { marker, after } = incident;
  const at = log.place(marker.at);
  const own = log.reading.incidents.roles.find((change) => change.by.order > marker.order && isNotActive(change));
  const theirs = others
    .filter(({ reading }) => reading.kind === 'switchover' || reading.kind === 'node')
    .flatMap((other) =>
      other.reading.incidents.roles
        .filter((change) => isNotActive(change) && other.place(change.by.at) > at)
        .map((change) => ({ change, at: other.place(change.by.at) })),
    )
    .toSorted((a, b) => a.at - b.at)[0];
  const twoActives = after.findLast((each) => isSeen(each, 'two-actives')) ?? null;
  if (theirs !== undefined && (own === undefined || theirs.at <= log.place(own.by.at))) {
    return {
      twoActives,
      settled: { by: theirs.change.by, says: `the other server has been ${roleWords(theirs.change)}` },
    };
  }
  if (own === undefined) return { twoActives, settled: null };
  return {
    twoActives,
    settled: { by: own.by, says: `this server has been ${roleWords(own)}${own.role === 'aside' ? '' : ' again'}` },
  };
}

function isNotActive({ role, state }: RoleChange): boolean {
  return role === 'backup' || role === 'upgrade' || (role === 'aside' && state === 'Inactive');
}

function roleWords({ role }: RoleChange): string {
  return role === 'aside' ? 'stale' : 'the backup';
}
