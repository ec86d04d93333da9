import { randomBytes } from 'node:crypto';

/** Monotonic milliseconds since this process began. Never set back. */
export function monotonicMs(): number {
  return performance.now();
}

/** For display only: no decision is taken from it. */
export function wallClock(): Date {
  return new Date();
}

/** Names one run of a server, so that a restart is known as such. */
export function newBootId(): string {
  return randomBytes(6).toString('hex');
}
