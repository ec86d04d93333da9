import { anyUp, CONNECTION_NAMES, UNVERIFIED } from '../health/connections.ts';
import type { ModuleMonitor } from '../health/module-monitor.ts';
import { forbidsTakeover } from '../health/network.ts';
import { mayBecomeActive, mustLetCompanionGoFirst, winsContest } from './contest.ts';
import type { Event } from './event.ts';
import { compareReleases } from './release.ts';
import { all, guard, not } from './row.ts';
import type { Place, SettledSwitch, State } from './state.ts';
import { stateOf, termOf } from './state.ts';
import { isOverLimit } from './takeovers.ts';

export const connected = guard('a connection is up', (s) => anyUp(s.connections));
export const bothDown = not(connected);

export const companionServes = guard('the companion serves', (s) => s.companion?.serving === true);
export const companionIsTaking = guard(
  'the companion is in the primary state, but not serving',
  (s) => s.companion !== null && stateOf(s.companion.place) === 'primary' && !s.companion.serving,
);
/** In every phase it holds the role, or is about to. */
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
/** Its term is durable and its claim is granted: from here on it does not turn back by itself. */
export const companionHolds = guard(
  'the companion holds the role',
  (s) => s.companion !== null && HOLDING.includes(s.companion.place),
);
export const companionWaits = guard(
  'the companion starts and lets this server go first',
  (s) => s.companion?.place === 'init.yielding',
);
/** It gave up what it was about to take over, whatever it told about it. */
export const companionStartedAnew = guard(
  'the companion has begun anew',
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
  'the companion answers and is no primary either',
  (s) => s.companion !== null && stateOf(s.companion.place) !== 'primary' && stateOf(s.companion.place) !== 'stopping',
);
export const companionIsBackup = guard(
  'the companion is a backup too',
  (s) => s.companion !== null && ['backup', 'reconnecting'].includes(stateOf(s.companion.place)),
);

/** Guards that look at the state alone are composed with this in place of an event. */
const NOTHING: Event = { type: 'start', at: 0 };

export const newerHere = guard(
  'the last own term is above that of the active server',
  (s) => s.companion !== null && s.durable.lastPrimaryTerm > s.companion.term,
);
export const higherTermThere = guard(
  'the companion has the higher term',
  (s) => s.companion !== null && s.companion.term > termOf(s),
);
export const termWasPassed = guard(
  'a higher term than that served under was used before, and the companion is the backup now',
  (s) => s.durable.highestTerm > termOf(s) && s.companion !== null && stateOf(s.companion.place) === 'backup',
);
export const winsTheContest = guard('this server goes first', winsContest);
/** An active or stale server that ended without order may have left running what its hooks had started. */
export const mayRunService = guard(
  'it was active or stale before',
  (s) => s.durable.role === 'primary' || s.durable.role === 'stale',
);
export const mayStepIn = guard('it may become active', mayBecomeActive);
export const mustYield = guard('it has no history and the companion has one', mustLetCompanionGoFirst);
export const isStale = guard('it is stale', (s) => s.durable.role === 'stale' && !s.self.forcePrimary);
export const isForcedBackup = guard('it was told to be the backup', (s) => s.self.forceBackup);

/** Own release against that of the companion, as last heard; 0 where there is no companion. */
function releaseOrder({ self, companion }: State): number {
  if (companion === null || companion.release === self.release) return 0;
  return compareReleases(self.release, companion.release);
}

/** Why this server does not become active by itself; null where it may (reading R25, reference: "Upgrade states"). */
export function heldBackBy(state: State): 'manual mode' | 'Upgrade state' | null {
  if (state.mode === 'manual') return 'manual mode';
  return releaseOrder(state) === 0 ? null : 'Upgrade state';
}

export const isHeldBack = guard('manual mode, or the releases differ', (s) => heldBackBy(s) !== null);
export const isHigherRelease = guard('this server runs the newer release', (s) => releaseOrder(s) > 0);
export const isLowerRelease = guard('this server runs the older release', (s) => releaseOrder(s) < 0);
export const isStarting = guard('what it does after its start is not done', (s) => !s.startedUp);
/** Of a mode that is about to be set. */
export const becomesAutomatic = guard(
  'the mode becomes automatic',
  (_s, e) => e.type === 'timer' || (e.type === 'mode-requested' && e.request.mode === 'automatic'),
);
export const wasHeldBack = guard('it waits because of the mode', (s) => s.reason === 'held-back');
/** A start is no switch, but a backup that starts as the active server is one. */
export const isHeldBackBackup = guard(
  'manual mode or the releases differ, and it was the backup',
  (s) => heldBackBy(s) !== null && s.durable.role === 'backup',
);
export const networkForbids = guard(
  'the last completed network check forbids it',
  (s) => s.network !== null && forbidsTakeover(s.network.verdict),
);
export const networkForbidsStill = guard(
  'the last two completed network checks forbid it',
  ({ network }) =>
    network !== null && forbidsTakeover(network.verdict) && network.before !== null && forbidsTakeover(network.before),
);
/** What was cut is whole again a moment ago, and the companion may not have been heard yet because of that alone. */
export const networkAllowsAgain = guard(
  'the check before forbade it, and this one does not',
  ({ network }, e) =>
    e.type === 'diagnosed' &&
    network !== null &&
    network.before !== null &&
    forbidsTakeover(network.before) &&
    !forbidsTakeover(network.verdict),
);
/** What a companion says over a connection of ours shows that the check is out of date. */
export const cannotKnow = all(networkForbids, not(connected));
export const cutOff = guard('this server is cut off', (s) => s.network?.verdict === 'backup-cut-off');
export const pathLost = guard('the path or the site is lost', (s) => s.network?.verdict === 'path-or-site-lost');
export const primaryUnreachable = guard(
  "the primary's server is unreachable",
  (s) => s.network?.verdict === 'primary-unreachable',
);
/** Longer than the companion waits between two pings of its own, in ms. */
const OVERHEARD_MS = 5_000;
/** A companion that still speaks on connections of its own is not gone, whatever becomes of ours. */
export const isOverheard = guard(
  'the companion can be heard on its own connections, cannot be reached, and has not given up',
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
export const notExtended = guard('not extended before', (s) => !s.extended);

/** A connection that stands since before the state was entered: nothing was restored. */
export const wasNeverLost = guard('a connection has been up all the time', (s) =>
  CONNECTION_NAMES.some((name) => s.connections[name].status === 'up' && s.connections[name].since <= s.since),
);
export const isByOperator = guard('an operator wants it', (s) => s.takeover?.cause === 'manual');
/** Both attempts found nobody; an answer that could not be verified is an answer. */
export const companionIsSilent = guard('nothing answers on either connection', (s) =>
  CONNECTION_NAMES.every((name) => {
    const { status, failure } = s.connections[name];
    return status === 'down' && failure !== null && !failure.startsWith(UNVERIFIED);
  }),
);
/** The server that serves is to be displaced: it lives, and its module does not. */
export const isForModule = guard(
  "it is about the active server's module",
  (s) => s.takeover?.cause === 'module-down' || s.takeover?.cause === 'module-restarting',
);
/** In every other case the companion may still serve, and is fenced first. */
export const needsNoFence = guard(
  'the companion agrees, or this server was active last',
  ({ takeover }) => takeover === null || takeover.agreed,
);
export const isResuming = guard('it resumes its role', (s) => s.takeover?.cause === 'resumed');
export const saidUnverified = guard('that has been said', (s) => s.warnings.includes('companion-unverified'));
export const staleAtStart = guard('it has been stale since its start', (s) => s.reason === 'stale-at-start');

export const inControlledSwitch = guard('a controlled switch is under way', (s) => s.transaction?.controlled === true);
export const abandoned = guard('the companion gave up, or was lost', (s) => s.transaction?.abandoned === true);
export const sameTransaction = guard(
  'it belongs to the switch under way',
  (s, e) => s.transaction !== null && messageId(e) === s.transaction.id,
);
export const prepareFits = guard(
  'it names the term served here',
  (s, e) => e.type === 'message' && e.message.kind === 'prepare' && e.message.expectedTerm === termOf(s),
);

/** The settled switch that a request or a message repeats. */
export function settledSwitch(state: State, event: Event): SettledSwitch | undefined {
  const id = event.type === 'switch-requested' ? event.request.id : messageId(event);
  return state.settled.find((each) => each.id === id);
}

function messageId(event: Event): string | null {
  return event.type === 'message' && 'id' in event.message ? event.message.id : null;
}

export const isRepeat = guard('that switch has been decided before', (s, e) => settledSwitch(s, e) !== undefined);
export const hasSwitched = guard('that switch has been made', (s, e) => settledSwitch(s, e)?.outcome === 'switched');
export const isUnderWay = guard(
  'that switch is under way',
  (s, e) => e.type === 'switch-requested' && s.transaction?.id === e.request.id,
);
export const isImmediate = guard('immediate', (_s, e) => e.type === 'switch-requested' && e.request.immediate);
export const expectsAnother = guard('the pair is not as the operator saw it', (s, e) => {
  if (e.type !== 'switch-requested') return false;
  const { expectedTerm } = e.request;
  const serving = s.companion?.serving === true && anyUp(s.connections) ? s.companion.term : null;
  // A term above it: what was seen then has been switched since.
  return expectedTerm !== serving || (expectedTerm !== null && s.durable.highestTerm > expectedTerm);
});

export const standsInDoubt = guard('it stood still and has not heard its companion since', (s) => s.inDoubt);
/** On behalf of an operator who knows better: who answers there is not the companion, or it is off. */
export const isToldAgainstDoubt = all(isImmediate, not(isStale), not(expectsAnother), not(standsInDoubt));

export const takeoverWanted = guard(
  'the backup shall take over',
  (_s, e) => e.type === 'message' && e.message.kind === 'stopped' && e.message.takeover,
);
/** The word of a server that is, as far as is known here, the active one. */
export const stoppedWasActive = guard(
  'it comes from the active server',
  (s, e) => e.type === 'message' && e.message.kind === 'stopped' && e.message.term === s.companion?.term,
);

function hasVerdict(...verdicts: readonly ModuleMonitor['verdict'][]): (state: State) => boolean {
  return ({ module }) => verdicts.includes(module.verdict);
}

export const moduleIsDown = guard('the module monitor has given the module up', hasVerdict('down'));
/** It answers, and every time it is another process: asking it once more would tell nothing (reading R27). */
export const moduleRestarts = guard('the module restarts too often', hasVerdict('restarting'));
/** A connection that carried an answer just now is whole, whatever ICMP says. */
export const connectionIsProven = guard('a connection answered since the module was asked once more', (s) => {
  const { last, verifiedSince } = s.module;
  if (!anyUp(s.connections)) return false;
  if (last === 'answered' || last === 'rejected') return true;
  return CONNECTION_NAMES.some((name) => (s.monitors[name].lastAnswerAt ?? -1) >= (verifiedSince ?? 0));
});

export const tooManyTakeovers = guard(
  'more than three takeovers within an hour, in automatic mode',
  (s) => s.mode === 'automatic' && isOverLimit(s),
);

/** The reconnect period has run out: just now, or before, where ping sets are still to come (reading R4). */
export const periodIsOver = guard('the reconnect period is over', (s) => s.timers.reconnect === undefined);
export const neverWhileUnreachable = guard(
  'Switchover Unreachable Primary Ping Count is -1',
  (s) => s.self.settings.unreachablePingSets === -1,
);
/** Ping sets still to be sent before an unreachable primary is given up. */
export function setsLeft({ self, unreachableSets }: State): number {
  return Math.max(0, (self.settings.unreachablePingSets ?? 0) - unreachableSets);
}
export const setsAreLeft = guard('ping sets are left', (s) => setsLeft(s) > 0);
/** Neither the period alone nor one silent check is enough there. */
export const awaitsSets = guard(
  "ping sets to the primary's unreachable server are to come, or it is never given up",
  (s) => primaryUnreachable.holds(s, NOTHING) && (setsLeft(s) > 0 || neverWhileUnreachable.holds(s, NOTHING)),
);
