/**
 * The primary monitor's pings to the companion's Notifier (reference: "Primary Monitor", "Sending Ping Requests").
 * A frozen companion keeps its sockets open; only an unanswered ping shows it.
 *
 * One ping is under way at a time. A failure is followed by up to `retryCount` more; when those fail too, the
 * connections are not believed any longer. A pure value: the caller keeps the time.
 */
import type { ConnectionName } from './connections.ts';

export interface OutstandingPing {
  readonly id: number;
  readonly connection: ConnectionName;
}

export interface PrimaryMonitor {
  /** Failures in a row. */
  readonly failures: number;
  /** The connection on which the last of them failed; null where none has. */
  readonly failedOn: ConnectionName | null;
  readonly outstanding: OutstandingPing | null;
  /** Monotonic ms of the last answer; null before the first. */
  readonly lastAnswerAt: number | null;
}

export const QUIET_MONITOR: PrimaryMonitor = { failures: 0, failedOn: null, outstanding: null, lastAnswerAt: null };

export interface MonitorLimits {
  readonly retryCount: number;
  readonly pingDelayMs: number;
  readonly retryDelayMs: number;
}

export function pingSent(monitor: PrimaryMonitor, ping: OutstandingPing): PrimaryMonitor {
  return { ...monitor, outstanding: ping };
}

export function pingAnswered(at: number): PrimaryMonitor {
  return { failures: 0, failedOn: null, outstanding: null, lastAnswerAt: at };
}

export function pingFailed(monitor: PrimaryMonitor): PrimaryMonitor {
  const failedOn = monitor.outstanding?.connection ?? monitor.failedOn;
  return { ...monitor, failures: monitor.failures + 1, failedOn, outstanding: null };
}

/** What is counted against a connection says nothing about the one that replaces it, nor about a time of which nothing was seen. */
export function forgetFailures(monitor: PrimaryMonitor): PrimaryMonitor {
  return monitor.failures === 0 ? monitor : { ...monitor, failures: 0, failedOn: null };
}

/** The first ping and all its retries have failed. */
export function isExhausted(monitor: PrimaryMonitor, limits: MonitorLimits): boolean {
  return monitor.failures > limits.retryCount;
}

/** How long to wait before the next ping, in ms. */
export function nextPingDelayMs(monitor: PrimaryMonitor, limits: MonitorLimits): number {
  return monitor.failures > 0 ? limits.retryDelayMs : limits.pingDelayMs;
}
