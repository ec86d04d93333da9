/**
 * The last part of a step: what must always hold, whatever row fired. A connection that is down gets a dial timer,
 * a connection that is up gets pings, timers do not outlive their places, changed durable state is written, and a
 * server that has just become the backup looks at what its companion said while it was not listening.
 */

import { START_WAIT_MS } from './actions.ts';
import type { Effect } from './effect.ts';
import { CONNECTION_NAMES } from './monitors/connections.ts';
import {
  longestCycleMs,
  monitoringStarted,
  nextModulePingMs,
  STOPPED_MODULE_MONITOR,
} from './monitors/module-monitor.ts';
import { nextPingDelayMs } from './monitors/primary-monitor.ts';
import { canPing, moduleLimits, monitorLimits } from './observe.ts';
import { TAKING } from './rules/groups.ts';
import type { Durable, Place, State, TimerName } from './state.ts';
import { placeSpec, SETTLED_KEPT, stateOf, switchedIds } from './state.ts';
import { recentTakeovers } from './takeovers.ts';

/** How often a server that starts or has stalled dials its companion, in ms; the parameter's delay may outlast the wait. */
const START_DIAL_MS = 1_000;

export interface Kept {
  readonly state: State;
  readonly effects: readonly Effect[];
}

/** Stops the timers that the place does not list. */
export function pruneTimers(state: State): State {
  const allowed: readonly TimerName[] = placeSpec(state.place).timers;
  const kept = Object.entries(state.timers).filter(([name]) => allowed.includes(name as TimerName));
  return kept.length === Object.keys(state.timers).length ? state : { ...state, timers: Object.fromEntries(kept) };
}

export function upkeep(before: State, after: State, effects: readonly Effect[], at: number): Kept {
  const kept = keepDoubt(keepModule(keepDials(keepPings(forgetTakeovers(after, at), at), at), at), at);
  const state = keepSwitches(before, keepSets(keepLook(before, kept, at)));
  return { state, effects: keepDurable(before, state, effects) };
}

function allows(state: State, timer: TimerName): boolean {
  return (placeSpec(state.place).timers as readonly TimerName[]).includes(timer);
}

function keepDials(state: State, at: number): State {
  let { timers } = state;
  for (const name of CONNECTION_NAMES) {
    const timer = `dial-${name}` as const;
    const { status, failure } = state.connections[name];
    if (status !== 'down' || timers[timer] !== undefined || !allows(state, timer)) continue;
    timers = { ...timers, [timer]: at + dialDelayMs(state, failure) };
  }
  return timers === state.timers ? state : { ...state, timers };
}

function dialDelayMs(state: State, failure: string | null): number {
  if (failure === null) return 0;
  const { notifierReconnectDelayMs } = state.self.settings;
  const isAsking = state.inDoubt || stateOf(state.place) === 'init';
  return isAsking ? Math.min(START_DIAL_MS, notifierReconnectDelayMs) : notifierReconnectDelayMs;
}

/** Doubt ends when the companion is heard; otherwise the network is checked after the same wait as at a start. */
function keepDoubt(state: State, at: number): State {
  const { inDoubt, checking, timers } = state;
  if (!inDoubt || checking !== null || timers.doubt !== undefined || !allows(state, 'doubt')) return state;
  return { ...state, timers: { ...timers, doubt: at + START_WAIT_MS } };
}

function keepPings(state: State, at: number): State {
  let { timers } = state;
  for (const name of CONNECTION_NAMES) {
    const timer = `ping-${name}` as const;
    if (timers[timer] !== undefined || !canPing(state, name) || !allows(state, timer)) continue;
    const delay = nextPingDelayMs(state.monitors[name], monitorLimits(state));
    timers = { ...timers, [timer]: at + delay };
  }
  return timers === state.timers ? state : { ...state, timers };
}

/** Where the module monitor runs, or its finding is being confirmed. */
const MONITORING: readonly Place[] = ['backup.watching', 'backup.verifying', 'backup.confirming', 'backup.held'];

/** The module monitor runs while this server is a backup that watches an active companion. */
function keepModule(state: State, at: number): State {
  const { module, companion, timers } = state;
  const { primaryMonitorTimeoutMs } = state.self.settings;
  if (state.self.module === null || !MONITORING.includes(state.place) || companion?.serving !== true) {
    return module === STOPPED_MODULE_MONITOR ? state : stopModule(state);
  }
  if (!allows(state, 'module-ping')) return state;
  const started = module.startedAt === null ? monitoringStarted(at) : module;
  if (started.outstanding !== null || timers['module-ping'] !== undefined) return state;
  const limits = moduleLimits(state);
  const isVerified = state.place === 'backup.verifying';
  const ping = at + (isVerified ? 0 : nextModulePingMs(started, limits));
  // Restarted with every ping: if the monitor is silent for twice its longest cycle, the monitor itself is at fault (R29).
  const watch = at + 2 * (isVerified ? primaryMonitorTimeoutMs : longestCycleMs(limits));
  return { ...state, module: started, timers: { ...timers, 'module-ping': ping, 'module-watch': watch } };
}

function stopModule(state: State): State {
  const { 'module-ping': _ping, 'module-watch': _watch, ...timers } = state.timers;
  return { ...state, module: STOPPED_MODULE_MONITOR, timers };
}

/** Ping sets are counted per reconnect attempt (R4). */
function keepSets(state: State): State {
  if (state.unreachableSets === 0 || state.place === 'reconnecting.waiting') return state;
  return { ...state, unreachableSets: 0 };
}

/** Takeovers count for an hour (R13). */
function forgetTakeovers(state: State, at: number): State {
  const takeovers = recentTakeovers(state.takeovers, at);
  return takeovers === state.takeovers ? state : { ...state, takeovers };
}

function isSame(a: Durable, b: Durable): boolean {
  const { role, lastPrimaryTerm, highestTerm, switched } = a;
  if (role !== b.role || lastPrimaryTerm !== b.lastPrimaryTerm || highestTerm !== b.highestTerm) return false;
  return switched === b.switched || switched.join() === b.switched.join();
}

/** From the moment its term is taken until that is undone, a switch may have been made. */
const MAY_BE_MADE: readonly Place[] = [...TAKING, 'backup.reverting'];

function keepSwitches(before: State, after: State): State {
  const { settled, transaction, place, durable } = after;
  if (settled === before.settled && transaction === before.transaction && place === before.place) return after;
  const begun = transaction !== null && MAY_BE_MADE.includes(place) ? [transaction.id] : [];
  const switched = [...switchedIds(settled), ...begun].slice(-SETTLED_KEPT);
  return switched.join() === durable.switched.join() ? after : { ...after, durable: { ...durable, switched } };
}

function keepLook(before: State, after: State, at: number): State {
  if (after.place !== 'backup.watching' || before.place === after.place) return after;
  return { ...after, timers: { ...after.timers, 'catch-up': at } };
}

/** Written first, before anything that depends on it becomes visible. */
function keepDurable(before: State, after: State, effects: readonly Effect[]): readonly Effect[] {
  if (isSame(before.durable, after.durable)) return effects;
  if (effects.some(({ type }) => type === 'persist')) {
    return effects.map((effect) => (effect.type === 'persist' ? { ...effect, durable: after.durable } : effect));
  }
  return [{ type: 'persist', id: 0, durable: after.durable }, ...effects];
}
