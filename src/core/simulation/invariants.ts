/** The invariants of a simulated run, each with the bound up to which it holds. The page about the simulation lists them. */

import { mustLetCompanionGoFirst } from '../engine/contest.ts';
import { anyUp } from '../engine/monitors/connections.ts';
import { forbidsTakeover } from '../engine/monitors/network.ts';
import { compareReleases } from '../engine/release.ts';
import type { Place, State } from '../engine/state.ts';
import { isBackupState, isServing, stateOf, termOf } from '../engine/state.ts';
import type { Letter } from '../letter.ts';
import { checkBounds } from './bounds-invariant.ts';
import type { MakeInvariant, PairStates } from './invariant.ts';
import { companionOf, describePair, servingOf } from './invariant.ts';
import { acquaintedMs } from './limits.ts';
import { checkSwitches } from './switch-invariant.ts';

interface InvariantEntry {
  /** What is always true. */
  readonly holds: string;
  /** The bound, in words; null if there is none. */
  readonly bound: string | null;
  readonly make: MakeInvariant;
}

/** In ms. */
const OVERHEARD_MS = 3_000;

/** The rule by which a server sees that the companion it handed over to has started over. */
const COMPANION_BEGAN_ANEW = 274;

/** A busy second, in which both sides start and restored connections deliver everything that waited, has a hundred. */
const DECISIONS_A_SECOND = 2_000;

export const INVARIANTS: Readonly<Record<string, InvariantEntry>> = {
  decided: {
    holds: 'Every event is decided by a rule, or rejected without changing anything.',
    bound: null,
    make: (_context, find) => ({
      onStep: (_letter, _event, { rule, refused, state }, before) => {
        if (rule !== null) return;
        if (refused?.includes('no rule') === true) find(refused);
        if (state !== before) find(`${refused} changed the state`);
      },
    }),
  },
  named: {
    holds: 'Every log line about a decision names its rule.',
    bound: null,
    make: (_context, find) => ({
      onEffect: (letter, effect) => {
        if (effect.type !== 'log' || effect.topic !== 'SwitchoverStates' || / \[rule \d+\]$/.test(effect.text)) return;
        find(`${letter} logged a decision without its rule: ${effect.text}`);
      },
    }),
  },
  'moves-on': {
    holds: 'A pair does not make decisions endlessly while no time passes.',
    bound: `${DECISIONS_A_SECOND} decisions within a second`,
    make: checkMovement,
  },
  'one-owner': {
    holds:
      'No term is used by both servers: A takes odd terms, B even ones. No server uses a term twice, unless it starts again and continues in its own term.',
    bound: null,
    make: checkOwners,
  },
  'ever-higher': {
    holds: 'A server is never active under a term lower than one it has heard of.',
    bound: null,
    make: (_context, find) => ({
      onRise: ({ letter, before, after, rule }) => {
        const term = termOf(after);
        if (term < before.durable.highestTerm)
          find(`${letter} takes term ${term} although it has heard of ${before.durable.highestTerm} (rule ${rule})`);
      },
    }),
  },
  durable: {
    holds: 'A term is on disk before the other server is fenced and before the service is started under it.',
    bound: null,
    make: ({ disk }, find) => ({
      onEffect: (letter, effect) => {
        if (effect.type !== 'claim' && effect.type !== 'commence') return;
        const { role, lastPrimaryTerm } = disk(letter);
        if (role !== 'primary' || lastPrimaryTerm !== effect.term)
          find(`${letter} has ${role} ${lastPrimaryTerm} on disk at the ${effect.type} for term ${effect.term}`);
      },
    }),
  },
  fenced: {
    holds:
      'A server that becomes active without the consent of the other one fences it first. No server is fenced in a controlled switch, at a start that both agree to, when the last active server continues, or after a switch was given up.',
    bound: null,
    make: checkFences,
  },
  'cut-off': {
    holds:
      'A server that hears nothing from its companion never becomes active by itself while its last completed network check says that it is cut off, or that the path or the site is lost.',
    bound: null,
    make: (_context, find) => ({
      onRise: ({ letter, after, rule, byItself }) => {
        const { network, connections } = after;
        if (!byItself || network === null || !forbidsTakeover(network.verdict) || anyUp(connections)) return;
        find(`${letter} becomes active although its last network check says ${network.verdict} (rule ${rule})`);
      },
    }),
  },
  doubt: {
    holds:
      'After a stall, an active server answers as active only once it has heard its companion, or once a network check finds neither that it is cut off nor that the path or the site is lost.',
    bound: null,
    make: checkDoubt,
  },
  overheard: {
    holds:
      "A server that hears its companion only on the companion's own connections never becomes active by itself, unless the companion has given up its role.",
    bound: `applies for ${OVERHEARD_MS / 1_000} seconds after the companion's last ping`,
    make: checkOverhearing,
  },
  'held-back': {
    holds: 'In manual mode, or while the releases differ, a backup never becomes active by itself.',
    bound: null,
    make: (_context, find) => ({
      onRise: ({ letter, before, after, rule, byItself }) => {
        if (!byItself || (!isBackupState(stateOf(before.place)) && before.durable.role !== 'backup')) return;
        if (before.mode === 'manual') find(`${letter} becomes active by itself in manual mode (rule ${rule})`);
        const release = after.companion?.release ?? before.self.release;
        if (compareReleases(release, before.self.release) !== 0)
          find(`${letter} becomes active by itself although its companion runs release ${release} (rule ${rule})`);
      },
    }),
  },
  stale: {
    holds: 'A stale server never becomes active unless it was started with --force-primary.',
    bound: null,
    make: (_context, find) => ({
      onRise: ({ letter, before, rule }) => {
        if (before.durable.role === 'stale' && !before.self.forcePrimary)
          find(`${letter} becomes active although it is stale (rule ${rule})`);
      },
    }),
  },
  history: {
    holds:
      'A server with no replicated history never becomes active by itself while it hears a companion that has one, unless that one shuts down cleanly, or --force-primary allows it.',
    bound: null,
    make: (_context, find) => ({
      onRise: ({ letter, after, rule, byItself }) => {
        if (!byItself || after.history !== 'none' || !anyUp(after.connections) || after.self.forcePrimary) return;
        // One that shuts down cleanly has replicated what it had, or says in its log what it could not.
        if (after.takeover?.cause !== 'primary-stopped' && typeof after.companion?.history === 'object')
          find(`${letter} becomes active with no history although its companion has one (rule ${rule})`);
      },
    }),
  },
  repeat: {
    holds: 'A switch that was made is never made again if its request is repeated.',
    bound:
      'on the other server, once two servers that can talk know of each other: one detection time and one connection attempt',
    make: checkRepeats,
  },
  'takeover-limit': {
    holds: 'A process takes over by itself at most four times an hour, until an operator sets the mode.',
    bound: null,
    make: checkTakeoverLimit,
  },
  'two-active': {
    holds: 'Two servers that can talk are not both active for long.',
    bound: 'a ping and its retries, the reconnect delay, two connection attempts',
    make: checkTwoActive,
  },
  'in-time': {
    holds:
      'If a healthy pair meets a single failure of a known class, its backup takes over neither earlier nor later than `params bounds` says, and not at all if it says never.',
    bound: 'the bounds of the class of failure, with the parameters of the pair',
    make: checkBounds,
  },
  'as-asked': {
    holds:
      'A controlled switch requested on a backup that hears its active server succeeds if nothing is broken and nothing else happens.',
    bound: '10 seconds',
    make: checkSwitches,
  },
  calm: {
    holds: 'A healthy pair that is left alone never switches.',
    bound: null,
    make: ({ wellSince }, find) => ({
      onRise: ({ letter, rule }) => {
        const since = wellSince();
        if (since !== null) find(`${letter} becomes active although all has been well since ${since} (rule ${rule})`);
      },
    }),
  },
  rest: {
    holds:
      'Once nothing is broken any more, the pair settles: no change of role is under way, at most one server is active, and if none is, each of them was told not to be, or knows that it must not be.',
    bound: 'a detection time, connection attempts, a complete switch, a start-up wait and two reconnect periods',
    make: (_context, find) => ({ onRest: (states) => void findUnrest(states).forEach(find) }),
  },
  'one-active': {
    holds:
      'After operators have let stale servers rejoin, exactly one server is active, under the highest term of both, and the other is its backup.',
    bound: 'three rounds of operator checks, each after half the time in which a pair settles',
    make: (_context, find) => ({ onEnd: (states) => void findDisorder(states).forEach(find) }),
  },
};

function checkMovement(...[{ now }, find]: Parameters<MakeInvariant>): ReturnType<MakeInvariant> {
  let second = -1;
  let decisions = 0;
  return {
    onStep: (letter, _event, { rule }) => {
      const current = Math.floor(now() / 1_000);
      if (current !== second) {
        second = current;
        decisions = 0;
      }
      decisions += 1;
      if (decisions === DECISIONS_A_SECOND) find(`${letter} keeps deciding (rule ${rule})`);
    },
  };
}

function checkOwners(...[, find]: Parameters<MakeInvariant>): ReturnType<MakeInvariant> {
  const owners = new Map<number, Letter>();
  const served = new Set<number>();
  const use = (letter: Letter, term: number): void => {
    const owner = owners.get(term) ?? letter;
    owners.set(term, owner);
    if (owner !== letter) find(`term ${term} is used by both ${owner} and ${letter}`);
    if (term % 2 !== (letter === 'A' ? 1 : 0)) find(`${letter} takes term ${term}, which belongs to the other server`);
  };
  return {
    // An emptied server no longer knows which terms it used.
    onFault: (fault, ended) => {
      if (fault?.kind !== 'emptied' || ended) return;
      for (const [term, owner] of owners) if (owner === fault.server) served.delete(term);
    },
    onRise: ({ letter, after }) => use(letter, termOf(after)),
    onEffect: (letter, effect) => {
      if (effect.type !== 'commence') return;
      use(letter, effect.term);
      const goesOn = effect.cause === 'start' || effect.cause === 'fail-safe-start';
      if (served.has(effect.term) && !goesOn)
        find(`${letter} starts the service a second time under term ${effect.term}`);
      served.add(effect.term);
    },
  };
}

function checkDoubt(...[, find]: Parameters<MakeInvariant>): ReturnType<MakeInvariant> {
  /** Processes that stalled while active, and have heard or found nothing since. */
  const doubting = new Set<string>();
  return {
    onStep: (letter, event, { state, rule, refused }) => {
      const { bootId } = state.self;
      if (refused !== null) return;
      if (stateOf(state.place) !== 'primary') doubting.delete(bootId);
      else if (event.type === 'stalled') doubting.add(bootId);
      else if (event.type === 'connection-up' || event.type === 'ping-answered') doubting.delete(bootId);
      else if (event.type === 'diagnosed' && state.network !== null && !forbidsTakeover(state.network.verdict))
        doubting.delete(bootId);
      if (doubting.has(bootId) && isServing(state) && !state.inDoubt)
        find(`${letter} stalled, has heard nothing since, and answers as active (rule ${rule})`);
    },
  };
}

function checkOverhearing(...[{ now }, find]: Parameters<MakeInvariant>): ReturnType<MakeInvariant> {
  const heard = new Map<string, number>();
  return {
    onStep: (_letter, event, _result, { self }) => {
      if (event.type === 'overheard') heard.set(self.bootId, now());
    },
    onRise: ({ letter, after, rule, byItself }) => {
      const at = heard.get(after.self.bootId);
      if (!byItself || at === undefined || anyUp(after.connections) || now() - at > OVERHEARD_MS) return;
      const hasGivenUp = ['inactive', 'error', 'stopping'].includes(stateOf(after.companion?.place ?? 'init.asking'));
      if (after.takeover?.cause !== 'primary-stopped' && after.takeover?.cause !== 'primary-gave-up' && !hasGivenUp)
        find(`${letter} becomes active although it heard its companion at ${at} (rule ${rule})`);
    },
  };
}

function checkFences(...[, find]: Parameters<MakeInvariant>): ReturnType<MakeInvariant> {
  const fenced = new Map<Letter, number>();
  /** Servers that handed over the role and have not heard what became of it. */
  const unheard = new Set<Letter>();
  return {
    onStep: (letter, event, { rule }) => {
      const isGivenBack = event.type === 'message' && event.message.kind === 'abort';
      if (isGivenBack || rule === COMPANION_BEGAN_ANEW) unheard.delete(letter);
    },
    onRise: ({ letter }) => {
      fenced.delete(letter);
      unheard.delete(letter);
    },
    onEffect: (letter, effect, state) => {
      if (effect.type === 'send' && effect.message.kind === 'ready') unheard.add(letter);
      if (effect.type === 'claim') fenced.set(letter, effect.term);
      if (effect.type !== 'commence' || state.takeover === null) return;
      const { transaction, takeover } = state;
      const { cause, term, before } = takeover;
      const goesOn = before.role === 'primary' && before.lastPrimaryTerm === term;
      const resumes = cause === 'resumed' && !unheard.has(letter);
      const agreed = cause === 'start' || resumes || goesOn || transaction?.controlled === true;
      const isFenced = fenced.get(letter) === term;
      if (agreed === isFenced)
        find(`${letter} ${isFenced ? 'fences' : 'does not fence'} the other one: ${cause}, term ${term}`);
      // Whatever became of it: the role is this server's again.
      unheard.delete(letter);
    },
  };
}

function checkRepeats(...[context, find]: Parameters<MakeInvariant>): ReturnType<MakeInvariant> {
  const made = new Map<string, { readonly at: number; readonly by: Letter }>();
  return {
    // An emptied server knows as little of it as one that cannot talk.
    onFault: (fault, ended) => {
      if (fault?.kind !== 'emptied' || ended) return;
      for (const [id, { by }] of made) if (by === fault.server) made.delete(id);
    },
    onStep: (letter, _event, { state }, before) => {
      if (state.settled === before.settled || before.self.bootId !== state.self.bootId) return;
      for (const { id, outcome } of state.settled)
        if (outcome === 'switched' && !made.has(id)) made.set(id, { at: context.now(), by: letter });
    },
    onEffect: (letter, effect) => {
      if (effect.type !== 'reply' || !effect.reply.accepted || effect.reply.state !== 'begun') return;
      const before = made.get(effect.requestId);
      const since = context.talkingSince();
      // While they cannot talk, and until they have found each other, neither can know what the other did.
      const isAcquainted = since !== null && context.now() - since > acquaintedMs(context.pair());
      if (before === undefined || !(isAcquainted || before.by === letter)) return;
      find(`${letter} starts the switch ${effect.requestId} again, which was made at ${before.at}`);
    },
  };
}

const BY_ITSELF = ['module-down', 'module-restarting', 'notifier-connection-lost', 'primary-unreachable'];
const HOUR_MS = 3_600_000;
const TAKEOVERS_AN_HOUR = 4;

function checkTakeoverLimit(...[{ now }, find]: Parameters<MakeInvariant>): ReturnType<MakeInvariant> {
  /** By process. */
  const taken = new Map<string, number[]>();
  return {
    onStep: (letter, event, { state, rule }, before) => {
      const { bootId } = before.self;
      if (event.type === 'mode-requested' || (event.type === 'timer' && event.timer === 'mode')) taken.delete(bootId);
      if (before.place !== 'primary.commencing' || state.place !== 'primary.serving') return;
      if (!BY_ITSELF.includes(state.takeover?.cause ?? '')) return;
      const recent = [...(taken.get(bootId) ?? []), now()].filter((at) => now() - at < HOUR_MS);
      taken.set(bootId, recent);
      if (recent.length > TAKEOVERS_AN_HOUR)
        find(`${letter} takes over by itself for the ${recent.length}th time within an hour (rule ${rule})`);
    },
  };
}

function checkTwoActive(...[context, find]: Parameters<MakeInvariant>): ReturnType<MakeInvariant> {
  let since: number | null = null;
  return {
    onSecond: (states) => {
      const both = servingOf(states).length === 2 && context.talkingSince() !== null;
      since = both ? (since ?? context.now()) : null;
      if (since === null || context.now() - since <= acquaintedMs(context.pair())) return;
      find(`both have been active since ${since} although they can talk`);
      since = null;
    },
  };
}

/** Where a server may stay for ever. */
const RESTING: readonly Place[] = [
  'primary.serving',
  'backup.watching',
  'upgrade-higher.watching',
  'upgrade-lower.watching',
  'reconnecting.held',
  'inactive.stale',
];

function findUnrest(states: PairStates): string[] {
  const found: string[] = [];
  const { A, B } = states;
  if (A === null || B === null) return [`a server is not running (${describePair(states)})`];
  const serving = servingOf(states);
  if (serving.length === 2) found.push(`both are active (${describePair(states)})`);
  for (const state of [A, B]) {
    // A server that may not continue by itself may wait for its operator anywhere.
    if (RESTING.includes(state.place) || isToldToWait(state)) continue;
    found.push(`${state.self.letter} has not settled (${describePair(states)})`);
  }
  if (serving.length === 0 && ![A, B].every(isToldToWait)) {
    found.push(`no server is active (${describePair(states)})`);
  }
  return found;
}

function isToldToWait(state: State): boolean {
  const { mode, self, durable, place } = state;
  if (mustLetCompanionGoFirst(state)) return true;
  return mode === 'manual' || self.forceBackup || durable.role === 'stale' || place === 'reconnecting.held';
}

/** What keeps the pair from being healthy. */
export function findDisorder(states: PairStates): string[] {
  const [only, ...more] = servingOf(states);
  if (only === undefined) return [`no server is active (${describePair(states)})`];
  if (more.length > 0) return [`both are active (${describePair(states)})`];
  const other = companionOf(states, only);
  if (other === null) return [`a server is not running (${describePair(states)})`];
  const found: string[] = [];
  if (other.durable.highestTerm > termOf(only))
    found.push(`term ${termOf(only)} is active, but ${other.durable.highestTerm} has been seen`);
  if (other.place !== 'backup.watching') found.push(`the other one is not a backup (${describePair(states)})`);
  return found;
}
