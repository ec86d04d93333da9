/**
 * The longest that things may take, depending on the parameters: the bounds of the invariants. Each is the sum of what an
 * engine waits for in the worst order, so a run that exceeds one has found something.
 */
import type { Settings } from '../config/parameters/settings.ts';
import { DIAL_LIMIT_MS } from './wire.ts';

/** A pair is as patient as the more patient of its two servers. */
export type PairSettings = readonly Settings[];

/** Allowance for slow packets, writes and rounding, in ms. */
const MARGIN_MS = 2_000;

function most(pair: PairSettings, of: (settings: Settings) => number): number {
  return Math.max(...pair.map(of));
}

/** Until a silent connection is given up: a ping and all its retries. */
export function noticeMs(pair: PairSettings): number {
  return most(
    pair,
    (s) =>
      s.primaryMonitorPingDelayMs +
      (s.primaryMonitorRetryCount + 1) * s.primaryMonitorTimeoutMs +
      s.primaryMonitorRetryCount * s.primaryMonitorRetryDelayMs,
  );
}

/** Until two servers that can talk are connected: a failed dial, the delay, and a successful dial. */
export function dialMs(pair: PairSettings): number {
  return most(pair, (s) => s.notifierReconnectDelayMs) + 2 * DIAL_LIMIT_MS;
}

/**
 * Until two servers that can talk know of each other: connections that are dead are given up and replaced. This is the
 * longest that both may be active.
 */
export function acquaintedMs(pair: PairSettings): number {
  return noticeMs(pair) + dialMs(pair) + MARGIN_MS;
}

/**
 * Until a pair in which nothing is broken any more has settled: the servers connect; a switch under way is completed or
 * given up (the waits for `ready`, for the companion to become active, and for hooks: `hookLimitMs` each); a start-up
 * wait and a reconnect period, with its one extension, run out; the network is checked.
 */
export function restMs(pair: PairSettings, hookLimitMs: number): number {
  const switching = 3 * hookLimitMs + 15_000;
  const reconnecting = most(pair, (s) => Math.max(s.reconnectTimeoutMs, 5_000)) + 2 * hookLimitMs + 5_000;
  const checking = most(pair, (s) => s.netTestTimeoutMs + Math.max(s.unreachablePingDelayMs, 5_000));
  const starting = 2 * most(pair, (s) => Math.max(s.reconnectTimeoutMs, 5_000));
  return acquaintedMs(pair) + switching + reconnecting + checking + starting;
}
