/**
 * The engine's state: one immutable value. `place` says where it is in the state machine (a state of the reference and,
 * after the dot, one of our phases); the rest is what the engine knows.
 */

import type { Settings } from '../config/parameters/settings.ts';
import type { Letter } from '../letter.ts';
import type { Connections } from './monitors/connections.ts';
import type { ModuleMonitor } from './monitors/module-monitor.ts';
import type { NetworkStatus } from './monitors/network.ts';
import type { PrimaryMonitors } from './monitors/primary-monitor.ts';
import type { Term } from './term.ts';

/** The states of the reference ("Switchover states", "Other States"). */
export type StateName =
  | 'init'
  | 'primary'
  | 'backup'
  | 'upgrade-higher'
  | 'upgrade-lower'
  | 'reconnecting'
  | 'inactive'
  | 'stopping'
  | 'error';

/** Effects whose result a place waits for; apart from the result, only time and the companion can end the wait. */
export type AwaitedKind = 'persist' | 'claim' | 'commence' | 'drain' | 'discontinue' | 'diagnose';

/** Each timer with when it runs and what it is for. */
export type TimerName =
  /** While starting: how long the companion has to answer before this server checks its own network. */
  | 'start-wait'
  /** While reconnecting: how long the lost active server has to come back before a takeover. */
  | 'reconnect'
  /** While reconnecting: until the next network check, so that a takeover is decided on fresh facts. */
  | 'recheck'
  /** After a term could not be written: until the next attempt, because no server may use a term that is not durable. */
  | 'retry'
  /** In a controlled switch, on the backup: how long the active server has to hand over before the switch is given up. */
  | 'ask'
  /** In a controlled switch, on the new side: how long it may take to become active before it undoes the switch. */
  | 'commit'
  /** While the companion is to become active: how long it has before this server acts in its place. */
  | 'yield'
  /** Runs out immediately: a new backup looks at what its companion said while it was not listening. */
  | 'catch-up'
  /** On a backup that watches a module: until the next ping to the module. */
  | 'module-ping'
  /** On a backup that watches a module: how long the monitor may go without a result before it is restarted. */
  | 'module-watch'
  /** While a mode set for a limited time holds: until switching is automatic again. */
  | 'mode'
  /** While a hook, a write or a network check is awaited: its time limit, so that it cannot block the server for ever. */
  | 'answer'
  /** After this process stalled: how long to wait for the companion before checking the network. */
  | 'doubt'
  /** While the main connection is down: until the next attempt to connect. */
  | 'dial-main'
  /** While the auxiliary connection is down: until the next attempt to connect. */
  | 'dial-aux'
  /** While the main connection is up: until the next ping to the companion's Notifier. */
  | 'ping-main'
  /** While the auxiliary connection is up: until the next ping to the companion's Notifier. */
  | 'ping-aux';

interface PlaceSpec {
  /** What the place waits for; the results are decided there and rejected everywhere else. */
  readonly awaits: AwaitedKind | null;
  /** Timers that may run there. A timer does not outlive the places that list it. */
  readonly timers: readonly TimerName[];
  /** Shown to people in `status`. */
  readonly means: string;
}

/** Run everywhere until the server has stopped: they keep the connections alive, and end a mode or a doubt. */
const UPKEEP: readonly TimerName[] = ['dial-main', 'dial-aux', 'ping-main', 'ping-aux', 'mode', 'doubt'];
const MODULE: readonly TimerName[] = ['module-ping', 'module-watch'];

/** A place that waits for a result also limits the wait: a hook or a disk that never answers must not block it. */
function place(awaits: AwaitedKind | null, timers: readonly TimerName[], means: string): PlaceSpec {
  const limit: readonly TimerName[] = awaits === null ? [] : ['answer'];
  return { awaits, timers: [...UPKEEP, ...limit, ...timers], means };
}

export const PLACES = {
  'init.asking': place(null, ['start-wait'], 'asking the companion for its state'),
  'init.diagnosing': place('diagnose', [], 'no answer yet: checking its own network'),
  'init.yielding': place(null, ['yield'], 'letting the companion become active first'),
  'primary.persisting': place('persist', ['retry', 'commit'], 'writing its new term to disk'),
  'primary.claiming': place('claim', [], 'fencing the other server'),
  'primary.commencing': place('commence', ['commit'], 'running the Commence hook'),
  'primary.serving': place(null, ['retry'], 'serving'),
  'primary.raising': place('persist', [], 'serving, and moving to a higher term'),
  'primary.draining': place('drain', [], 'finishing the work under way before a switch'),
  'primary.discontinuing': place('discontinue', [], 'running the Discontinue hook before a switch'),
  'primary.yielded': place(null, ['yield'], 'handed over: waiting for the companion to become active'),
  'backup.discontinuing': place('discontinue', [], 'running the Discontinue hook before becoming the backup'),
  'backup.watching': place(null, ['catch-up', ...MODULE], 'watching the active server'),
  'backup.verifying': place(null, MODULE, 'the module does not answer: verifying'),
  'backup.confirming': place('diagnose', [], 'the module is down: checking the network'),
  'backup.held': place(null, MODULE, 'the module is down, but this server may not take over by itself'),
  'backup.asking': place(null, ['ask'], 'waiting for the active server to hand over'),
  'backup.reverting': place('discontinue', [], 'undoing a failed switch'),
  'upgrade-higher.watching': place(null, ['catch-up'], 'watching an active server that runs an older release'),
  'upgrade-lower.watching': place(null, ['catch-up'], 'watching an active server that runs a newer release'),
  'reconnecting.diagnosing': place('diagnose', [], 'connections lost: checking the network'),
  'reconnecting.waiting': place(null, ['reconnect', 'recheck'], 'trying to reach the active server again'),
  'reconnecting.held': place(null, [], 'waiting for the active server or for an operator'),
  'inactive.discontinuing': place('discontinue', [], 'running the Discontinue hook before going stale'),
  'inactive.stale': place(null, [], 'takes no part until it rejoins'),
  'stopping.draining': place('drain', [], 'stopping: finishing the work under way'),
  'stopping.discontinuing': place('discontinue', [], 'stopping: running the Discontinue hook'),
  'stopping.stopped': { awaits: null, timers: [], means: 'stopped' },
  'error.unverified': place(null, [], 'the companion answers but cannot be verified'),
} as const satisfies Record<string, PlaceSpec>;

export type Place = keyof typeof PLACES;

export const PLACE_NAMES = Object.keys(PLACES) as readonly Place[];

export function placeSpec(name: Place): PlaceSpec {
  return PLACES[name];
}

export function stateOf(name: Place): StateName {
  return name.slice(0, name.indexOf('.')) as StateName;
}

const BACKUP_STATES: readonly StateName[] = ['backup', 'reconnecting', 'upgrade-higher', 'upgrade-lower'];

/** Whether a server in that state follows an active one, or did when it lost it. */
export function isBackupState(name: StateName): boolean {
  return BACKUP_STATES.includes(name);
}

export function phaseOf(name: Place): string {
  return name.slice(name.indexOf('.') + 1);
}

/** What must survive a crash; written before anything that depends on it is done (readings R11, R12). */
export interface Durable {
  /** `none`: a server that has never had a role. */
  readonly role: 'none' | 'primary' | 'backup' | 'stale';
  /** The last own term under which this server was, or may have been, active. */
  readonly lastPrimaryTerm: Term;
  /** The highest term heard of, from either server. */
  readonly highestTerm: Term;
  /** Ids of the switches that were made, or may have been, newest last: none of them is ever made again. */
  readonly switched: readonly string[];
}

export const NEVER_RAN: Durable = { role: 'none', lastPrimaryTerm: 0, highestTerm: 0, switched: [] };

export type Mode = 'automatic' | 'manual';

/** One takeover that a server decided by itself, as far as this server knows. */
export interface KnownTakeover {
  readonly term: Term;
  /** Monotonic ms at which this server made it or first heard of it. */
  readonly at: number;
}

/** How many takeovers are remembered and reported. */
export const TAKEOVERS_KEPT = 8;

/**
 * How far this server's replicated history goes: the term and the number of its last change. `none`: there is no
 * history, as on a new or emptied server. `unknown`: not reported, for example by a companion of an older version.
 */
export type HistoryMark = { readonly term: Term; readonly number: number } | 'none' | 'unknown';

/** What one server tells the other about itself. */
export interface View {
  readonly letter: Letter;
  readonly name: string;
  readonly bootId: string;
  readonly release: string;
  readonly place: Place;
  readonly serving: boolean;
  /** The term in which it is or is becoming active; otherwise the highest it has heard of. */
  readonly term: Term;
  readonly highestTerm: Term;
  readonly lastPrimaryTerm: Term;
  readonly stale: boolean;
  readonly mode: Mode;
  readonly forceBackup: boolean;
  readonly history: HistoryMark;
  /** Ids of the last completed switches, so that the other side recognises a repeated request. */
  readonly switched: readonly string[];
  /** Terms that started within the last hour because a server took over by itself (R13). */
  readonly takeovers: readonly Term[];
}

/** Why a server became, or is becoming, active. The words are those of `why-switched`, and of the hooks. */
export const CAUSES = [
  'module-down',
  'module-restarting',
  'notifier-connection-lost',
  'primary-unreachable',
  'primary-stopped',
  'primary-gave-up',
  'fail-safe-start',
  'manual',
  'start',
  'resumed',
] as const;

export type Cause = (typeof CAUSES)[number];

/** Why the Discontinue hook runs. */
export const DISCONTINUE_CAUSES = [
  'switch',
  'stop',
  'higher-term-there',
  'newer-data-here',
  'companion-is-active',
  'stale-at-start',
  'commence-failed',
  'too-slow',
] as const;

export type DiscontinueCause = (typeof DISCONTINUE_CAUSES)[number];

/** The role that is being taken: its term, the cause, and what to return to if it fails. */
export interface Takeover {
  readonly term: Term;
  readonly cause: Cause;
  readonly before: Durable;
  /** No fence is needed: the companion knows and hands over, or this server was the last one active. */
  readonly agreed: boolean;
}

/** A switch requested by an operator that is under way, on either side. */
export interface Transaction {
  readonly id: string;
  readonly by: string;
  /** Agreed with the companion. False: made without it (immediate, or no active server could be reached). */
  readonly controlled: boolean;
  /** The term that the new side will take. */
  readonly proposedTerm: Term;
  /** How long the new side may take from `ready` to serving, in ms. */
  readonly commitWithinMs: number;
  /** The companion gave up or was lost while this side was busy. */
  readonly abandoned: boolean;
}

/** How a switch request ended. Kept so that a repeated request gets the same answer. */
export interface SettledSwitch {
  readonly id: string;
  readonly outcome: 'switched' | 'given-up';
  readonly reason: string | null;
  readonly term: Term;
  readonly at: number;
}

/** How many finished switches are remembered: completed ones for ever, the others until the server stops. */
export const SETTLED_KEPT = 16;

/** Completed switches, as a starting server reads them from its disk. */
export function settledBefore({ switched, highestTerm }: Durable): readonly SettledSwitch[] {
  return switched.map((id) => ({ id, outcome: 'switched', reason: null, term: highestTerm, at: 0 }));
}

/** What does not change during one run of a server. */
export interface Self {
  readonly letter: Letter;
  readonly name: string;
  readonly companionName: string;
  readonly bootId: string;
  readonly release: string;
  readonly settings: Settings;
  /** The module that is watched on the active server; null if the pair has none. */
  readonly module: { readonly name: string; readonly startLimitMs: number } | null;
  /** The time limit of one hook, in ms. */
  readonly hookLimitMs: number;
  readonly forceBackup: boolean;
  readonly forcePrimary: boolean;
}

export interface State {
  readonly place: Place;
  /** Monotonic ms at which the state (not the phase) was entered. */
  readonly since: number;
  readonly self: Self;
  readonly mode: Mode;
  /** Why the mode is what it is; null if not stated. */
  readonly modeReason: string | null;
  /** The operator who set it; null if nobody did, or it is not known. */
  readonly modeBy: string | null;
  /** The start-up work is finished (R26). */
  readonly startedUp: boolean;
  readonly durable: Durable;
  readonly history: HistoryMark;
  readonly connections: Connections;
  readonly monitors: PrimaryMonitors;
  readonly module: ModuleMonitor;
  readonly companion: View | null;
  /** Monotonic ms at which the companion, while unreachable from here, last pinged this server; null: never. */
  readonly overheardAt: number | null;
  /** The last completed network check; null before the first. */
  readonly network: NetworkStatus | null;
  /** Consecutive checks that found the primary's server unreachable, in this reconnect period. */
  readonly unreachableSets: number;
  readonly timers: Readonly<Partial<Record<TimerName, number>>>;
  /** Id of the effect that the place waits for. */
  readonly awaited: number | null;
  /** Id of a network check that runs alongside. */
  readonly checking: number | null;
  readonly nextId: number;
  readonly takeover: Takeover | null;
  readonly transaction: Transaction | null;
  readonly settled: readonly SettledSwitch[];
  readonly takeovers: readonly KnownTakeover[];
  /** Takeovers up to this term no longer count: an operator has set the mode since. */
  readonly resetTerm: Term;
  /** The reconnect period has been extended for a companion that is starting; this happens once. */
  readonly extended: boolean;
  /** Why it is stale or in error: a stable code. */
  readonly reason: string | null;
  /** This process stalled, and has since neither heard its companion nor found that it may continue without it. */
  readonly inDoubt: boolean;
  /** Warnings to show until the next change of role. */
  readonly warnings: readonly string[];
}

/** The term in which this server is or is becoming active; otherwise the highest heard of. */
export function termOf(state: State): Term {
  return state.takeover?.term ?? state.durable.highestTerm;
}

export function isServing(state: State): boolean {
  return state.place === 'primary.serving' || state.place === 'primary.raising' || state.place === 'primary.draining';
}

const NO_IDS: readonly string[] = [];

export function switchedIds(settled: readonly SettledSwitch[]): readonly string[] {
  if (settled.length === 0) return NO_IDS;
  return settled.filter(({ outcome }) => outcome === 'switched').map(({ id }) => id);
}

const NO_TERMS: readonly Term[] = [];

function termsOf(takeovers: readonly KnownTakeover[]): readonly Term[] {
  return takeovers.length === 0 ? NO_TERMS : takeovers.map(({ term }) => term);
}

/**
 * A backup that has verified its companion before, in this run or an earlier one. If it then finds something other than
 * TLS at the companion's address, the companion is gone and another program has taken its port (reading R11).
 */
export function knowsCompanion({ companion, durable }: State): boolean {
  return companion !== null || (durable.role === 'backup' && durable.highestTerm > 0);
}

export function viewOf(state: State): View {
  return {
    letter: state.self.letter,
    name: state.self.name,
    bootId: state.self.bootId,
    release: state.self.release,
    place: state.place,
    serving: isServing(state),
    term: termOf(state),
    highestTerm: state.durable.highestTerm,
    lastPrimaryTerm: state.durable.lastPrimaryTerm,
    stale: state.durable.role === 'stale',
    mode: state.mode,
    forceBackup: state.self.forceBackup,
    history: state.history,
    switched: switchedIds(state.settled),
    takeovers: termsOf(state.takeovers),
  };
}
