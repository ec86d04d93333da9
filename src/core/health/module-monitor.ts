/**
 * The module monitor: pings to the module on the primary whose failure is a reason to take over (reference: "Module
 * Monitor"; readings R7, R27). A pure value: the caller keeps the time and sends the pings.
 *
 * A round is `maxFailures` failures in a row: the first on the usual connection, the second on the other one. A module
 * that fails both is down. One that keeps answering under new process ids is restarting too often.
 */
import type { ConnectionName, Connections } from './connections.ts';
import { CONNECTION_NAMES } from './connections.ts';

/** `lost`: the connection went with the ping on it, which says nothing about the module. */
export type ModulePingOutcome = 'timed-out' | 'rejected' | 'lost';

export interface ModuleMonitor {
  /** Monotonic ms at which monitoring began; null while it is stopped. */
  readonly startedAt: number | null;
  readonly verdict: 'unknown' | 'answering' | 'failing' | 'down' | 'restarting';
  readonly round: 1 | 2;
  /** Failures in a row, in this round. */
  readonly failures: number;
  /** Failures that the last answer made good; 0 where there were none. */
  readonly forgiven: number;
  readonly outstanding: { readonly id: number; readonly connection: ConnectionName } | null;
  /** How the last ping ended. */
  readonly last: 'answered' | ModulePingOutcome | null;
  readonly lastAnswerAt: number | null;
  /** Null before the first answer, and where the probe knows of no process. */
  readonly pid: number | null;
  /** Monotonic ms of the new process ids within the period. */
  readonly restarts: readonly number[];
  /** New process ids in a row. */
  readonly sequential: number;
  /** Since when the module is asked once more before it is believed to be down; null where it is not. */
  readonly verifiedSince: number | null;
  /** Times in a row that the monitor itself was silent and had to be restarted (R29). */
  readonly silences: number;
}

export const STOPPED_MODULE_MONITOR: ModuleMonitor = {
  startedAt: null,
  verdict: 'unknown',
  round: 1,
  failures: 0,
  forgiven: 0,
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
  /** How long an answer may take, and the wait from a good or a rejected ping to the next, in ms. */
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
  /** How long a module that never answered is given to start, in ms. */
  readonly startLimitMs: number;
}

export function monitoringStarted(at: number): ModuleMonitor {
  return { ...STOPPED_MODULE_MONITOR, startedAt: at };
}

/** The connection of the round under way; the other one where that is down. Null where none is up. */
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
    forgiven: monitor.failures + (monitor.round === 2 ? limits.maxFailures : 0),
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

/** A module that has never answered is not judged before its start time-out (R27). */
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
 * The primary monitor asks the module itself before it believes the module monitor: one round, begun at once (reading
 * R7). When that fails too, the verdict is `down` again.
 */
export function verificationStarted(monitor: ModuleMonitor, at: number): ModuleMonitor {
  return { ...monitor, verdict: 'failing', round: 2, failures: 0, outstanding: null, last: null, verifiedSince: at };
}

/** How long to wait before the next ping, in ms (R7). */
export function nextModulePingMs(monitor: ModuleMonitor, limits: ModuleLimits): number {
  if (monitor.last === null) return 0;
  return monitor.last === 'timed-out' || monitor.last === 'lost' ? limits.retryDelayMs : limits.timeoutMs;
}

/** Time of which nothing was seen: no failure is counted from it, and what is under way is asked anew. */
export function forgetModuleFailures(monitor: ModuleMonitor): ModuleMonitor {
  if (monitor.startedAt === null) return monitor;
  const verdict = monitor.verdict === 'failing' ? 'answering' : monitor.verdict;
  return { ...monitor, verdict, round: 1, failures: 0, outstanding: null };
}

/** The monitor brought no result for too long: it is begun anew, what is known of the module stays (R29). */
export function monitoringRestarted(monitor: ModuleMonitor): ModuleMonitor {
  return { ...monitor, outstanding: null, last: null, silences: monitor.silences + 1 };
}

/** From the start of one ping to the start of the next at most, in ms; silent for twice this, the monitor is restarted. */
export function longestCycleMs(limits: ModuleLimits): number {
  return limits.timeoutMs + Math.max(limits.timeoutMs, limits.retryDelayMs);
}
