import { randomBytes } from 'node:crypto';

/** Monotonic milliseconds since this process started. Never goes back. */
export function monotonicMs(): number {
  return performance.now();
}

/** For display only: no decision depends on it. */
export function wallClock(): Date {
  return new Date();
}

/** Identifies one run of a server, so that restarts can be recognized. */
export function newBootId(): string {
  return randomBytes(6).toString('hex');
}
