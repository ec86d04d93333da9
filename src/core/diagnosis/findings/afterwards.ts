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
  /** The last role of each server since then, if it changed. */
  readonly latest: readonly { readonly by: LogEvent; readonly says: string; readonly isActive: boolean }[];
  /** A line that says both are active. */
  readonly twoActives: LogEvent | null;
}

export const NOTHING_AFTERWARDS: Afterwards = { settled: null, latest: [], twoActives: null };

/** `log` contains the switch; `others` are logs of any kind. */
export function afterwardsOf(incident: SwitchIncident, log: AlignedLog, others: readonly AlignedLog[]): Afterwards {
  const { marker, after } = incident;
  const at = log.place(marker.at);
  const own = log.reading.incidents.roles.find((change) => change.by.order > marker.order && isNotActive(change));
  const changes = others
    .filter(({ reading }) => reading.kind === 'switchover' || reading.kind === 'node')
    .flatMap((other) =>
      other.reading.incidents.roles
        .filter((change) => other.place(change.by.at) > at)
        .map((change) => ({ change, at: other.place(change.by.at) })),
    )
    .toSorted((a, b) => a.at - b.at);
  const theirs = changes.find(({ change }) => isNotActive(change));
  const latest = [
    ...sayLatest(
      'this server',
      log.reading.incidents.roles.findLast(({ by }) => by.order > marker.order),
    ),
    ...sayLatest('the other server', changes.at(-1)?.change),
  ];
  const twoActives = after.findLast((each) => isSeen(each, 'two-actives')) ?? null;
  if (theirs !== undefined && (own === undefined || theirs.at <= log.place(own.by.at))) {
    return {
      twoActives,
      latest,
      settled: { by: theirs.change.by, says: `the other server has been ${roleWords(theirs.change)}` },
    };
  }
  if (own === undefined) return { twoActives, latest, settled: null };
  return {
    twoActives,
    latest,
    settled: { by: own.by, says: `this server has been ${roleWords(own)}${own.role === 'aside' ? '' : ' again'}` },
  };
}

const ROLE_NOW: Readonly<Record<RoleChange['role'], string>> = {
  starting: 'starting',
  backup: 'the backup',
  upgrade: 'the backup, in an Upgrade state,',
  active: 'active',
  aside: 'stale',
};

function sayLatest(server: string, change: RoleChange | undefined): Afterwards['latest'] {
  if (change === undefined) return [];
  const { role, state, by } = change;
  const now = state === 'Stopping' ? 'stopped' : state === 'Error' ? 'in error' : ROLE_NOW[role];
  return [
    {
      by,
      says: `${server} has been ${now}${server === 'this server' && (role === 'backup' || role === 'active') ? ' again' : ''}`,
      isActive: role === 'active',
    },
  ];
}

function isNotActive({ role, state }: RoleChange): boolean {
  return role === 'backup' || role === 'upgrade' || (role === 'aside' && state === 'Inactive');
}

function roleWords({ role }: RoleChange): string {
  return role === 'aside' ? 'stale' : 'the backup';
}
