/**
 * The engine's state: one immutable value. `place` says where in the machine it is (a state of the reference and,
 * behind the dot, a phase of ours); the rest is what the engine knows.
 */
import type { Connections } from '../health/connections.ts';
import type { ModuleMonitor } from '../health/module-monitor.ts';
import type { NetworkStatus } from '../health/network.ts';
import type { PrimaryMonitors } from '../health/primary-monitor.ts';
import type { Letter } from '../letter.ts';
import type { Settings } from '../parameters/settings.ts';
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

/** Effects whose result a place waits for, and nothing else moves it on but time and the companion. */
export type AwaitedKind = 'persist' | 'claim' | 'commence' | 'drain' | 'discontinue' | 'diagnose';

export type TimerName =
  | 'start-wait'
  | 'reconnect'
  | 'recheck'
  | 'retry'
  | 'ask'
  | 'commit'
  | 'yield'
  | 'look'
  | 'module-ping'
  | 'module-watch'
  | 'mode'
  | 'answer'
  | 'doubt'
  | 'dial-main'
  | 'dial-aux'
  | 'ping-main'
  | 'ping-aux';

interface PlaceSpec {
  /** What the place waits for; its results are decided there and rejected everywhere else. */
  readonly awaits: AwaitedKind | null;
  /** Timers that may run there. A timer does not outlive the places that list it. */
  readonly timers: readonly TimerName[];
  /** What a person reads in `status`. */
  readonly means: string;
}

/** Run in every place but the last: they keep the connections to the companion alive, and end a mode and a doubt. */
const UPKEEP: readonly TimerName[] = ['dial-main', 'dial-aux', 'ping-main', 'ping-aux', 'mode', 'doubt'];
const MODULE: readonly TimerName[] = ['module-ping', 'module-watch'];

/** A place that waits for a result also has a limit for it: a hook or a disk that never answers must not hold it. */
function place(awaits: AwaitedKind | null, timers: readonly TimerName[], means: string): PlaceSpec {
  const limit: readonly TimerName[] = awaits === null ? [] : ['answer'];
  return { awaits, timers: [...UPKEEP, ...limit, ...timers], means };
}

export const PLACES = {
  'init.asking': place(null, ['start-wait'], 'asking the companion what it is'),
  'init.diagnosing': place('diagnose', [], 'no answer yet: checking its own network'),
  'init.yielding': place(null, ['yield'], 'the companion goes first'),
  'primary.persisting': place('persist', ['retry', 'commit'], 'writing its new term to disk'),
  'primary.claiming': place('claim', [], 'fencing the other server'),
  'primary.commencing': place('commence', ['commit'], 'running the Commence hook'),
  'primary.serving': place(null, ['retry'], 'serving'),
  'primary.raising': place('persist', [], 'serving, and going on under a higher term'),
  'primary.draining': place('drain', [], 'finishing the work under way before a switch'),
  'primary.discontinuing': place('discontinue', [], 'running the Discontinue hook before a switch'),
  'primary.yielded': place(null, ['yield'], 'has let go, waits for the companion to serve'),
  'backup.discontinuing': place('discontinue', [], 'running the Discontinue hook before it becomes backup'),
  'backup.watching': place(null, ['look', ...MODULE], 'watching the active server'),
  'backup.verifying': place(null, MODULE, 'the module does not answer: asking it once more'),
  'backup.confirming': place('diagnose', [], 'the module is down: checking the network'),
  'backup.held': place(null, MODULE, 'the module is down, and this server may not take over by itself'),
  'backup.asking': place(null, ['ask'], 'asked the active server to hand over'),
  'backup.reverting': place('discontinue', [], 'undoing a switch that did not succeed'),
  'upgrade-higher.watching': place(null, ['look'], 'watching an active server of an older release'),
  'upgrade-lower.watching': place(null, ['look'], 'watching an active server of a newer release'),
  'reconnecting.diagnosing': place('diagnose', [], 'connections lost: checking the network'),
  'reconnecting.waiting': place(null, ['reconnect', 'recheck'], 'trying to reach the active server again'),
  'reconnecting.held': place(null, [], 'waiting for the active server, or for an operator'),
  'inactive.discontinuing': place('discontinue', [], 'running the Discontinue hook before it goes stale'),
  'inactive.stale': place(null, [], 'takes no part until it rejoins'),
  'stopping.draining': place('drain', [], 'stopping: finishing the work under way'),
  'stopping.discontinuing': place('discontinue', [], 'stopping: running the Discontinue hook'),
  'stopping.stopped': { awaits: null, timers: [], means: 'stopped' },
  'error.unverified': place(null, [], 'the companion answers, but cannot be verified'),
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

/** What must survive a crash; written before anything is done that depends on it (readings R11, R12). */
export interface Durable {
  /** `none`: a server that has never had a role. */
  readonly role: 'none' | 'primary' | 'backup' | 'stale';
  /** The last own term under which this server was, or may have been, active. */
  readonly lastPrimaryTerm: Term;
  /** The highest term heard of, from either server. */
  readonly highestTerm: Term;
  /** Ids of the switches that were made, or may have been, the newest last: none of them is ever made again. */
  readonly switched: readonly string[];
}

export const NEVER_RAN: Durable = { role: 'none', lastPrimaryTerm: 0, highestTerm: 0, switched: [] };

export type Mode = 'automatic' | 'manual';

/** One time that a server took over by itself, as far as this server knows. */
export interface KnownTakeover {
  readonly term: Term;
  /** Monotonic ms at which this server made it or first heard of it. */
  readonly at: number;
}

/** Takeovers that are remembered and told. */
export const TAKEOVERS_KEPT = 8;

/**
 * How far the history of what this server replicates goes: the term and the number of its last change. `none`: there
 * is nothing, as on a new or emptied server. `unknown`: nobody said, as a companion of an older version.
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
  /** The term it serves or is about to serve under; else the highest it has heard of. */
  readonly term: Term;
  readonly highestTerm: Term;
  readonly lastPrimaryTerm: Term;
  readonly stale: boolean;
  readonly mode: Mode;
  readonly forceBackup: boolean;
  readonly history: HistoryMark;
  /** Ids of the last switches that came to their end, so that a repeat on the other side is known as one. */
  readonly switched: readonly string[];
  /** Terms that began within the last hour because a server took over by itself (R13). */
  readonly takeovers: readonly Term[];
}

/** Why a server became, or is becoming, the active one. The words are those of `why-switched`. */
export type Cause =
  | 'module-down'
  | 'module-restarting'
  | 'notifier-connection-lost'
  | 'primary-unreachable'
  | 'primary-stopped'
  | 'primary-gave-up'
  | 'fail-safe-start'
  | 'manual'
  | 'start'
  | 'resumed';

/** The role that is being taken: its term, why, and what to go back to if it comes to nothing. */
export interface Takeover {
  readonly term: Term;
  readonly cause: Cause;
  readonly before: Durable;
  /** Nobody has to be fenced: the companion knows of it and lets go, or this server was active last and alone. */
  readonly agreed: boolean;
}

/** A switch that an operator asked for and that is under way, on either side. */
export interface Transaction {
  readonly id: string;
  readonly by: string;
  /** Agreed with the companion. False: taken without it (immediate, or no active server could be reached). */
  readonly controlled: boolean;
  /** The term that the new side will take. */
  readonly proposedTerm: Term;
  /** How long the new side may take from `ready` to serving, in ms. */
  readonly commitWithinMs: number;
  /** The companion gave up, or was lost, while this side was busy. */
  readonly abandoned: boolean;
}

/** How a switch request ended. Kept so that a repeat of it gets the same answer. */
export interface SettledSwitch {
  readonly id: string;
  readonly outcome: 'switched' | 'given-up';
  readonly reason: string | null;
  readonly term: Term;
  readonly at: number;
}

/** Settled switches that are remembered: those that were made for ever, the others until the server stops. */
export const SETTLED_KEPT = 16;

/** Switches that were made, as a server that starts knows them from its disk. */
export function settledBefore({ switched, highestTerm }: Durable): readonly SettledSwitch[] {
  return switched.map((id) => ({ id, outcome: 'switched', reason: null, term: highestTerm, at: 0 }));
}

/** What is fixed for one run of a server. */
export interface Self {
  readonly letter: Letter;
  readonly name: string;
  readonly companionName: string;
  readonly bootId: string;
  readonly release: string;
  readonly settings: Settings;
  /** The module that is watched on the active server; null where the pair names none. */
  readonly module: { readonly name: string; readonly startLimitMs: number } | null;
  /** The limit of one hook, in ms. */
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
  /** Why the mode is what it is; null where nobody said. */
  readonly modeReason: string | null;
  /** The operator who set it; null where nobody did, or it is not known. */
  readonly modeBy: string | null;
  /** What the server does after its start is done (R26). */
  readonly startedUp: boolean;
  readonly durable: Durable;
  readonly history: HistoryMark;
  readonly connections: Connections;
  readonly monitors: PrimaryMonitors;
  readonly module: ModuleMonitor;
  readonly companion: View | null;
  /** Monotonic ms at which the companion last asked for a sign of life while it could not be reached; null: never. */
  readonly overheardAt: number | null;
  /** The last completed network check; null before the first. */
  readonly network: NetworkStatus | null;
  /** Checks in a row that found the primary's server unreachable, in this reconnect period. */
  readonly unreachableSets: number;
  readonly timers: Readonly<Partial<Record<TimerName, number>>>;
  /** Id of the effect that the place waits for. */
  readonly awaited: number | null;
  /** Id of a network check that runs beside the place. */
  readonly checking: number | null;
  readonly nextId: number;
  readonly takeover: Takeover | null;
  readonly transaction: Transaction | null;
  readonly settled: readonly SettledSwitch[];
  readonly takeovers: readonly KnownTakeover[];
  /** Takeovers up to this term are not counted any longer: an operator set the mode since. */
  readonly forgivenTerm: Term;
  /** The reconnect period was extended once for a companion that is starting. */
  readonly extended: boolean;
  /** Why it is stale or in error: a stable word. */
  readonly reason: string | null;
  /** This process stood still, and has neither heard its companion since nor found that it may go on without it. */
  readonly inDoubt: boolean;
  /** Warnings to show until the next change of role. */
  readonly warnings: readonly string[];
}

/** The term that this server serves under or is taking; else the highest heard of. */
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
 * A backup that has verified its companion before, in this life or an earlier one. To it bytes that are not TLS at the
 * companion's address say that the companion is gone, and another program has its port (reading R11).
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
