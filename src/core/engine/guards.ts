import { mayBecomeActive, mustLetCompanionGoFirst, winsContest } from './contest.ts';
import type { Event } from './event.ts';
import { anyUp, CONNECTION_NAMES, UNVERIFIED } from './monitors/connections.ts';
import type { ModuleMonitor } from './monitors/module-monitor.ts';
import { forbidsTakeover } from './monitors/network.ts';
import { compareReleases, isUnknownRelease } from './release.ts';
import { all, guard, not } from './row.ts';
import type { Place, SettledSwitch, State } from './state.ts';
import { stateOf, termOf } from './state.ts';
import { isOverLimit } from './takeovers.ts';

export const connected = guard('a connection is up', (s) => anyUp(s.connections));
export const bothDown = not(connected);

export const companionServes = guard('the companion is active', (s) => s.companion?.serving === true);
export const companionIsTaking = guard(
  'the companion is in the primary state, but not active yet or any longer',
  (s) => s.companion !== null && stateOf(s.companion.place) === 'primary' && !s.companion.serving,
);
/** In every phase of it, the companion holds the role or is about to. */
export const companionIsPrimary = guard(
  'the companion is in the primary state',
  (s) => s.companion !== null && stateOf(s.companion.place) === 'primary',
);
const HOLDING: readonly Place[] = [
  'primary.commencing',
  'primary.serving',
  'primary.raising',
  'primary.draining',
  'primary.discontinuing',
  'primary.yielded',
];
/** Its term is durable and its fence succeeded: from here on it does not turn back by itself. */
export const companionHolds = guard(
  'the companion holds the role',
  (s) => s.companion !== null && HOLDING.includes(s.companion.place),
);
export const companionWaits = guard(
  'the companion is starting and lets this server go first',
  (s) => s.companion?.place === 'init.yielding',
);
/** It has abandoned whatever role it was taking, whether or not it said so. */
export const companionStartedAnew = guard(
  'the companion has started over',
  (s) => s.companion !== null && ['init', 'reconnecting', 'inactive', 'error'].includes(stateOf(s.companion.place)),
);
export const companionStarts = guard(
  'the companion is starting',
  (s) => s.companion !== null && (stateOf(s.companion.place) === 'init' || companionIsTaking.holds(s, NOTHING)),
);
export const companionGaveUp = guard(
  'the companion gave up its role',
  (s) => s.companion !== null && ['inactive', 'error'].includes(stateOf(s.companion.place)),
);
export const companionIsNoPrimary = guard(
  'the companion answers and is not in the primary state either',
  (s) => s.companion !== null && stateOf(s.companion.place) !== 'primary' && stateOf(s.companion.place) !== 'stopping',
);
export const companionIsBackup = guard(
  'the companion is a backup too',
  (s) => s.companion !== null && ['backup', 'reconnecting'].includes(stateOf(s.companion.place)),
);

/** Stands in for the event where a guard that only looks at the state is called by another one. */
const NOTHING: Event = { type: 'start', at: 0 };

export const newerHere = guard(
  'the last term in which this server was active is above that of the active server',
  (s) => s.companion !== null && s.durable.lastPrimaryTerm > s.companion.term,
);
export const higherTermThere = guard(
  'the companion has the higher term',
  (s) => s.companion !== null && s.companion.term > termOf(s),
);
export const termWasPassed = guard(
  'a higher term than the current one was used before, and the companion is now the backup',
  (s) => s.durable.highestTerm > termOf(s) && s.companion !== null && stateOf(s.companion.place) === 'backup',
);
export const winsTheContest = guard('this server goes first', winsContest);
/** An active or stale server that did not shut down cleanly may have left running what its hooks started. */
export const mayRunService = guard(
  'this server was active or stale before',
  (s) => s.durable.role === 'primary' || s.durable.role === 'stale',
);
export const mayStepIn = guard('this server may become active', mayBecomeActive);
export const mustYield = guard('this server has no history and the companion has one', mustLetCompanionGoFirst);
export const isStale = guard('this server is stale', (s) => s.durable.role === 'stale' && !s.self.forcePrimary);
export const isForcedBackup = guard('this server was told to be the backup', (s) => s.self.forceBackup);

/**
 * This server's release compared with the companion's, as last heard; 0 if there is no companion. A release that is not
 * known counts as different. Then this server counts as the older one, to which the least is replicated.
 */
function releaseOrder({ self, companion }: State): number {
  if (companion === null) return 0;
  if (isUnknownRelease(self.release) || isUnknownRelease(companion.release)) return -1;
  if (companion.release === self.release) return 0;
  return compareReleases(self.release, companion.release);
}

/** Why this server may not become active by itself; null if it may (reading R25, reference: "Upgrade states"). */
export function heldBackBy(state: State): 'manual mode' | 'Upgrade state' | null {
  if (state.mode === 'manual') return 'manual mode';
  return releaseOrder(state) === 0 ? null : 'Upgrade state';
}

export const isHeldBack = guard('manual mode is set, or the releases differ', (s) => heldBackBy(s) !== null);
export const isHigherRelease = guard('this server runs the newer release', (s) => releaseOrder(s) > 0);
export const isLowerRelease = guard('this server runs the older release', (s) => releaseOrder(s) < 0);
export const isStarting = guard('this server has not finished its start-up work', (s) => !s.startedUp);
/** About the mode that is about to be set. */
export const becomesAutomatic = guard(
  'the mode becomes automatic',
  (_s, e) => e.type === 'timer' || (e.type === 'mode-requested' && e.request.mode === 'automatic'),
);
export const wasHeldBack = guard('this server is waiting because of the mode', (s) => s.reason === 'held-back');
/** A start is not a switch, unless a backup starts as the active server. */
export const isHeldBackBackup = guard(
  'manual mode is set or the releases differ, and this server was the backup',
  (s) => heldBackBy(s) !== null && s.durable.role === 'backup',
);
export const networkForbids = guard(
  'the last completed network check rules out a takeover',
  (s) => s.network !== null && forbidsTakeover(s.network.verdict),
);
export const networkForbidsStill = guard(
  'the last two completed network checks rule out a takeover',
  ({ network }) =>
    network !== null && forbidsTakeover(network.verdict) && network.before !== null && forbidsTakeover(network.before),
);
/** The network was restored a moment ago, which alone may be why the companion has not been heard yet. */
export const networkAllowsAgain = guard(
  'the previous network check ruled out a takeover, and this one does not',
  ({ network }, e) =>
    e.type === 'diagnosed' &&
    network !== null &&
    network.before !== null &&
    forbidsTakeover(network.before) &&
    !forbidsTakeover(network.verdict),
);
/** If the companion speaks over one of our connections, the check is out of date. */
export const cannotKnow = all(networkForbids, not(connected));
export const cutOff = guard('this server is cut off', (s) => s.network?.verdict === 'backup-cut-off');
export const pathLost = guard('the path or the site is lost', (s) => s.network?.verdict === 'path-or-site-lost');
export const primaryUnreachable = guard(
  "the primary's server is unreachable",
  (s) => s.network?.verdict === 'primary-unreachable',
);
/** Added to the companion's own ping delay, so that a companion that still pings is never missed, in ms. */
const OVERHEARD_MS = 5_000;
/** A companion that still speaks on its own connections is not gone, whatever happens to ours. */
export const isOverheard = guard(
  'the companion can be heard on its own connections, cannot be reached, and has not given up its role',
  (s, e) =>
    s.overheardAt !== null &&
    !anyUp(s.connections) &&
    e.at - s.overheardAt < overheardMs(s) &&
    (s.companion === null || !['inactive', 'error', 'stopping'].includes(stateOf(s.companion.place))),
);
function overheardMs({ self: { settings } }: State): number {
  return OVERHEARD_MS + settings.primaryMonitorPingDelayMs;
}
export const noReconnectTime = guard(
  'Switchover Reconnect Timeout is 0',
  (s) => s.self.settings.reconnectTimeoutMs === 0,
);
export const notExtended = guard('the reconnect period has not been extended yet', (s) => !s.extended);

/** A connection has been up since before the state was entered: there was nothing to restore. */
export const wasNeverLost = guard('a connection has been up all the time', (s) =>
  CONNECTION_NAMES.some((name) => s.connections[name].status === 'up' && s.connections[name].since <= s.since),
);
export const isByOperator = guard('an operator requested it', (s) => s.takeover?.cause === 'manual');
/** Nobody answered on either connection. An answer that could not be verified counts as an answer. */
export const companionIsSilent = guard('nothing answers on either connection', (s) =>
  CONNECTION_NAMES.every((name) => {
    const { status, failure } = s.connections[name];
    return status === 'down' && failure !== null && !failure.startsWith(UNVERIFIED);
  }),
);
/** The active server is to be replaced although it is alive, because its module is not. */
export const isForModule = guard(
  "the takeover is due to the active server's module",
  (s) => s.takeover?.cause === 'module-down' || s.takeover?.cause === 'module-restarting',
);
/** In every other case the companion may still be active, and is fenced first. */
export const needsNoFence = guard(
  'the companion agrees, or this server was active last',
  ({ takeover }) => takeover === null || takeover.agreed,
);
export const isResuming = guard('this server is resuming its role', (s) => s.takeover?.cause === 'resumed');
export const saidUnverified = guard('this has been reported already', (s) =>
  s.warnings.includes('companion-unverified'),
);
export const staleAtStart = guard('this server has been stale since it started', (s) => s.reason === 'stale-at-start');

export const inControlledSwitch = guard('a controlled switch is under way', (s) => s.transaction?.controlled === true);
export const abandoned = guard('the companion gave up or was lost', (s) => s.transaction?.abandoned === true);
export const sameTransaction = guard(
  'the message belongs to the switch under way',
  (s, e) => s.transaction !== null && messageId(e) === s.transaction.id,
);
export const prepareFits = guard(
  'the request names the current term of this server',
  (s, e) => e.type === 'message' && e.message.kind === 'prepare' && e.message.expectedTerm === termOf(s),
);

/** The finished switch that a request or a message repeats. */
export function settledSwitch(state: State, event: Event): SettledSwitch | undefined {
  const id = event.type === 'switch-requested' ? event.request.id : messageId(event);
  return state.settled.find((each) => each.id === id);
}

function messageId(event: Event): string | null {
  return event.type === 'message' && 'id' in event.message ? event.message.id : null;
}

export const isRepeat = guard('that switch was decided before', (s, e) => settledSwitch(s, e) !== undefined);
export const hasSwitched = guard('that switch is complete', (s, e) => settledSwitch(s, e)?.outcome === 'switched');
export const isUnderWay = guard(
  'that switch is under way',
  (s, e) => e.type === 'switch-requested' && s.transaction?.id === e.request.id,
);
export const isImmediate = guard(
  'an immediate switch is requested',
  (_s, e) => e.type === 'switch-requested' && e.request.immediate,
);
export const expectsAnother = guard('the pair has changed since the operator looked', (s, e) => {
  if (e.type !== 'switch-requested') return false;
  const { expectedTerm } = e.request;
  const serving = s.companion?.serving === true && anyUp(s.connections) ? s.companion.term : null;
  // A higher term is known: there has been a switch since the operator looked.
  return expectedTerm !== serving || (expectedTerm !== null && s.durable.highestTerm > expectedTerm);
});

export const standsInDoubt = guard('this process stalled and has not heard its companion since', (s) => s.inDoubt);
/** For an operator who knows better: whatever answers there is not the companion, or the companion is off. */
export const isOrderedDespiteDoubt = all(isImmediate, not(isStale), not(expectsAnother), not(standsInDoubt));

export const takeoverWanted = guard(
  'the backup is to take over',
  (_s, e) => e.type === 'message' && e.message.kind === 'stopped' && e.message.takeover,
);
/** Sent by the server that is, as far as this one knows, active. */
export const stoppedWasActive = guard(
  'the message comes from the active server',
  (s, e) => e.type === 'message' && e.message.kind === 'stopped' && e.message.term === s.companion?.term,
);

function hasVerdict(...verdicts: readonly ModuleMonitor['verdict'][]): (state: State) => boolean {
  return ({ module }) => verdicts.includes(module.verdict);
}

export const moduleIsDown = guard('the module monitor reports the module as down', hasVerdict('down'));
/** It answers, but each time as a new process: pinging it again would prove nothing (reading R27). */
export const moduleRestarts = guard('the module restarts too often', hasVerdict('restarting'));
/** A connection that has just carried an answer works, whatever ICMP says. */
export const connectionIsProven = guard('a connection carried an answer since the module verification began', (s) => {
  const { last, verifiedSince } = s.module;
  if (!anyUp(s.connections)) return false;
  if (last === 'answered' || last === 'rejected') return true;
  return CONNECTION_NAMES.some((name) => (s.monitors[name].lastAnswerAt ?? -1) >= (verifiedSince ?? 0));
});

export const tooManyTakeovers = guard(
  'more than three takeovers within an hour, in automatic mode',
  (s) => s.mode === 'automatic' && isOverLimit(s),
);

/** The reconnect period has run out: just now, or earlier if ping sets are still due (reading R4). */
export const periodIsOver = guard('the reconnect period is over', (s) => s.timers.reconnect === undefined);
export const neverWhileUnreachable = guard(
  'Switchover Unreachable Primary Ping Count is -1',
  (s) => s.self.settings.unreachablePingSets === -1,
);
/** Ping sets still due before an unreachable primary is given up. */
export function setsLeft({ self, unreachableSets }: State): number {
  return Math.max(0, (self.settings.unreachablePingSets ?? 0) - unreachableSets);
}
export const setsAreLeft = guard('ping sets are still due', (s) => setsLeft(s) > 0);
/** Neither the period alone nor a single silent check is enough then. */
export const awaitsSets = guard(
  "the primary's server is unreachable, and ping sets are still due or it is never given up",
  (s) => primaryUnreachable.holds(s, NOTHING) && (setsLeft(s) > 0 || neverWhileUnreachable.holds(s, NOTHING)),
);
