/** The judges, each with what it holds to be true and up to which bound. The page about the simulation lists them. */
import { anyUp } from '../health/connections.ts';
import { forbidsTakeover } from '../health/network.ts';
import type { Letter } from '../letter.ts';
import { mustLetCompanionGoFirst } from '../pair/contest.ts';
import { compareReleases } from '../pair/release.ts';
import type { Place, State } from '../pair/state.ts';
import { isBackupState, isServing, stateOf, termOf } from '../pair/state.ts';
import type { MakeJudge, PairStates } from './judge.ts';
import { companionOf, describePair, servingOf } from './judge.ts';
import { judgeBounds } from './judge-of-bounds.ts';
import { judgeSwitches } from './judge-of-switches.ts';
import { acquaintedMs } from './limits.ts';

interface JudgeEntry {
  /** What is always so. */
  readonly holds: string;
  /** Up to which bound, in words; null where there is none. */
  readonly bound: string | null;
  readonly make: MakeJudge;
}

/** In ms. */
const OVERHEARD_MS = 3_000;

/** The rule by which a server sees that the one it handed over to has begun anew. */
const COMPANION_BEGAN_ANEW = 274;

/** A busy second, in which both sides start and connections that were cut deliver all that waited, has a hundred. */
const DECISIONS_A_SECOND = 2_000;

export const JUDGES: Readonly<Record<string, JudgeEntry>> = {
  decided: {
    holds: 'Every event is decided by a rule, or refused and changes nothing.',
    bound: null,
    make: (_court, find) => ({
      onStep: (_letter, _event, { rule, refused, state }, before) => {
        if (rule !== null) return;
        if (refused?.includes('no rule') === true) find(refused);
        if (state !== before) find(`${refused} changed the state`);
      },
    }),
  },
  named: {
    holds: 'Every line of the log about a decision names its rule.',
    bound: null,
    make: (_court, find) => ({
      onEffect: (letter, effect) => {
        if (effect.type !== 'log' || effect.topic !== 'SwitchoverStates' || / \[rule \d+\]$/.test(effect.text)) return;
        find(`${letter} wrote without a rule: ${effect.text}`);
      },
    }),
  },
  'moves-on': {
    holds: 'A pair does not decide without end while no time passes.',
    bound: `${DECISIONS_A_SECOND} decisions within a second`,
    make: judgeMovement,
  },
  'one-owner': {
    holds:
      'No term is used by two servers, A takes odd ones and B even ones; nor twice by one, but where it starts again and goes on in its own.',
    bound: null,
    make: judgeOwners,
  },
  'ever-higher': {
    holds: 'A server never serves under a term that is below one it has heard of.',
    bound: null,
    make: (_court, find) => ({
      onRise: ({ letter, before, after, rule }) => {
        const term = termOf(after);
        if (term < before.durable.highestTerm)
          find(`${letter} takes term ${term} after it heard of ${before.durable.highestTerm} (rule ${rule})`);
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
          find(`${letter} has ${role} ${lastPrimaryTerm} on disk when it is to ${effect.type} term ${effect.term}`);
      },
    }),
  },
  fenced: {
    holds:
      'A server that becomes active without the consent of the other one fences it before; in a controlled switch, at a start that both agree to, where the last active server goes on, and where a switch was given up, nobody is fenced.',
    bound: null,
    make: judgeFences,
  },
  'cut-off': {
    holds:
      'A server that hears nothing from its companion never becomes active by itself while its last completed check says that it is cut off, or that the path or the site is lost.',
    bound: null,
    make: (_court, find) => ({
      onRise: ({ letter, after, rule, byItself }) => {
        const { network, connections } = after;
        if (!byItself || network === null || !forbidsTakeover(network.verdict) || anyUp(connections)) return;
        find(`${letter} becomes active although its last check says ${network.verdict} (rule ${rule})`);
      },
    }),
  },
  doubt: {
    holds:
      'An active server that stood still answers as the active one only when it has heard its companion since, or after a network check that does not say that it is cut off, or that the path or the site is lost.',
    bound: null,
    make: judgeDoubt,
  },
  overheard: {
    holds:
      'A server that hears its companion on the connections of that one, and has none of its own, never becomes active by itself, unless that one has given up.',
    bound: `counts for ${OVERHEARD_MS / 1_000} seconds after the last ping of the companion`,
    make: judgeOverhearing,
  },
  'held-back': {
    holds: 'In manual mode, and while the releases differ, a backup never becomes active by itself.',
    bound: null,
    make: (_court, find) => ({
      onRise: ({ letter, before, after, rule, byItself }) => {
        if (!byItself || (!isBackupState(stateOf(before.place)) && before.durable.role !== 'backup')) return;
        if (before.mode === 'manual') find(`${letter} becomes active by itself in manual mode (rule ${rule})`);
        const release = after.companion?.release ?? before.self.release;
        if (compareReleases(release, before.self.release) !== 0)
          find(`${letter} becomes active by itself beside release ${release} (rule ${rule})`);
      },
    }),
  },
  stale: {
    holds: 'A stale server never becomes active, unless it was started with --force-primary.',
    bound: null,
    make: (_court, find) => ({
      onRise: ({ letter, before, rule }) => {
        if (before.durable.role === 'stale' && !before.self.forcePrimary)
          find(`${letter} is stale and becomes active (rule ${rule})`);
      },
    }),
  },
  history: {
    holds:
      'A server that has nothing of what the pair replicates never becomes active by itself beside a companion that it hears and that has it, unless that one shuts down in order, or --force-primary says so.',
    bound: null,
    make: (_court, find) => ({
      onRise: ({ letter, after, rule, byItself }) => {
        if (!byItself || after.history !== 'none' || !anyUp(after.connections) || after.self.forcePrimary) return;
        // One that shuts down in order has drained what it had, or says in its log what it could not.
        if (after.takeover?.cause !== 'primary-stopped' && typeof after.companion?.history === 'object')
          find(`${letter} has no history and becomes active beside one that has (rule ${rule})`);
      },
    }),
  },
  repeat: {
    holds: 'A switch that was made is never made again when its request is repeated.',
    bound:
      'for the other server it counts from when two servers that can talk know of each other: one notice and one dial',
    make: judgeRepeats,
  },
  'takeover-limit': {
    holds: 'One process takes over by itself at most four times an hour, until an operator sets the mode.',
    bound: null,
    make: judgeTakeoverLimit,
  },
  'two-active': {
    holds: 'Two servers that can talk do not both serve for long.',
    bound: 'a ping and its retries, the wait before a dial, two dials',
    make: judgeTwoActive,
  },
  'in-time': {
    holds:
      'A backup of a pair that is well, which meets one failure of a known class and nothing else, takes over neither sooner nor later than `params bounds` says, and never where it says so.',
    bound: 'the bounds of the class of failure, under the parameters of the pair',
    make: judgeBounds,
  },
  'as-asked': {
    holds:
      'A controlled switch that is asked of a backup which hears its active server, while nothing is broken and nothing else happens, is made.',
    bound: '10 seconds',
    make: judgeSwitches,
  },
  calm: {
    holds: 'A pair that is well, with which nobody does anything, never switches.',
    bound: null,
    make: ({ wellSince }, find) => ({
      onRise: ({ letter, rule }) => {
        const since = wellSince();
        if (since !== null) find(`${letter} becomes active although all is well since ${since} (rule ${rule})`);
      },
    }),
  },
  rest: {
    holds:
      'When nothing is broken any longer the pair comes to rest: no change of role is under way, at most one server serves, and where none does, each of them was told not to, or knows that it must not.',
    bound: 'notice, dials, a switch to its end, a start-up wait and two reconnect periods',
    make: (_court, find) => ({ onRest: (states) => void findUnrest(states).forEach(find) }),
  },
  'one-active': {
    holds:
      'After operators have let stale servers rejoin, exactly one server serves, under the highest term of both, and the other is its backup.',
    bound: 'three rounds of an operator who looks, each after half the time in which a pair comes to rest',
    make: (_court, find) => ({ onEnd: (states) => void findDisorder(states).forEach(find) }),
  },
};

function judgeMovement(...[{ now }, find]: Parameters<MakeJudge>): ReturnType<MakeJudge> {
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
      if (decisions === DECISIONS_A_SECOND) find(`${letter} decides again and again (rule ${rule})`);
    },
  };
}

function judgeOwners(...[, find]: Parameters<MakeJudge>): ReturnType<MakeJudge> {
  const owners = new Map<number, Letter>();
  const served = new Set<number>();
  const use = (letter: Letter, term: number): void => {
    const owner = owners.get(term) ?? letter;
    owners.set(term, owner);
    if (owner !== letter) find(`term ${term} is used by ${owner} and by ${letter}`);
    if (term % 2 !== (letter === 'A' ? 1 : 0)) find(`${letter} takes term ${term}, which is not its own`);
  };
  return {
    // It does not know any longer which terms it used.
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

function judgeDoubt(...[, find]: Parameters<MakeJudge>): ReturnType<MakeJudge> {
  /** By process: stood still as the active server, and nothing has been heard or found since. */
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
        find(`${letter} stood still, has heard nothing since, and answers as the active one (rule ${rule})`);
    },
  };
}

function judgeOverhearing(...[{ now }, find]: Parameters<MakeJudge>): ReturnType<MakeJudge> {
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

function judgeFences(...[, find]: Parameters<MakeJudge>): ReturnType<MakeJudge> {
  const fenced = new Map<Letter, number>();
  /** Handed the role over, and have not heard what became of it. */
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

function judgeRepeats(...[court, find]: Parameters<MakeJudge>): ReturnType<MakeJudge> {
  const made = new Map<string, { readonly at: number; readonly by: Letter }>();
  return {
    // One that was emptied knows as little of it as one that cannot talk.
    onFault: (fault, ended) => {
      if (fault?.kind !== 'emptied' || ended) return;
      for (const [id, { by }] of made) if (by === fault.server) made.delete(id);
    },
    onStep: (letter, _event, { state }, before) => {
      if (state.settled === before.settled || before.self.bootId !== state.self.bootId) return;
      for (const { id, outcome } of state.settled)
        if (outcome === 'switched' && !made.has(id)) made.set(id, { at: court.now(), by: letter });
    },
    onEffect: (letter, effect) => {
      if (effect.type !== 'reply' || !effect.reply.accepted || effect.reply.state !== 'begun') return;
      const before = made.get(effect.requestId);
      const since = court.talkingSince();
      // While they cannot talk, and until they have found each other, the one cannot know what the other one did.
      const isAcquainted = since !== null && court.now() - since > acquaintedMs(court.pair());
      if (before === undefined || !(isAcquainted || before.by === letter)) return;
      find(`${letter} begins the switch ${effect.requestId} once more, which was made at ${before.at}`);
    },
  };
}

const BY_ITSELF = ['module-down', 'module-restarting', 'notifier-connection-lost', 'primary-unreachable'];
const HOUR_MS = 3_600_000;
const TAKEOVERS_AN_HOUR = 4;

function judgeTakeoverLimit(...[{ now }, find]: Parameters<MakeJudge>): ReturnType<MakeJudge> {
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

function judgeTwoActive(...[court, find]: Parameters<MakeJudge>): ReturnType<MakeJudge> {
  let since: number | null = null;
  return {
    onSecond: (states) => {
      const both = servingOf(states).length === 2 && court.talkingSince() !== null;
      since = both ? (since ?? court.now()) : null;
      if (since === null || court.now() - since <= acquaintedMs(court.pair())) return;
      find(`both serve since ${since} although they can talk`);
      since = null;
    },
  };
}

/** Where a server may stay for good. */
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
  if (A === null || B === null) return [`a server does not run (${describePair(states)})`];
  const serving = servingOf(states);
  if (serving.length === 2) found.push(`both serve (${describePair(states)})`);
  for (const state of [A, B]) {
    // Whoever may not go on by itself may wait for its operator wherever it is.
    if (RESTING.includes(state.place) || isToldToWait(state)) continue;
    found.push(`${state.self.letter} is not at rest (${describePair(states)})`);
  }
  if (serving.length === 0 && ![A, B].every(isToldToWait)) {
    found.push(`nobody serves (${describePair(states)})`);
  }
  return found;
}

function isToldToWait(state: State): boolean {
  const { mode, self, durable, place } = state;
  if (mustLetCompanionGoFirst(state)) return true;
  return mode === 'manual' || self.forceBackup || durable.role === 'stale' || place === 'reconnecting.held';
}

/** What is missing for a pair that is well. */
export function findDisorder(states: PairStates): string[] {
  const [only, ...more] = servingOf(states);
  if (only === undefined) return [`nobody serves (${describePair(states)})`];
  if (more.length > 0) return [`both serve (${describePair(states)})`];
  const other = companionOf(states, only);
  if (other === null) return [`a server does not run (${describePair(states)})`];
  const found: string[] = [];
  if (other.durable.highestTerm > termOf(only))
    found.push(`term ${termOf(only)} serves, but ${other.durable.highestTerm} has been seen`);
  if (other.place !== 'backup.watching') found.push(`the other one is no backup (${describePair(states)})`);
  return found;
}
