/**
 * The module monitor pings the module on the primary; a module that fails is a reason to take over (reference: "Module
 * Monitor"; readings R7, R27). A pure value: the caller keeps the time and sends the pings.
 *
 * A round is `maxFailures` failures in a row: the first round on the usual connection, the second on the other one. A
 * module that fails both is down. One that keeps answering under new process ids is restarting too often.
 */
import type { ConnectionName, Connections } from './connections.ts';
import { CONNECTION_NAMES } from './connections.ts';

/** `lost`: the connection was lost during the ping, which says nothing about the module. */
export type ModulePingOutcome = 'timed-out' | 'rejected' | 'lost';

export interface ModuleMonitor {
  /** Monotonic ms at which monitoring started; null while it is stopped. */
  readonly startedAt: number | null;
  readonly verdict: 'unknown' | 'answering' | 'failing' | 'down' | 'restarting';
  readonly round: 1 | 2;
  /** Failures in a row, in this round. */
  readonly failures: number;
  /** Failures cleared by the last answer; 0 if there were none. */
  readonly clearedFailures: number;
  readonly outstanding: { readonly id: number; readonly connection: ConnectionName } | null;
  /** How the last ping ended. */
  readonly last: 'answered' | ModulePingOutcome | null;
  readonly lastAnswerAt: number | null;
  /** Null before the first answer, and if the probe does not know the process. */
  readonly pid: number | null;
  /** Monotonic ms at which new process ids appeared within the period. */
  readonly restarts: readonly number[];
  /** New process ids in a row. */
  readonly sequential: number;
  /** Since when the module is being verified before it counts as down; null if it is not. */
  readonly verifiedSince: number | null;
  /** How often in a row the monitor itself was silent and had to be restarted (R29). */
  readonly silences: number;
}

export const STOPPED_MODULE_MONITOR: ModuleMonitor = {
  startedAt: null,
  verdict: 'unknown',
  round: 1,
  failures: 0,
  clearedFailures: 0,
  outstanding: null,
  last: null,
  lastAnswerAt: null,
  pid: null,
  restarts: [],
  sequential: 0,
  verifiedSince: null,
  silences: 0,
};

export interface ModuleLimits {
  /** How long an answer may take, and the wait from an answered or rejected ping to the next, in ms. */
  readonly timeoutMs: number;
  /** From a ping that timed out to the next, in ms. */
  readonly retryDelayMs: number;
  /** Failures that end a round (R6: the one that reaches the count). */
  readonly maxFailures: number;
  /** The first round goes over the auxiliary connection. */
  readonly auxFirst: boolean;
  readonly maxRestarts: number;
  readonly restartsPeriodMs: number;
  readonly maxSequentialRestarts: number;
  /** How long a module that has never answered has to start, in ms. */
  readonly startLimitMs: number;
}

export function monitoringStarted(at: number): ModuleMonitor {
  return { ...STOPPED_MODULE_MONITOR, startedAt: at };
}

/** The connection of the current round; the other one if that is down. Null if none is up. */
export function moduleConnection(
  monitor: ModuleMonitor,
  limits: ModuleLimits,
  connections: Connections,
): ConnectionName | null {
  const wanted = limits.auxFirst === (monitor.round === 1) ? 'aux' : 'main';
  if (connections[wanted].status === 'up') return wanted;
  return CONNECTION_NAMES.find((name) => connections[name].status === 'up') ?? null;
}

export function modulePinged(monitor: ModuleMonitor, id: number, connection: ConnectionName): ModuleMonitor {
  return { ...monitor, outstanding: { id, connection } };
}

export function moduleAnswered(
  monitor: ModuleMonitor,
  limits: ModuleLimits,
  pid: number | null,
  at: number,
): ModuleMonitor {
  const isNew = pid !== null && monitor.pid !== null && pid !== monitor.pid;
  const recent = monitor.restarts.filter((restart) => at - restart < limits.restartsPeriodMs);
  const restarts = isNew ? [...recent, at] : recent;
  const sequential = isNew ? monitor.sequential + 1 : 0;
  const tooOften = sequential >= limits.maxSequentialRestarts || restarts.length > limits.maxRestarts;
  return {
    ...monitor,
    verdict: isNew && tooOften ? 'restarting' : 'answering',
    round: 1,
    failures: 0,
    clearedFailures: monitor.failures + (monitor.round === 2 ? limits.maxFailures : 0),
    outstanding: null,
    last: 'answered',
    lastAnswerAt: at,
    pid: pid ?? monitor.pid,
    restarts,
    sequential,
    verifiedSince: null,
    silences: 0,
  };
}

/** A module that has never answered does not count as failing before its start timeout (R27). */
function isJudged(monitor: ModuleMonitor, limits: ModuleLimits, at: number): boolean {
  if (monitor.verifiedSince !== null) return true;
  return monitor.lastAnswerAt !== null || at - (monitor.startedAt ?? at) >= limits.startLimitMs;
}

export function modulePingFailed(
  monitor: ModuleMonitor,
  limits: ModuleLimits,
  outcome: ModulePingOutcome,
  at: number,
): ModuleMonitor {
  const ended = { ...monitor, outstanding: null, last: outcome, silences: 0 };
  if (outcome === 'lost' || !isJudged(monitor, limits, at)) return ended;
  const failures = monitor.failures + 1;
  if (failures < limits.maxFailures) return { ...ended, verdict: 'failing', failures };
  if (monitor.round === 1) return { ...ended, verdict: 'failing', round: 2, failures: 0 };
  return { ...ended, verdict: 'down', round: 1, failures };
}

/**
 * The primary monitor pings the module itself before it believes the module monitor: one round, started immediately
 * (reading R7). If that fails too, the verdict is `down` again.
 */
export function verificationStarted(monitor: ModuleMonitor, at: number): ModuleMonitor {
  return { ...monitor, verdict: 'failing', round: 2, failures: 0, outstanding: null, last: null, verifiedSince: at };
}

/** How long to wait before the next ping, in ms (R7). */
export function nextModulePingMs(monitor: ModuleMonitor, limits: ModuleLimits): number {
  if (monitor.last === null) return 0;
  return monitor.last === 'timed-out' || monitor.last === 'lost' ? limits.retryDelayMs : limits.timeoutMs;
}

/** After a stall: no failure is counted from that time, and the ping under way is repeated. */
export function forgetModuleFailures(monitor: ModuleMonitor): ModuleMonitor {
  if (monitor.startedAt === null) return monitor;
  const verdict = monitor.verdict === 'failing' ? 'answering' : monitor.verdict;
  return { ...monitor, verdict, round: 1, failures: 0, outstanding: null };
}

/** The monitor produced no result for too long: it is restarted, keeping what is known of the module (R29). */
export function monitoringRestarted(monitor: ModuleMonitor): ModuleMonitor {
  return { ...monitor, outstanding: null, last: null, silences: monitor.silences + 1 };
}

/** The longest time between the starts of two pings, in ms; after twice this without a result the monitor is restarted. */
export function longestCycleMs(limits: ModuleLimits): number {
  return limits.timeoutMs + Math.max(limits.timeoutMs, limits.retryDelayMs);
}
