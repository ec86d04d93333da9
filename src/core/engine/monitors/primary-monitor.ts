/**
 * The primary monitor's pings to the companion's Notifier, one value per connection (reference: "Primary Monitor",
 * "Sending Ping Requests"). A frozen companion keeps its sockets open; only an unanswered ping reveals it, and a ping on
 * each connection tells a dead connection from a dead companion.
 *
 * One ping is under way at a time. A failure is followed by up to `retryCount` retries; if those fail too, the
 * connection counts as dead. A pure value: the caller keeps the time.
 */
import type { ConnectionName } from './connections.ts';

export interface PrimaryMonitor {
  /** Failures in a row. */
  readonly failures: number;
  /** Id of the ping under way. */
  readonly outstanding: number | null;
  /** Monotonic ms of the last answer; null before the first. */
  readonly lastAnswerAt: number | null;
}

export type PrimaryMonitors = Readonly<Record<ConnectionName, PrimaryMonitor>>;

const QUIET: PrimaryMonitor = { failures: 0, outstanding: null, lastAnswerAt: null };
export const QUIET_MONITORS: PrimaryMonitors = { main: QUIET, aux: QUIET };

export interface MonitorLimits {
  readonly retryCount: number;
  readonly pingDelayMs: number;
  readonly retryDelayMs: number;
}

export function pingSent(monitor: PrimaryMonitor, id: number): PrimaryMonitor {
  return { ...monitor, outstanding: id };
}

export function pingAnswered(at: number): PrimaryMonitor {
  return { failures: 0, outstanding: null, lastAnswerAt: at };
}

export function pingFailed(monitor: PrimaryMonitor): PrimaryMonitor {
  return { ...monitor, failures: monitor.failures + 1, outstanding: null };
}

/** The connection was lost during the ping: "connection loss" and "cancelled" do not count as failures. */
export function pingDropped(monitor: PrimaryMonitor): PrimaryMonitor {
  return monitor.outstanding === null ? monitor : { ...monitor, outstanding: null };
}

/** Failures of one connection do not count against its replacement, nor do failures from before a stall. */
export function forgetFailures(monitor: PrimaryMonitor): PrimaryMonitor {
  return monitor.failures === 0 ? monitor : { ...monitor, failures: 0 };
}

/** The first ping and all its retries have failed. */
export function isExhausted(monitor: PrimaryMonitor, limits: MonitorLimits): boolean {
  return monitor.failures > limits.retryCount;
}

/** How long to wait before the next ping, in ms. */
export function nextPingDelayMs(monitor: PrimaryMonitor, limits: MonitorLimits): number {
  return monitor.failures > 0 ? limits.retryDelayMs : limits.pingDelayMs;
}
