/**
 * What rows do. Each action is a small named change of the state, plus the effects it requests. If the result of an
 * effect decides what happens next, the action records this by setting `awaited`.
 */

import { freshTerm, highestSeen, startTerm } from './contest.ts';
import type { Effect, LogLevel, LogTopic, Reply } from './effect.ts';
import type { Event, PeerMessage } from './event.ts';
import { heldBackBy, settledSwitch, tooManyTakeovers } from './guards.ts';
import type { ConnectionName } from './monitors/connections.ts';
import { anyUp, connectionStatusWords } from './monitors/connections.ts';
import { monitoringRestarted, verificationStarted } from './monitors/module-monitor.ts';
import { longestCheckMs } from './monitors/network.ts';
import { withoutDoubt } from './observe.ts';
import type { Action, Change } from './row.ts';
import { action } from './row.ts';
import type { AwaitedKind, Cause, DiscontinueCause, State, TimerName } from './state.ts';
import { SETTLED_KEPT, termOf } from './state.ts';
import { recentTakeovers } from './takeovers.ts';
import type { Term } from './term.ts';
import * as words from './vocabulary.ts';

/** How long a starting server waits for its companion to answer, in ms (reading R11). */
export const START_WAIT_MS = 5_000;
/** How often a server that is trying to reconnect checks the network again, in ms. */
const RECHECK_MS = 5_000;
/** How often a failed durable write is retried, in ms. */
const RETRY_MS = 1_000;
/** How long draining may take before a switch, in ms. */
const DRAIN_LIMIT_MS = 5_000;
/** Added to the hooks' own limits wherever one server waits for the other, in ms. */
const MARGIN_MS = 5_000;
/** How long a durable write may take before it counts as failed, in ms. */
const PERSIST_LIMIT_MS = 10_000;
/** The same for a round of network checks, in ms; longer if their own timeouts allow more. */
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

function reconnectRestoredMs(state: State): number {
  return Math.max(reconnectAgainMs(state), state.self.settings.notifierReconnectDelayMs + RECHECK_MS);
}

/** Negotiate immediately with a companion that can be heard; otherwise ask. */
export const armNegotiation = arm('start-wait', (s) => (anyUp(s.connections) ? 0 : START_WAIT_MS));
/** After trouble with the companion: no earlier than a backup would take over. */
export const armLongStartWait = arm('start-wait', (s) => Math.max(START_WAIT_MS, s.self.settings.reconnectTimeoutMs));
/** The network is restored, and the companion may have taken over meanwhile: no earlier than a backup would. */
export const armLongDoubt = arm('doubt', (s) => Math.max(START_WAIT_MS, s.self.settings.reconnectTimeoutMs));
export const endDoubt = action('answer for its role again', (state) => ({ state: withoutDoubt(state) }));
export const armStartWait = arm('start-wait', () => START_WAIT_MS);
export const armReconnect = arm('reconnect', (s) => s.self.settings.reconnectTimeoutMs);
/** The period ran out and nothing may be done: look again soon, even if the parameter is 0. */
export const armReconnectAgain = arm('reconnect', reconnectAgainMs);
export const sayReconnectAgain = note((s) => words.schedulingReconnect(reconnectAgainMs(s)));
/** The period again, after the network was restored: enough time for an attempt on each connection. */
export const armReconnectRestored = arm('reconnect', reconnectRestoredMs);
export const sayReconnectRestored = note((s) => words.schedulingReconnect(reconnectRestoredMs(s)));
/** One more start-up wait; for a companion whose hooks are running, as long as those may take. */
export const armExtension = arm('reconnect', (s) =>
  s.companion?.place === 'primary.claiming' || s.companion?.place === 'primary.commencing'
    ? commitWithinMs(s)
    : START_WAIT_MS,
);
/** Ping sets to an unreachable primary have their own delay (reading R4). */
export const armRecheck = arm('recheck', ({ network, self: { settings } }) =>
  network?.verdict === 'primary-unreachable' && settings.unreachablePingSets !== null
    ? settings.unreachablePingDelayMs
    : RECHECK_MS,
);
export const armRetry = arm('retry', () => RETRY_MS);
export const armAskLimit = arm('ask', (s) => DRAIN_LIMIT_MS + s.self.hookLimitMs + MARGIN_MS);
export const armCommitLimit = arm('commit', (s) => s.transaction?.commitWithinMs ?? commitWithinMs(s));
/** The old side waits longer than the new side may need to commit and to undo, so that both never act. */
export const armYieldLimit = arm(
  'yield',
  (s) => (s.transaction?.commitWithinMs ?? commitWithinMs(s)) + s.self.hookLimitMs + MARGIN_MS,
);
/** For a companion that goes first at start-up. Hearing from it does not extend the wait. */
export const armPatience = action('start timer yield unless it is running', (state, event) =>
  state.timers.yield !== undefined ? {} : armYieldLimit.apply(state, event),
);

/** The Fence hook if there is one, the Commence hook, and the write, in ms. */
function commitWithinMs(state: State): number {
  return 2 * state.self.hookLimitMs + MARGIN_MS;
}

/** What the companion said is decided in a separate step. */
export const catchUp = arm('catch-up', () => 0);

export const markExtended = action('note the extension', () => ({ state: { extended: true } }));
export const clearExtended = action('clear the extension', () => ({ state: { extended: false } }));

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

/** Far above the host's own limits: reached only if the host never comes back. */
function answerLimitMs(kind: AwaitedKind, state: State): number {
  switch (kind) {
    case 'persist':
      return PERSIST_LIMIT_MS;
    case 'drain':
      return DRAIN_LIMIT_MS + MARGIN_MS;
    case 'diagnose':
      // With a shorter limit, a check that rules out the takeover could come too late.
      return Math.max(DIAGNOSE_LIMIT_MS, longestCheckMs(state.self.settings) + MARGIN_MS);
    default:
      // A hook waits for the previous one to end, and killing either may take a while.
      return 2 * (state.self.hookLimitMs + 2 * MARGIN_MS);
  }
}

export const persist = request('persist', (id, s) => ({ type: 'persist', id, durable: s.durable }));
export const claim = request('claim', (id, s) => ({ type: 'claim', id, term: termOf(s), cause: causeOf(s) }));
export const commence = request('commence', (id, s) => ({ type: 'commence', id, term: termOf(s), cause: causeOf(s) }));
export const drain = request('drain', (id) => ({ type: 'drain', id, limitMs: DRAIN_LIMIT_MS }));
export const diagnose = request('diagnose', (id) => ({ type: 'diagnose', id }));

/** Its term is the one that ends here; the highest one heard of may already be the companion's. */
export function discontinue(why: DiscontinueCause): Action {
  const ending = ({ takeover, durable }: State): Term => takeover?.term ?? durable.lastPrimaryTerm;
  return request('discontinue', (id, s) => ({ type: 'discontinue', id, term: ending(s), why }));
}

/** A check that runs alongside and holds nothing up. One at a time. */
export const checkNetwork = action('check the network', (state) =>
  state.checking !== null
    ? {}
    : {
        state: { checking: state.nextId, nextId: state.nextId + 1 },
        effects: [{ type: 'diagnose', id: state.nextId }],
      },
);

export const undrain = action('accept new work again', () => ({ effects: [{ type: 'undrain' }] }));
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

export const sayModulePingFailed = action('log the failed module ping', (state, event) => {
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

/** An answer deserves a line only if it ends a problem. */
export const sayModuleRecovered = action('log that the module answered', (state) =>
  state.module.clearedFailures === 0 ? {} : sayModule('note', words.moduleAnswered(moduleName(state))),
);

export const sayModuleRestarted = action('log the new process id', (state, event) => {
  const { restarts, sequential } = state.module;
  if (event.type !== 'module-answered' || event.pid === null || sequential === 0) return {};
  return sayModule('warning', words.moduleRestarted(moduleName(state), event.pid, sequential, restarts.length));
});

export const saySilentModule = say('PrimaryMonitor', 'warning', (s) =>
  words.moduleSilent(moduleName(s), connectionStatusWords(s.connections)),
);

/** One more round of pings, by the primary monitor itself (reading R7). */
export const verifyModule = action('verify the module', (state, event) => {
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

/** Reading R29: restarted and logged; the second time in a row it is an error. */
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

/** The mode set by an operator, or automatic again when its time is up. The operator knows of the takeovers so far. */
export const setMode = action('set the mode', (state, event) => {
  const { mode: _mode, ...timers } = state.timers;
  const seen = { takeovers: [], resetTerm: Math.max(state.resetTerm, highestSeen(state)), timers };
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
  // Automatic is what a mode returns to, so it never ends.
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

/** Causes of takeovers that a server decided by itself; a requested switch or a start does not count. */
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

/** Reading R13: a module that fails on both servers must not bounce the role back and forth for ever. */
export const limitTakeovers = action('set manual mode after too many takeovers', (state, event) => {
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

/** The term proposed when the switch was opened, known to both sides; a new one if a higher term was heard of since. */
export function takeProposedTerm(cause: Cause): Action {
  const proposedTerm = (state: State): Term => {
    const proposed = state.transaction?.proposedTerm ?? 0;
    return proposed >= highestSeen(state) ? proposed : freshTerm(state);
  };
  return take(cause, proposedTerm, ({ transaction }) => transaction?.controlled === true);
}

/** Neither server is active, and both agree on this one. */
export const takeAgreedStart = take('start', startTerm, agreed);

/** The companion is silent and may be active, unless this server continues the term in which it was active last. */
export const takeLoneStart = take('fail-safe-start', startTerm, (state) => {
  const { role, lastPrimaryTerm } = state.durable;
  return role === 'primary' && startTerm(state) === lastPrimaryTerm;
});

/** The role that this server was about to hand over and that the companion did not take. */
export const resume = take('resumed', freshTerm, agreed);

/** The role that was handed over: it is not known whether the companion took it. */
export const resumeUnheard = takeFreshTerm('resumed');

/** A role that never became active: every term heard of meanwhile stays used up, everything else is as before. */
export const revertTakeover = action('revert the takeover', (state) => {
  if (state.takeover === null) return {};
  const { highestTerm } = state.durable;
  return { state: { durable: { ...state.takeover.before, highestTerm }, takeover: null } };
});

/** It handed over and does not know which server is active: no role under way, the disk still holds the last one. */
export const letGo = action('release the role', () => ({ state: { takeover: null } }));

/** What was written here under later terms is discarded: it must not count in a later contest. */
export const bowToActive = action("defer to the active server's history", (state) => {
  if (state.companion === null) return {};
  const lastPrimaryTerm = Math.min(state.durable.lastPrimaryTerm, Math.max(0, state.companion.term - 1));
  return { state: { durable: { ...state.durable, lastPrimaryTerm } } };
});

/** Continues under a term above every one used so far: the role stays, and the new term is durable before it counts. */
export const raiseTerm = action('take a higher term and stay active', (state) => {
  const taken = freshTerm(state);
  return { state: { durable: { ...state.durable, role: 'primary', lastPrimaryTerm: taken, highestTerm: taken } } };
});

export const adoptRaisedTerm = action('move to the higher term', (state) =>
  state.takeover === null ? {} : { state: { takeover: { ...state.takeover, term: state.durable.lastPrimaryTerm } } },
);

export const dropRaisedTerm = action('stay under the old term', (state) => ({
  state: { durable: { ...state.durable, lastPrimaryTerm: termOf(state) } },
}));

export const becomeBackup = action('become the backup', (state) => ({
  state: {
    durable: { ...state.durable, role: 'backup' },
    takeover: null,
    reason: null,
    warnings: [],
    extended: false,
  },
}));

export function becomeStale(reason: string): Action {
  return action(`become stale (${reason})`, (state) => ({
    state: { durable: { ...state.durable, role: 'stale' }, takeover: null, transaction: null, reason, warnings: [] },
  }));
}

export function giveReason(reason: string | null): Action {
  return action(`set the reason to ${reason}`, () => ({ state: { reason } }));
}

/** Why it waits: because of the mode, which may change, or because it was told to. */
export const giveHeldReason = action('note why it waits', (state, event) => {
  const wanted = event.type === 'message' && event.message.kind === 'stopped' && event.message.takeover;
  return { state: { reason: wanted && heldBackBy(state) !== null ? 'held-back' : 'waits-for-primary' } };
});

export function addWarning(code: string): Action {
  return action(`raise the warning ${code}`, (state) => ({ state: { warnings: withWarning(state.warnings, code) } }));
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

/** Who requested the switch, and how. */
export function requestText(immediate: boolean): Text {
  return (_state, event) =>
    event.type === 'switch-requested' ? words.switchRequested(event.request.by, immediate, event.request.id) : '';
}

/** The new side opens the transaction in order to ask the active server to prepare. */
export const openSwitch = open(true);
/** There is no active server to ask, or it is not to be asked. */
const openForcedSwitch = open(false);

/** An operator makes this server active without its companion. `why` is logged: what is assumed about the companion. */
export function beginForcedSwitch(why: string): readonly Action[] {
  return [accept('begun'), openForcedSwitch, warn(requestText(true)), takeProposedTerm('manual'), warn(why), persist];
}

export const sendPrepare = action('send prepare', (state) => {
  if (state.transaction === null) return {};
  const { id, by, proposedTerm, commitWithinMs } = state.transaction;
  const expectedTerm = state.companion?.term ?? 0;
  return send({ kind: 'prepare', id, by, expectedTerm, proposedTerm, commitWithinMs });
});

/** The old side joins the transaction named in the message. The term it may end with counts as used from now on. */
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

/** Nobody waits for this `ready` any longer: let the old side resume immediately. */
export const abortLateReady = action('send abort (too late)', (_state, event) =>
  event.type === 'message' && event.message.kind === 'ready'
    ? send({ kind: 'abort', id: event.message.id, reason: 'too-late' })
    : {},
);

export const markAbandoned = action('note that the switch was abandoned', (state) =>
  state.transaction === null ? {} : { state: { transaction: { ...state.transaction, abandoned: true } } },
);

/** The last message of a server that shuts down cleanly. */
export const sendStopped = action('send stopped', (state) =>
  send({ kind: 'stopped', term: termOf(state), takeover: state.reason !== 'no-takeover' }),
);

function send(message: PeerMessage): Change {
  return { effects: [{ type: 'send', message }] };
}

/** The switch under way is over: remembered by its id and logged. */
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

/** The reason given in a message. */
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
