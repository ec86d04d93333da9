/**
 * The engine: `step(state, event) -> { state, effects, rule }`. Pure, with time passed in. The real servers, the
 * simulator and the replay of logs all call this one function, through its driver.
 *
 * A step has four parts: observe (what the event says), decide (the first row of the table that matches), act (the
 * row's actions, in order), and upkeep (what always holds).
 */

import type { Effect } from './effect.ts';
import type { Event, EventKey } from './event.ts';
import { keyOf } from './event.ts';
import { connectionStatusWords, noConnections } from './monitors/connections.ts';
import { STOPPED_MODULE_MONITOR } from './monitors/module-monitor.ts';
import { QUIET_MONITORS } from './monitors/primary-monitor.ts';
import { observe } from './observe.ts';
import type { Row } from './row.ts';
import type { Durable, Mode, Place, Self, State, TimerName } from './state.ts';
import { settledBefore, stateOf, termOf } from './state.ts';
import type { TableIndex } from './table.ts';
import { indexTable, rowsAt, TABLE } from './table.ts';
import { pruneTimers, upkeep } from './upkeep.ts';

/** What was decided, by which rule, on what grounds. */
export interface Decision {
  readonly rule: number;
  readonly at: number;
  readonly event: EventKey;
  readonly from: Place;
  readonly to: Place;
  readonly says: string;
  readonly quiet: boolean;
  /** The inputs of the decision and the settings that applied; empty if the row is quiet. */
  readonly inputs: Readonly<Record<string, string | number | boolean | null>>;
  readonly thresholds: Readonly<Record<string, number>>;
}

export interface Step {
  readonly state: State;
  readonly effects: readonly Effect[];
  /** The row that fired; null if the event was rejected. */
  readonly rule: number | null;
  readonly decision: Decision | null;
  /** Why the event was rejected: server, place, event, reason. */
  readonly refused: string | null;
}

const INDEX = indexTable(TABLE);

/** The state of a server that has just been started, before its `start` event. */
export function initialState(self: Self, durable: Durable, mode: Mode, at: number): State {
  return {
    place: 'init.asking',
    since: at,
    self,
    mode,
    modeReason: null,
    modeBy: null,
    startedUp: false,
    durable,
    history: 'unknown',
    connections: noConnections(at),
    monitors: QUIET_MONITORS,
    module: STOPPED_MODULE_MONITOR,
    companion: null,
    overheardAt: null,
    network: null,
    unreachableSets: 0,
    timers: {},
    awaited: null,
    checking: null,
    nextId: 1,
    takeover: null,
    transaction: null,
    settled: settledBefore(durable),
    takeovers: [],
    resetTerm: 0,
    extended: false,
    reason: null,
    inDoubt: false,
    warnings: [],
  };
}

/** One step under the rule table. `index` is for tools that deliberately break the table. */
export function step(state: State, event: Event, index: TableIndex = INDEX): Step {
  const observed = observe(state, event);
  if (!observed.belongs) return { state, effects: [], rule: null, decision: null, refused: observed.because };
  const row = rowsAt(index, state.place, keyOf(event)).find(
    (each) => each.when === null || each.when.holds(observed.state, event),
  );
  if (row === undefined) {
    const refused = `${state.self.letter} in ${state.place}: no rule for ${keyOf(event)}`;
    return { state, effects: [], rule: null, decision: null, refused };
  }
  const acted = act(observed.state, event, row);
  const kept = upkeep(state, acted.state, [...observed.effects, ...acted.effects], event.at);
  const decision = decisionOf(state, observed.state, event, row);
  return { state: kept.state, effects: kept.effects, rule: row.number, decision, refused: null };
}

function act(state: State, event: Event, row: Row): { readonly state: State; readonly effects: readonly Effect[] } {
  let next = row.to === null ? state : enter(state, row.to, event.at);
  const effects: Effect[] = [];
  for (const action of row.does) {
    const change = action.apply(next, event);
    if (change.state !== undefined) next = { ...next, ...change.state };
    for (const effect of change.effects ?? []) effects.push(withRule(effect, row.number));
  }
  return { state: next, effects };
}

/** A new place: nothing is awaited there yet, and timers that it does not list are stopped. */
function enter(state: State, place: Place, at: number): State {
  const since = stateOf(place) === stateOf(state.place) ? state.since : at;
  return pruneTimers({ ...state, place, since, awaited: null });
}

/** Log lines written by a rule name the rule. */
function withRule(effect: Effect, rule: number): Effect {
  if (effect.type !== 'log' || effect.topic !== 'SwitchoverStates') return effect;
  return { ...effect, text: `${effect.text} [rule ${rule}]` };
}

function decisionOf(before: State, observed: State, event: Event, row: Row): Decision {
  return {
    rule: row.number,
    at: event.at,
    event: keyOf(event),
    from: before.place,
    to: row.to ?? before.place,
    says: row.says,
    quiet: row.quiet,
    inputs: row.quiet ? NONE : inputsOf(observed, event, row),
    thresholds: row.quiet ? NONE : thresholdsOf(observed.self),
  };
}

function inputsOf(state: State, event: Event, row: Row): Decision['inputs'] {
  const { network, companion, module, monitors } = state;
  const watched = module.startedAt !== null;
  return {
    guard: row.when?.name ?? null,
    mode: state.mode,
    term: termOf(state),
    lastPrimaryTerm: state.durable.lastPrimaryTerm,
    connections: connectionStatusWords(state.connections),
    network: network?.verdict ?? null,
    networkAgeMs: network === null ? null : event.at - network.at,
    companion: companion?.place ?? null,
    companionTerm: companion?.term ?? null,
    pingFailures: Math.max(monitors.main.failures, monitors.aux.failures),
    module: watched ? module.verdict : null,
    moduleFailures: watched ? module.failures : null,
  };
}

function thresholdsOf({ module, settings }: Self): Decision['thresholds'] {
  const common = {
    'Switchover Reconnect Timeout': settings.reconnectTimeoutMs / 1000,
    'Switchover Primary Monitor Retry Count': settings.primaryMonitorRetryCount,
    'Switchover Primary Monitor Timeout': settings.primaryMonitorTimeoutMs / 1000,
  };
  if (module === null) return common;
  const timeout = settings.monitoring === 'IP' ? 'Switchover IP Timeout' : 'Switchover TS Timeout';
  return {
    ...common,
    [timeout]: settings.moduleTimeoutMs / 1000,
    'Switchover Max TS Failures': settings.maxModuleFailures,
    'Switchover Max Sequential Restarts': settings.maxSequentialRestarts,
  };
}

/** For quiet rows. */
const NONE = {};

/** The next timer due; the host sleeps until then. */
export function nextWake(state: State): { readonly timer: TimerName; readonly at: number } | null {
  let next: { timer: TimerName; at: number } | null = null;
  for (const [timer, at] of Object.entries(state.timers) as [TimerName, number][]) {
    if (next === null || at < next.at) next = { timer, at };
  }
  return next;
}
