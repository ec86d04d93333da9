/**
 * What rows do. Each action is a small named change of the state with the effects it asks for. Where a row sends an
 * effect whose result decides what comes next, the action says so by setting `awaited`.
 */

import type { ConnectionName } from '../health/connections.ts';
import { anyUp, connectionStatusWords } from '../health/connections.ts';
import { monitoringRestarted, verificationStarted } from '../health/module-monitor.ts';
import { longestCheckMs } from '../health/network.ts';
import { freshTerm, highestSeen, startTerm } from './contest.ts';
import type { Effect, LogLevel, LogTopic, Reply } from './effect.ts';
import type { Event, PeerMessage } from './event.ts';
import { heldBackBy, settledSwitch, tooManyTakeovers } from './guards.ts';
import { withoutDoubt } from './observe.ts';
import type { Action, Change } from './row.ts';
import { action } from './row.ts';
import type { AwaitedKind, Cause, State, TimerName } from './state.ts';
import { SETTLED_KEPT, termOf } from './state.ts';
import { recentTakeovers } from './takeovers.ts';
import type { Term } from './term.ts';
import * as words from './vocabulary.ts';

/** How long a starting server waits for its companion to answer, in ms (reading R11). */
export const START_WAIT_MS = 5_000;
/** How often a server that tries to reconnect checks the network again, in ms. */
const RECHECK_MS = 5_000;
/** How often a failed durable write is tried again, in ms. */
const RETRY_MS = 1_000;
/** How long the work under way may take to finish before a switch, in ms. */
const DRAIN_LIMIT_MS = 5_000;
/** Added to the hooks' own limits wherever one server waits for the other, in ms. */
const MARGIN_MS = 5_000;
/** How long a durable write may take before it counts as failed, in ms. */
const PERSIST_LIMIT_MS = 10_000;
/** The same for a round of network checks, in ms, where they may not take longer by themselves. */
const DIAGNOSE_LIMIT_MS = 30_000;

// --- the readable log -------------------------------------------------------------------------------------------

type Text = string | ((state: State, event: Event) => string);

export function say(topic: LogTopic, level: LogLevel, text: Text): Action {
  const name = typeof text === 'string' ? `say "${text}"` : 'say';
  return action(name, (state, event) => ({
    effects: [{ type: 'log', topic, level, text: typeof text === 'string' ? text : text(state, event) }],
  }));
}

export const note = (text: Text): Action => say('SwitchoverStates', 'note', text);
export const warn = (text: Text): Action => say('SwitchoverStates', 'warning', text);
export const err = (text: Text): Action => say('SwitchoverStates', 'error', text);

export const sayConnectionLost = action('log the lost connection', (_state, event) => {
  if (event.type !== 'connection-lost') return {};
  const lost = words.lostNotifierConnection(event.connection);
  const text = words.socketFailure(event.connection, event.reason);
  return {
    effects: [
      { type: 'log', topic: 'Notifier', level: 'error', text },
      { type: 'log', topic: 'Notifier', level: 'warning', text: lost },
    ],
  };
});

export const sayPingFailed = action('log the failed ping', (state, event) => {
  if (event.type !== 'ping-failed') return {};
  const maximum = state.self.settings.primaryMonitorRetryCount;
  const { failures } = state.monitors[event.connection];
  const text = words.pingProblem(event.connection, event.outcome, failures, maximum);
  return { effects: [{ type: 'log', topic: 'PrimaryMonitor', level: 'error', text }] };
});

export const sayNetwork = action('log the network checks', (state, event) => {
  if (event.type !== 'diagnosed' || state.network === null) return {};
  const status = words.connectionStatus(connectionStatusWords(state.connections), state.network.verdict);
  const lines = [...words.networkCheckLines(event.checks), status];
  return { effects: lines.map((text): Effect => ({ type: 'log', topic: 'PrimaryMonitor', level: 'note', text })) };
});

// --- timers ------------------------------------------------------------------------------------------------------

function arm(timer: TimerName, ms: (state: State, event: Event) => number): Action {
  return action(`start timer ${timer}`, (state, event) => ({
    state: { timers: { ...state.timers, [timer]: event.at + ms(state, event) } },
  }));
}

export function reconnectAgainMs(state: State): number {
  return Math.max(state.self.settings.reconnectTimeoutMs, RECHECK_MS);
}

function reconnectMendedMs(state: State): number {
  return Math.max(reconnectAgainMs(state), state.self.settings.notifierReconnectDelayMs + RECHECK_MS);
}

/** Negotiate at once with a companion that can be heard; else ask. */
export const armNegotiation = arm('start-wait', (s) => (anyUp(s.connections) ? 0 : START_WAIT_MS));
/** After trouble with the companion: no sooner than a backup would take over. */
export const armLongStartWait = arm('start-wait', (s) => Math.max(START_WAIT_MS, s.self.settings.reconnectTimeoutMs));
/** What was cut is whole again, and the companion may have taken over meanwhile: no sooner than a backup would. */
export const armLongDoubt = arm('doubt', (s) => Math.max(START_WAIT_MS, s.self.settings.reconnectTimeoutMs));
export const endDoubt = action('be sure of its role again', (state) => ({ state: withoutDoubt(state) }));
export const armStartWait = arm('start-wait', () => START_WAIT_MS);
export const armReconnect = arm('reconnect', (s) => s.self.settings.reconnectTimeoutMs);
/** Where the period ran out and nothing may be done: look again soon, even where the parameter says 0. */
export const armReconnectAgain = arm('reconnect', reconnectAgainMs);
export const sayReconnectAgain = note((s) => words.schedulingReconnect(reconnectAgainMs(s)));
/** The period anew for a network that is whole again: time for an attempt to connect on each connection. */
export const armReconnectMended = arm('reconnect', reconnectMendedMs);
export const sayReconnectMended = note((s) => words.schedulingReconnect(reconnectMendedMs(s)));
/** One start-up wait more; for a companion whose hooks run, as long as those may take. */
export const armExtension = arm('reconnect', (s) =>
  s.companion?.place === 'primary.claiming' || s.companion?.place === 'primary.commencing'
    ? commitWithinMs(s)
    : START_WAIT_MS,
);
/** Ping sets to an unreachable primary have a delay of their own (reading R4). */
export const armRecheck = arm('recheck', ({ network, self: { settings } }) =>
  network?.verdict === 'primary-unreachable' && settings.unreachablePingSets !== null
    ? settings.unreachablePingDelayMs
    : RECHECK_MS,
);
export const armRetry = arm('retry', () => RETRY_MS);
export const armAskLimit = arm('ask', (s) => DRAIN_LIMIT_MS + s.self.hookLimitMs + MARGIN_MS);
export const armCommitLimit = arm('commit', (s) => s.transaction?.commitWithinMs ?? commitWithinMs(s));
/** The old side waits longer than the new side may take, and may need to undo it, so that they do not both act. */
export const armYieldLimit = arm(
  'yield',
  (s) => (s.transaction?.commitWithinMs ?? commitWithinMs(s)) + s.self.hookLimitMs + MARGIN_MS,
);
/** For a companion that goes first at the start. What is heard of it meanwhile does not make it longer. */
export const armPatience = action('start timer yield, unless it runs', (state, event) =>
  state.timers.yield !== undefined ? {} : armYieldLimit.apply(state, event),
);

/** Fence hook, where there is one to run, Commence hook, and the write, in ms. */
function commitWithinMs(state: State): number {
  return 2 * state.self.hookLimitMs + MARGIN_MS;
}

/** What the companion said is decided in a step of its own. */
export const lookAgain = arm('look', () => 0);

export const markExtended = action('remember the extension', () => ({ state: { extended: true } }));
export const clearExtended = action('forget the extension', () => ({ state: { extended: false } }));

// --- effects that are waited for ---------------------------------------------------------------------------------

function request(kind: AwaitedKind, build: (id: number, state: State) => Effect): Action {
  return action(kind, (state, event) => ({
    state: {
      awaited: state.nextId,
      nextId: state.nextId + 1,
      timers: { ...state.timers, answer: event.at + answerLimitMs(kind, state) },
    },
    effects: [build(state.nextId, state)],
  }));
}

/** Far above what the host allows itself: reached only where it does not come back at all. */
function answerLimitMs(kind: AwaitedKind, state: State): number {
  switch (kind) {
    case 'persist':
      return PERSIST_LIMIT_MS;
    case 'drain':
      return DRAIN_LIMIT_MS + MARGIN_MS;
    case 'diagnose':
      // Given up sooner, a check that would forbid the takeover came too late.
      return Math.max(DIAGNOSE_LIMIT_MS, longestCheckMs(state.self.settings) + MARGIN_MS);
    default:
      // A hook waits for the end of the one before it, and each may need a while to be killed.
      return 2 * (state.self.hookLimitMs + 2 * MARGIN_MS);
  }
}

export const persist = request('persist', (id, s) => ({ type: 'persist', id, durable: s.durable }));
export const claim = request('claim', (id, s) => ({ type: 'claim', id, term: termOf(s), cause: causeOf(s) }));
export const commence = request('commence', (id, s) => ({ type: 'commence', id, term: termOf(s), cause: causeOf(s) }));
export const drain = request('drain', (id) => ({ type: 'drain', id, limitMs: DRAIN_LIMIT_MS }));
export const diagnose = request('diagnose', (id) => ({ type: 'diagnose', id }));

export function discontinue(why: string): Action {
  return request('discontinue', (id, s) => ({ type: 'discontinue', id, term: termOf(s), why }));
}

/** A check that runs beside the place and does not hold it up. One at a time. */
export const checkNetwork = action('check the network', (state) =>
  state.checking !== null
    ? {}
    : {
        state: { checking: state.nextId, nextId: state.nextId + 1 },
        effects: [{ type: 'diagnose', id: state.nextId }],
      },
);

export const undrain = action('take new work again', () => ({ effects: [{ type: 'undrain' }] }));
export const exit = action('exit', () => ({ effects: [{ type: 'exit' }] }));

function causeOf(state: State): Cause {
  return state.takeover?.cause ?? 'start';
}

// --- the monitored module --------------------------------------------------------------------------------------

export function moduleName(state: State): string {
  return state.self.module?.name ?? '';
}

const sayModule = (level: LogLevel, text: string): Change => ({
  effects: [{ type: 'log', topic: 'ModuleMonitor', level, text }],
});

export const sayModulePingFailed = action('log the failed ping of the module', (state, event) => {
  if (event.type !== 'module-ping-failed') return {};
  const { module } = state;
  const name = moduleName(state);
  const limit = state.self.settings.maxModuleFailures;
  switch (module.verdict) {
    case 'down':
      return sayModule('error', words.moduleGivenUp(name, event.outcome, limit));
    case 'failing':
      if (module.failures > 0)
        return sayModule('error', words.modulePingFailed(name, event.outcome, module.failures, limit));
      return sayModule('error', words.moduleRoundLost(name, firstConnection(state), limit));
    default:
      return sayModule('note', words.moduleNotJudged(name, event.outcome));
  }
});

function firstConnection({ self: { settings } }: State): ConnectionName {
  return settings.modulePingOnAux ? 'aux' : 'main';
}

/** A good answer is worth a line only where it ends a trouble. */
export const sayModuleRecovered = action('log the answer of the module', (state) =>
  state.module.forgiven === 0 ? {} : sayModule('note', words.moduleAnswered(moduleName(state))),
);

export const sayModuleRestarted = action('log the new process id', (state, event) => {
  const { restarts, sequential } = state.module;
  if (event.type !== 'module-answered' || event.pid === null || sequential === 0) return {};
  return sayModule('warning', words.moduleRestarted(moduleName(state), event.pid, sequential, restarts.length));
});

export const saySilentModule = say('PrimaryMonitor', 'warning', (s) =>
  words.moduleSilent(moduleName(s), connectionStatusWords(s.connections)),
);

/** One more round, asked by the primary monitor itself (reading R7). */
export const verifyModule = action('ask the module once more', (state, event) => {
  const { 'module-ping': _ping, 'module-watch': _watch, ...timers } = state.timers;
  const pings = state.self.settings.maxModuleFailures;
  const text = words.verifyingModule(moduleName(state), pings, verifyingOn(state));
  return {
    state: { module: verificationStarted(state.module, event.at), timers },
    effects: [{ type: 'log', topic: 'PrimaryMonitor', level: 'note', text }],
  };
});

function verifyingOn({ connections }: State): ConnectionName {
  return connections.main.status === 'up' ? 'main' : 'aux';
}

export const sayModuleVerified = action('log that the module did not answer', (state) => {
  const name = moduleName(state);
  const pings = state.self.settings.maxModuleFailures;
  const lines = [words.moduleVerified(name, pings, verifyingOn(state)), words.checkingConnections(name)];
  return { effects: lines.map((text): Effect => ({ type: 'log', topic: 'PrimaryMonitor', level: 'note', text })) };
});

export const sayModuleDown = say('PrimaryMonitor', 'warning', (s) =>
  words.moduleDown(moduleName(s), s.network?.verdict ?? 'unknown'),
);

/** Reading R29: restarted and said; the second time in a row it is an error. */
export const restartModuleMonitor = action('restart the module monitor', (state) => {
  const module = monitoringRestarted(state.module);
  const again = module.silences > 1;
  return {
    state: { module, warnings: again ? withWarning(state.warnings, 'module-monitor-silent') : state.warnings },
    effects: [
      {
        type: 'log',
        topic: 'PrimaryMonitor',
        level: again ? 'error' : 'warning',
        text: words.moduleMonitorSilent(module.silences),
      },
    ],
  };
});

// --- the switching mode ----------------------------------------------------------------------------------------

/** The mode that an operator set, or automatic again where its time is over. The operator has seen the takeovers so far. */
export const setMode = action('set the mode', (state, event) => {
  const { mode: _mode, ...timers } = state.timers;
  const seen = { takeovers: [], forgivenTerm: Math.max(state.forgivenTerm, highestSeen(state)), timers };
  if (event.type !== 'mode-requested') {
    return {
      state: { ...seen, mode: 'automatic', modeReason: null, modeBy: null },
      effects: [
        { type: 'log', topic: 'SwitchoverMain', level: 'note', text: words.modeExpired },
        { type: 'keep-mode', mode: 'automatic', forMs: null, reason: null, by: null },
      ],
    };
  }
  const { id, by, mode, reason } = event.request;
  // Automatic is what a mode returns to: it has no end.
  const forMs = mode === 'automatic' ? null : event.request.forMs;
  return {
    state: {
      ...seen,
      mode,
      modeReason: reason,
      modeBy: by,
      timers: forMs === null ? timers : { ...timers, mode: event.at + forMs },
    },
    effects: [
      { type: 'log', topic: 'SwitchoverMain', level: 'warning', text: words.modeSet(mode, by, forMs, reason) },
      { type: 'keep-mode', mode, forMs, reason, by },
      { type: 'reply', requestId: id, reply: { accepted: true, state: 'done' } },
    ],
  };
});

/** Causes of takeovers that a server decided on by itself; one that was asked for, or a start, is none. */
const BY_ITSELF: readonly Cause[] = [
  'module-down',
  'module-restarting',
  'notifier-connection-lost',
  'primary-unreachable',
];

export const countTakeover = action('count the takeover', (state, event) => {
  const { takeover, takeovers } = state;
  if (takeover === null || !BY_ITSELF.includes(takeover.cause)) return {};
  return { state: { takeovers: recentTakeovers([...takeovers, { term: takeover.term, at: event.at }], event.at) } };
});

/** Reading R13: a module that breaks on both servers does not play ping-pong for ever. */
export const limitTakeovers = action('switch by hand only after too many takeovers', (state, event) => {
  if (!tooManyTakeovers.holds(state, event)) return {};
  const text = words.takeoverLimit(state.takeovers.length);
  return {
    state: { mode: 'manual', modeReason: 'takeover-limit', modeBy: null },
    effects: [
      { type: 'log', topic: 'SwitchoverMain', level: 'error', text },
      { type: 'keep-mode', mode: 'manual', forMs: null, reason: 'takeover-limit', by: null },
    ],
  };
});

export function sayRelease(to: 'Higher' | 'Lower'): Action {
  return warn((s) => words.releaseDiffers(s.self.release, s.companion?.release ?? '', to));
}

// --- roles -------------------------------------------------------------------------------------------------------

function take(cause: Cause, term: (state: State) => Term, isAgreed: (state: State) => boolean): Action {
  return action(`take the next term (${cause})`, (state) => {
    const taken = term(state);
    const highestTerm = Math.max(taken, state.durable.highestTerm);
    return {
      state: {
        takeover: { term: taken, cause, before: { ...state.durable, highestTerm }, agreed: isAgreed(state) },
        durable: { ...state.durable, role: 'primary', lastPrimaryTerm: taken, highestTerm },
        reason: null,
        warnings: [],
      },
    };
  });
}

const agreed = (): boolean => true;
const notAgreed = (): boolean => false;

export function takeFreshTerm(cause: Cause): Action {
  return take(cause, freshTerm, notAgreed);
}

/** The term that the switch was opened with, which both sides know; a new one where a higher was heard of since. */
export function takeProposedTerm(cause: Cause): Action {
  const proposedTerm = (state: State): Term => {
    const proposed = state.transaction?.proposedTerm ?? 0;
    return proposed >= highestSeen(state) ? proposed : freshTerm(state);
  };
  return take(cause, proposedTerm, ({ transaction }) => transaction?.controlled === true);
}

/** Neither server is active, and both have agreed on this one. */
export const takeAgreedStart = take('start', startTerm, agreed);

/** The companion is silent: it may be active, except where this server goes on in the term in which it was active last. */
export const takeLoneStart = take('fail-safe-start', startTerm, (state) => {
  const { role, lastPrimaryTerm } = state.durable;
  return role === 'primary' && startTerm(state) === lastPrimaryTerm;
});

/** The role that this server was about to hand over, and that the companion did not take. */
export const resume = take('resumed', freshTerm, agreed);

/** The role that was handed over: nobody has said whether the companion took it. */
export const resumeUnheard = takeFreshTerm('resumed');

/** A role that never came to serve: every term heard of meanwhile stays used up, everything else is as before. */
export const revertTakeover = action('take the role back', (state) => {
  if (state.takeover === null) return {};
  const { highestTerm } = state.durable;
  return { state: { durable: { ...state.takeover.before, highestTerm }, takeover: null } };
});

/** It let go and does not know who serves: no role under way, and on disk still what it last was. */
export const letGo = action('let the role go', () => ({ state: { takeover: null } }));

/** What was written here under later terms is set aside: it must not count in a later contest. */
export const bowToActive = action("let the active server's history count", (state) => {
  const below = Math.max(0, (state.companion?.term ?? 0) - 1);
  const lastPrimaryTerm = Math.min(state.durable.lastPrimaryTerm, below);
  return { state: { durable: { ...state.durable, lastPrimaryTerm } } };
});

/** Goes on under a term above every one that was used: the role stays, the new term is durable before it counts. */
export const raiseTerm = action('take a higher term and stay active', (state) => {
  const taken = freshTerm(state);
  return { state: { durable: { ...state.durable, role: 'primary', lastPrimaryTerm: taken, highestTerm: taken } } };
});

export const adoptRaisedTerm = action('serve under the higher term', (state) =>
  state.takeover === null ? {} : { state: { takeover: { ...state.takeover, term: state.durable.lastPrimaryTerm } } },
);

export const dropRaisedTerm = action('stay under the old term', (state) => ({
  state: { durable: { ...state.durable, lastPrimaryTerm: termOf(state) } },
}));

export const becomeBackup = action('be the backup', (state) => ({
  state: {
    durable: { ...state.durable, role: 'backup' },
    takeover: null,
    reason: null,
    warnings: [],
    extended: false,
  },
}));

export function becomeStale(reason: string): Action {
  return action(`be stale (${reason})`, (state) => ({
    state: { durable: { ...state.durable, role: 'stale' }, takeover: null, transaction: null, reason, warnings: [] },
  }));
}

export function giveReason(reason: string | null): Action {
  return action(`reason ${reason}`, () => ({ state: { reason } }));
}

/** Why it waits: because of the mode, which may change, or because it was told to. */
export const giveHeldReason = action('remember why it waits', (state, event) => {
  const wanted = event.type === 'message' && event.message.kind === 'stopped' && event.message.takeover;
  return { state: { reason: wanted && heldBackBy(state) !== null ? 'held-back' : 'waits-for-primary' } };
});

export function addWarning(code: string): Action {
  return action(`warn ${code}`, (state) => ({ state: { warnings: withWarning(state.warnings, code) } }));
}

function withWarning(warnings: readonly string[], code: string): readonly string[] {
  return [...warnings.filter((each) => each !== code), code];
}

// --- the controlled switch ---------------------------------------------------------------------------------------

function open(controlled: boolean): Action {
  return action(controlled ? 'open the switch' : 'open the switch without the companion', (state, event) => {
    if (event.type !== 'switch-requested') return {};
    const { id, by } = event.request;
    const proposedTerm = freshTerm(state);
    const limit = commitWithinMs(state);
    return { state: { transaction: { id, by, controlled, proposedTerm, commitWithinMs: limit, abandoned: false } } };
  });
}

/** Who asked for the switch that the event asks for, and how. */
export function requestText(immediate: boolean): Text {
  return (_state, event) =>
    event.type === 'switch-requested' ? words.switchRequested(event.request.by, immediate, event.request.id) : '';
}

/** The new side opens the transaction, to ask the active server to prepare. */
export const openSwitch = open(true);
/** There is no active server to ask, or it shall not be asked. */
const openForcedSwitch = open(false);

/** An operator orders this server to be the active one without its companion; `why`, for the log, is what is believed of that one. */
export function beginForcedSwitch(why: string): readonly Action[] {
  return [accept('begun'), openForcedSwitch, warn(requestText(true)), takeProposedTerm('manual'), warn(why), persist];
}

export const sendPrepare = action('send prepare', (state) => {
  if (state.transaction === null) return {};
  const { id, by, proposedTerm, commitWithinMs } = state.transaction;
  const expectedTerm = state.companion?.term ?? 0;
  return send({ kind: 'prepare', id, by, expectedTerm, proposedTerm, commitWithinMs });
});

/** The old side joins the transaction that the message names. The term that it may end with counts as used from now on. */
export const joinSwitch = action('join the switch', (state, event) => {
  if (event.type !== 'message' || event.message.kind !== 'prepare') return {};
  const { id, by, proposedTerm, commitWithinMs } = event.message;
  const highestTerm = Math.max(state.durable.highestTerm, proposedTerm);
  return {
    state: {
      transaction: { id, by, controlled: true, proposedTerm, commitWithinMs, abandoned: false },
      durable: { ...state.durable, highestTerm },
    },
  };
});

export const sendReady = action('send ready', (state) =>
  state.transaction === null ? {} : send({ kind: 'ready', id: state.transaction.id }),
);

export function sendAbort(reason: string): Action {
  return action(`send abort (${reason})`, (state) =>
    state.transaction === null ? {} : send({ kind: 'abort', id: state.transaction.id, reason }),
  );
}

export function sendRefused(reason: string): Action {
  return action(`send refused (${reason})`, (state, event) => {
    const id = event.type === 'message' && 'id' in event.message ? event.message.id : state.transaction?.id;
    return id === undefined ? {} : send({ kind: 'refused', id, reason });
  });
}

/** A `ready` that nobody waits for any longer: let the old side go on at once. */
export const abortLateReady = action('send abort (too late)', (_state, event) =>
  event.type === 'message' && event.message.kind === 'ready'
    ? send({ kind: 'abort', id: event.message.id, reason: 'too-late' })
    : {},
);

export const markAbandoned = action('remember that nobody waits for the switch', (state) =>
  state.transaction === null ? {} : { state: { transaction: { ...state.transaction, abandoned: true } } },
);

/** The last word of a server that stops in order. */
export const sendStopped = action('send stopped', (state) =>
  send({ kind: 'stopped', term: termOf(state), takeover: state.reason !== 'no-takeover' }),
);

function send(message: PeerMessage): Change {
  return { effects: [{ type: 'send', message }] };
}

/** The switch under way is over: remembered by its id, said in the log. */
export function settle(outcome: 'switched' | 'given-up', reason: Text | null = null): Action {
  return action(`settle the switch (${outcome})`, (state, event) => {
    if (state.transaction === null) return {};
    const why = typeof reason === 'function' ? reason(state, event) : reason;
    const { id } = state.transaction;
    const term = Math.max(termOf(state), state.companion?.term ?? 0);
    const settled = [...state.settled, { id, outcome, reason: why, term, at: event.at }];
    const text = words.switchGivenUp(state.place.startsWith('primary') ? 'Primary' : 'Backup', id, why ?? '');
    return {
      state: { transaction: null, settled: settled.slice(-SETTLED_KEPT) },
      effects: outcome === 'given-up' ? [{ type: 'log', topic: 'SwitchoverStates', level: 'warning', text }] : [],
    };
  });
}

/** The reason that a message carries. */
export function messageReason(_state: State, event: Event): string {
  if (event.type !== 'message') return 'unknown';
  return 'reason' in event.message ? event.message.reason : event.message.kind;
}

export function detailOf(_state: State, event: Event): string {
  return 'detail' in event ? event.detail : 'no answer';
}

// --- answers to operators ----------------------------------------------------------------------------------------

function requestId(event: Event): string | null {
  if (event.type === 'switch-requested') return event.request.id;
  if (event.type === 'rejoin-requested') return event.id;
  if (event.type === 'mode-requested') return event.request.id;
  return null;
}

function answer(event: Event, reply: Reply): Change {
  const id = requestId(event);
  return id === null ? {} : { effects: [{ type: 'reply', requestId: id, reply }] };
}

export function accept(state: 'begun' | 'under-way' | 'done'): Action {
  return action(`answer ${state}`, (_state, event) => answer(event, { accepted: true, state }));
}

export const repeatAnswer = action('answer as before', (state, event) => {
  const before = settledSwitch(state, event);
  return before === undefined ? {} : answer(event, { accepted: true, state: before.outcome });
});

export function refuse(code: string, what: string, next: string): Action {
  return action(`refuse ${code}`, (_state, event) => answer(event, { accepted: false, code, what, do: next }));
}
