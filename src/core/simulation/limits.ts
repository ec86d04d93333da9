/**
 * How long things may take at the most, by the parameters: the bounds of the judges. Each is a sum of what an engine
 * waits for in the worst order, so that a run that exceeds one has found something.
 */
import type { Settings } from '../parameters/settings.ts';
import { DIAL_LIMIT_MS } from './wire.ts';

/** A pair is as patient as the more patient of its two servers. */
export type PairSettings = readonly Settings[];

/** For slow packets, writes and rounding, in ms. */
const MARGIN_MS = 2_000;

function most(pair: PairSettings, of: (settings: Settings) => number): number {
  return Math.max(...pair.map(of));
}

/** Until a silent connection is not believed any longer: a ping and all its retries. */
export function noticeMs(pair: PairSettings): number {
  return most(
    pair,
    (s) =>
      s.primaryMonitorPingDelayMs +
      (s.primaryMonitorRetryCount + 1) * s.primaryMonitorTimeoutMs +
      s.primaryMonitorRetryCount * s.primaryMonitorRetryDelayMs,
  );
}

/** Until two servers that can talk are connected: one dial in vain, the delay, and a dial that succeeds. */
export function dialMs(pair: PairSettings): number {
  return most(pair, (s) => s.notifierReconnectDelayMs) + 2 * DIAL_LIMIT_MS;
}

/**
 * Until two servers that can talk know of each other: what they still hold for a connection is given up and made anew.
 * So long two may both serve, at the most.
 */
export function acquaintedMs(pair: PairSettings): number {
  return noticeMs(pair) + dialMs(pair) + MARGIN_MS;
}

/**
 * Until a pair in which nothing is broken any longer has come to rest: it gets acquainted; a switch that is under way
 * comes to its end or is given up (the wait for `ready`, for the companion to serve, and for hooks: `hookLimitMs` each);
 * a start-up wait and a reconnect period, with its one extension, run out; the network is checked.
 */
export function restMs(pair: PairSettings, hookLimitMs: number): number {
  const switching = 3 * hookLimitMs + 15_000;
  const reconnecting = most(pair, (s) => Math.max(s.reconnectTimeoutMs, 5_000)) + 2 * hookLimitMs + 5_000;
  const checking = most(pair, (s) => s.netTestTimeoutMs + Math.max(s.unreachablePingDelayMs, 5_000));
  const starting = 2 * most(pair, (s) => Math.max(s.reconnectTimeoutMs, 5_000));
  return acquaintedMs(pair) + switching + reconnecting + checking + starting;
}
