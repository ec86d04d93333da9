/**
 * The first half of a step: what an event *says*, before anything is decided from it. An event that is out of place
 * (a timer that is not running, a result that nobody waits for, a connection that is already up) is rejected here
 * and leaves the state unchanged.
 */

import type { Effect } from './effect.ts';
import type { Event, EventOf } from './event.ts';
import { keyOf } from './event.ts';
import type { ConnectionName } from './monitors/connections.ts';
import { CONNECTION_NAMES, UNVERIFIED, withConnection } from './monitors/connections.ts';
import {
  forgetModuleFailures,
  type ModuleLimits,
  moduleAnswered,
  moduleConnection,
  modulePinged,
  modulePingFailed,
} from './monitors/module-monitor.ts';
import { type NetworkVerdict, verdictOf } from './monitors/network.ts';
import type { PrimaryMonitor } from './monitors/primary-monitor.ts';
import {
  forgetFailures,
  isExhausted,
  pingAnswered,
  pingDropped,
  pingFailed,
  pingSent,
} from './monitors/primary-monitor.ts';
import type { AwaitedKind, State, View } from './state.ts';
import { placeSpec, SETTLED_KEPT } from './state.ts';
import { withTakeovers } from './takeovers.ts';

export type Observed =
  | { readonly belongs: true; readonly state: State; readonly effects: readonly Effect[] }
  | { readonly belongs: false; readonly because: string };

/** The wait that each result ends. */
export const RESULT_OF: Readonly<Partial<Record<Event['type'], AwaitedKind>>> = {
  persisted: 'persist',
  'persist-failed': 'persist',
  claimed: 'claim',
  'claim-refused': 'claim',
  commenced: 'commence',
  'commence-failed': 'commence',
  drained: 'drain',
  'drain-failed': 'drain',
  discontinued: 'discontinue',
  'discontinue-failed': 'discontinue',
};

export function observe(state: State, event: Event): Observed {
  switch (event.type) {
    case 'start':
      return hasStarted(state) ? refused(state, event, 'it has already started') : known(state);
    case 'timer':
      return observeTimer(state, event);
    case 'connection-up':
    case 'connection-lost':
    case 'dial-failed':
    case 'unverified':
      return observeConnection(state, event);
    case 'view':
      return known(hurryDials(heard(state, event.view, event.at), event.at));
    case 'overheard':
      return known({ ...state, overheardAt: event.at });
    case 'ping-answered':
    case 'ping-failed':
      return observePing(state, event);
    case 'module-answered':
    case 'module-ping-failed':
      return observeModule(state, event);
    case 'started-up':
      return state.startedUp
        ? refused(state, event, 'it has already finished its start-up work')
        : known({ ...state, startedUp: true });
    case 'configured':
      return known({ ...state, self: { ...state.self, settings: event.settings } });
    case 'history-changed':
      return known({ ...state, history: event.history });
    case 'diagnosed':
      return observeDiagnosis(state, event);
    case 'stalled':
      return known(afterStall(state, event.forMs, event.at));
    case 'message':
    case 'switch-requested':
    case 'mode-requested':
    case 'rejoin-requested':
    case 'stop-requested':
      return known(state);
    default:
      return observeResult(state, event);
  }
}

/** From its first step on, a server that is asking has a time limit. */
function hasStarted(state: State): boolean {
  return state.place !== 'init.asking' || state.timers['start-wait'] !== undefined;
}

function known(state: State, effects: readonly Effect[] = []): Observed {
  return { belongs: true, state, effects };
}

function refused(state: State, event: Event, because: string): Observed {
  return {
    belongs: false,
    because: `${state.self.letter} in ${state.place}: ${keyOf(event)} rejected: ${because}`,
  };
}

function observeTimer(state: State, event: EventOf<'timer'>): Observed {
  const { timer } = event;
  const due = state.timers[timer];
  if (due === undefined) return refused(state, event, 'this timer is not running');
  if (due > event.at) return refused(state, event, `this timer is not due before ${due}`);
  const { [timer]: _fired, ...timers } = state.timers;
  const next = { ...state, timers };
  if (timer === 'dial-main') return dialling(next, 'main', event.at);
  if (timer === 'dial-aux') return dialling(next, 'aux', event.at);
  if (timer === 'ping-main') return pinging(next, 'main');
  if (timer === 'ping-aux') return pinging(next, 'aux');
  if (timer === 'module-ping') return pingingModule(next);
  return known(next);
}

function dialling(state: State, connection: ConnectionName, at: number): Observed {
  if (state.connections[connection].status !== 'down') return known(state);
  const connections = withConnection(state.connections, connection, 'dialing', at);
  return known({ ...state, connections }, [{ type: 'dial', connection }]);
}

function pinging(state: State, connection: ConnectionName): Observed {
  if (!canPing(state, connection)) return known(state);
  const id = state.nextId;
  const timeoutMs = state.self.settings.primaryMonitorTimeoutMs;
  const pinged = withMonitor(state, connection, pingSent(state.monitors[connection], id));
  return known({ ...pinged, nextId: id + 1 }, [{ type: 'ping', id, connection, timeoutMs }]);
}

function withMonitor(state: State, connection: ConnectionName, monitor: PrimaryMonitor): State {
  if (monitor === state.monitors[connection]) return state;
  return { ...state, monitors: { ...state.monitors, [connection]: monitor } };
}

/** During verification, the module has as long to answer as a Notifier (reading R7). */
function pingingModule(state: State): Observed {
  const limits = moduleLimits(state);
  const { settings } = state.self;
  const connection =
    state.place === 'backup.verifying'
      ? verifyingConnection(state)
      : moduleConnection(state.module, limits, state.connections);
  if (connection === null || state.module.outstanding !== null) return known(state);
  const id = state.nextId;
  const timeoutMs = state.place === 'backup.verifying' ? settings.primaryMonitorTimeoutMs : limits.timeoutMs;
  const module = modulePinged(state.module, id, connection);
  return known({ ...state, module, nextId: id + 1 }, [{ type: 'ping-module', id, connection, timeoutMs }]);
}

/** Main; aux if main is down. */
function verifyingConnection(state: State): ConnectionName | null {
  return CONNECTION_NAMES.find((name) => state.connections[name].status === 'up') ?? null;
}

function observeModule(state: State, event: EventOf<'module-answered'> | EventOf<'module-ping-failed'>): Observed {
  if (state.module.outstanding?.id !== event.id) return refused(state, event, 'this ping is not under way');
  const limits = moduleLimits(state);
  const module =
    event.type === 'module-answered'
      ? moduleAnswered(state.module, limits, event.pid, event.at)
      : modulePingFailed(state.module, limits, event.outcome, event.at);
  return known({ ...state, module });
}

export function moduleLimits({ self: { settings, module } }: State): ModuleLimits {
  return {
    timeoutMs: settings.moduleTimeoutMs,
    retryDelayMs: settings.moduleRetryDelayMs,
    maxFailures: settings.maxModuleFailures,
    auxFirst: settings.modulePingOnAux,
    maxRestarts: settings.maxRestarts,
    restartsPeriodMs: settings.maxRestartsPeriodMs,
    maxSequentialRestarts: settings.maxSequentialRestarts,
    startLimitMs: module?.startLimitMs ?? 0,
  };
}

/** Warnings that end when one of our connections comes up. */
const UNREACHED: readonly string[] = ['companion-unverified', 'companion-heard-one-way'];

function observeConnection(
  state: State,
  event: EventOf<'connection-up'> | EventOf<'connection-lost'> | EventOf<'dial-failed'> | EventOf<'unverified'>,
): Observed {
  const { connection, at } = event;
  const { status } = state.connections[connection];
  const expected = event.type === 'connection-lost' ? 'up' : 'dialing';
  if (status !== expected) return refused(state, event, `the ${connection} connection is ${status}`);
  if (event.type === 'connection-up') {
    const connections = withConnection(state.connections, connection, 'up', at);
    const cleared = withMonitor(state, connection, forgetFailures(state.monitors[connection]));
    const warnings = state.warnings.filter((code) => !UNREACHED.includes(code));
    // A connection that comes up outdates the last network check.
    return known(heard({ ...withoutDoubt(cleared), connections, warnings, network: null }, event.view, at));
  }
  const failure = event.type === 'unverified' ? `${UNVERIFIED}${event.why}` : event.reason;
  const connections = withConnection(state.connections, connection, 'down', at, failure);
  return known({ ...withMonitor(state, connection, pingDropped(state.monitors[connection])), connections });
}

/** What the companion says about itself, and the highest term in it. */
function heard(state: State, view: View, at: number): State {
  const highestTerm = Math.max(state.durable.highestTerm, view.highestTerm, view.term);
  const durable = highestTerm === state.durable.highestTerm ? state.durable : { ...state.durable, highestTerm };
  const settled = withSwitches(state.settled, view);
  const takeovers = withTakeovers(state, view, at);
  return { ...state, companion: view, durable, settled, takeovers };
}

/** Switches that ended on the other side: known here too, so that a repeated request is answered, not started. */
function withSwitches(settled: State['settled'], view: View): State['settled'] {
  const news = view.switched.filter((id) => !settled.some((known) => known.id === id && known.outcome === 'switched'));
  if (news.length === 0) return settled;
  // Given up here but completed there: the other side knows better.
  const kept = settled.filter(({ id }) => !news.includes(id));
  const learned = news.map((id) => ({ id, outcome: 'switched' as const, reason: null, term: view.term, at: 0 }));
  return [...learned, ...kept].slice(-SETTLED_KEPT);
}

/** The companion speaks on its own connection: ours will succeed now, so do not wait for the delay. */
function hurryDials(state: State, at: number): State {
  const timers = { ...state.timers };
  if (timers['dial-main'] !== undefined) timers['dial-main'] = Math.min(timers['dial-main'], at);
  if (timers['dial-aux'] !== undefined) timers['dial-aux'] = Math.min(timers['dial-aux'], at);
  return { ...state, timers };
}

function observePing(state: State, event: EventOf<'ping-answered'> | EventOf<'ping-failed'>): Observed {
  const { connection, id, at } = event;
  if (state.monitors[connection].outstanding !== id) return refused(state, event, 'this ping is not under way');
  if (event.type === 'ping-answered') return known(withMonitor(withoutDoubt(state), connection, pingAnswered(at)));
  const failed = withMonitor(state, connection, pingFailed(state.monitors[connection]));
  if (!isExhausted(failed.monitors[connection], monitorLimits(state))) return known(failed);
  // Silent on this connection: close it and connect again. The other one has its own pings.
  const connections = withConnection(state.connections, connection, 'down', at, 'PING-TIMEOUT');
  return known({ ...failed, connections }, [{ type: 'hang-up', connection, reason: 'PING-TIMEOUT' }]);
}

export function monitorLimits(state: State): {
  readonly retryCount: number;
  readonly pingDelayMs: number;
  readonly retryDelayMs: number;
} {
  const { primaryMonitorRetryCount, primaryMonitorPingDelayMs, primaryMonitorRetryDelayMs } = state.self.settings;
  return {
    retryCount: primaryMonitorRetryCount,
    pingDelayMs: primaryMonitorPingDelayMs,
    retryDelayMs: primaryMonitorRetryDelayMs,
  };
}

function observeDiagnosis(state: State, event: EventOf<'diagnosed'>): Observed {
  const awaited = placeSpec(state.place).awaits === 'diagnose' && state.awaited === event.id;
  if (!awaited && state.checking !== event.id) return refused(state, event, 'this check is not under way');
  const before = state.network?.verdict ?? null;
  const network = { verdict: verdictOf(event.checks), checks: event.checks, before, at: event.at };
  return known({
    ...state,
    network,
    unreachableSets: setsAfter(state, network.verdict),
    awaited: awaited ? null : state.awaited,
    timers: awaited ? withoutLimit(state) : state.timers,
    checking: state.checking === event.id ? null : state.checking,
  });
}

/** Sets are counted while the server tries to reconnect; the check that started it does not count (reading R4). */
function setsAfter({ place, unreachableSets }: State, verdict: NetworkVerdict): number {
  return place === 'reconnecting.waiting' && verdict === 'primary-unreachable' ? unreachableSets + 1 : 0;
}

function observeResult(state: State, event: Event): Observed {
  const kind = RESULT_OF[event.type];
  if (kind === undefined || placeSpec(state.place).awaits !== kind)
    return refused(state, event, 'nothing waits for it');
  if (!('id' in event) || event.id !== state.awaited) return refused(state, event, 'it waits for another result');
  return known({ ...state, awaited: null, timers: withoutLimit(state) });
}

/** The answer has arrived: its time limit is no longer needed. */
function withoutLimit(state: State): State['timers'] {
  const { answer: _limit, ...timers } = state.timers;
  return timers;
}

/** This process was stalled: every timer is postponed by that time, and no failure is counted from it. */
function afterStall(state: State, forMs: number, at: number): State {
  const timers: Record<string, number> = {};
  for (const [name, due] of Object.entries(withoutDoubt(state).timers)) timers[name] = due + forMs;
  // What waits to be read is from before the stall. Only an answer to a new ping or a new connection ends the doubt.
  const restarted = (name: ConnectionName): PrimaryMonitor => pingDropped(forgetFailures(state.monitors[name]));
  const monitors = { main: restarted('main'), aux: restarted('aux') };
  return {
    ...state,
    timers: { ...timers, 'ping-main': at, 'ping-aux': at },
    monitors,
    module: forgetModuleFailures(state.module),
    // A check that was under way saw the network as it was before.
    checking: null,
    inDoubt: true,
  };
}

/** The companion was heard: it reports whatever happened to the roles meanwhile. */
export function withoutDoubt(state: State): State {
  if (!state.inDoubt) return state;
  const { doubt: _doubt, ...timers } = state.timers;
  return { ...state, inDoubt: false, timers };
}

/** Whether a ping may be sent at all. */
export function canPing(state: State, connection: ConnectionName): boolean {
  return state.connections[connection].status === 'up' && state.monitors[connection].outstanding === null;
}
