/**
 * The roles of a server, as far as its log shows, and what they forbid (reference: "Other States", "Switchover
 * states").
 */
import type { AvertedReason, LogEvent, Seen, UnhandledReason } from './observation.ts';

/** `aside`: it takes no part, because it is stale, stopping or in error. */
export type Role = 'starting' | 'backup' | 'upgrade' | 'active' | 'aside';

export interface RoleChange {
  readonly role: Role;
  /** The reference's name of the state, if the line has it: `Inactive`, `UpgradeHigher`. */
  readonly state: string | null;
  /** The line that shows it. */
  readonly by: LogEvent;
}

export interface Roles {
  /** Null while unknown; such a log is assumed to be a backup's. */
  role: Role | null;
  state: string | null;
  /** The line that set switching to manual, while that applies. */
  manual: Seen<'mode-set'> | null;
  changes: RoleChange[];
}

const KEPT = 200;

export function openRoles(): Roles {
  return { role: null, state: null, manual: null, changes: [] };
}

export function becomes(roles: Roles, role: Role, by: LogEvent): void {
  const state = by.saw.kind === 'state-changed' && by.saw.to !== 'Reconnecting' ? by.saw.to : null;
  const tellsMore = state !== null && state !== roles.state && (role === 'upgrade' || role === 'aside');
  if (roles.role === role && !tellsMore) return;
  roles.role = role;
  roles.state = state;
  roles.changes = [...roles.changes.slice(-(KEPT - 1)), { role, state, by }];
}

/** Undoes a role that the server turned out never to have taken. */
export function unbecome(roles: Roles, by: LogEvent): void {
  if (roles.changes.at(-1)?.by !== by) return;
  roles.changes = roles.changes.slice(0, -1);
  const last = roles.changes.at(-1);
  roles.role = last?.role ?? null;
  roles.state = last?.state ?? null;
}

const ROLE_IN_STATE: Readonly<Record<string, Role>> = {
  Inactive: 'aside',
  Stopping: 'aside',
  Error: 'aside',
  Init: 'starting',
  UpgradeHigher: 'upgrade',
  UpgradeLower: 'upgrade',
};

export function roleInState(state: string): Role {
  return ROLE_IN_STATE[state] ?? 'backup';
}

/** It still runs although it takes no part, so what it sees may matter. A stopping server only sees its own end. */
export function isStanding(roles: Roles): boolean {
  return roles.state === 'Inactive' || roles.state === 'Error';
}

/** Why a server in this role never switches by itself; null if it may. */
export function forbids(roles: Roles): (AvertedReason & UnhandledReason) | null {
  if (roles.role === 'upgrade') return 'upgrade-state';
  if (roles.role === 'aside') return 'no-backup';
  return roles.manual === null ? null : 'manual-mode';
}
