/**
 * Who somebody is in a pair, as its certificates say it: O = `switchover`, OU = the role, CN = the name.
 */
import type { Letter } from './letter.ts';

/** What an operator's credential allows, from the least to the most (reading R14). */
export const OPERATOR_ROLES = ['viewer', 'remote-control', 'master-administrator'] as const;

export type OperatorRole = (typeof OPERATOR_ROLES)[number];

/** A `server` speaks as one of the pair and has no operator's rights. */
export type Role = 'server' | OperatorRole;

export const ORGANIZATION = 'switchover';

/** A pair's own identity: 128 random bits in hexadecimal, made once by `init`. */
export const PAIR_ID = /^[0-9a-f]{32}$/;

/** Names of operators' credentials: they are shown in logs and written into certificates. */
export const CREDENTIAL_NAME = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;

export function isRole(text: unknown): text is Role {
  return text === 'server' || (OPERATOR_ROLES as readonly unknown[]).includes(text);
}

/** Whether a role includes the rights of the needed one. A server has none of an operator's rights. */
export function roleAllows(role: Role, needed: OperatorRole): boolean {
  return role !== 'server' && OPERATOR_ROLES.indexOf(role) >= OPERATOR_ROLES.indexOf(needed);
}

/**
 * The DNS name in a server's certificate that servers and commands expect, whatever address they dialled, so that
 * addresses may change and a server of another pair is never taken for ours.
 */
export function serverIdentity(letter: Letter, pairId: string): string {
  return `${letter.toLowerCase()}.${pairId}.${ORGANIZATION}`;
}
