/**
 * Judges of a simulated run. Each watches from outside, with its own bound, and says in a sentence what it saw that
 * must never be.
 */
import { forbidsTakeover } from '../health/network.ts';
import type { Letter } from '../letter.ts';
import { otherLetter } from '../letter.ts';
import type { Effect } from '../pair/effect.ts';
import type { Event } from '../pair/event.ts';
import type { State } from '../pair/state.ts';
import { isServing, stateOf, termOf } from '../pair/state.ts';
import type { Step } from '../pair/step.ts';

export interface Violation {
  /** Simulated ms. */
  readonly at: number;
  readonly checker: string;
  readonly what: string;
}

export interface Checkers {
  readonly onStep: (at: number, letter: Letter, event: Event, result: Step, before: State) => void;
  readonly onEffect: (at: number, letter: Letter, effect: Effect, talkingForMs: number) => void;
  /** Once a simulated second: what only shows over time. */
  readonly onSecond: (at: number, pair: Readonly<Record<Letter, State | null>>, talking: boolean) => void;
  readonly onSettled: (at: number, pair: Readonly<Record<Letter, State | null>>) => void;
  readonly violations: () => readonly Violation[];
}

/**
 * Two servers that can talk and both serve: allowed for one dial delay and a ping budget, with room for slow frames.
 * In ms.
 */
const BOTH_SERVING_LIMIT_MS = 30_000;

/** Two servers that can talk know of each other after this time: one dial delay and one dial. In ms. */
const ACQUAINTED_MS = 12_000;

export function createCheckers(): Checkers {
  const found: Violation[] = [];
  const owners = new Map<number, Letter>();
  /** Switches that came to their end, by id, and when. */
  const switched = new Map<string, number>();
  let bothServingSince: number | null = null;
  const report = (at: number, checker: string, what: string): void => {
    if (found.length < 20) found.push({ at, checker, what });
  };

  const oneOwner = (at: number, letter: Letter, term: number): void => {
    const owner = owners.get(term) ?? letter;
    owners.set(term, owner);
    if (owner !== letter) report(at, 'term-owner', `term ${term} was used by ${owner} and by ${letter}`);
    if (term % 2 !== (letter === 'A' ? 1 : 0))
      report(at, 'term-owner', `${letter} took term ${term}, which is not its own`);
  };

  return {
    onStep: (at, letter, event, result, before) => {
      if (result.refused?.includes('no rule') === true) report(at, 'every-event-decided', result.refused);
      const { decision, state } = result;
      if (state.settled !== before.settled) {
        for (const { id, outcome } of state.settled)
          if (outcome === 'switched' && !switched.has(id)) switched.set(id, at);
      }
      if (result.rule === null && state !== before) report(at, 'illegal-event', `${result.refused} changed the state`);
      if (decision === null) return;
      const becomes = stateOf(before.place) !== 'primary' && stateOf(state.place) === 'primary';
      if (!becomes) return;
      oneOwner(at, letter, termOf(state));
      const byItself = state.takeover?.cause !== 'manual';
      if (byItself && before.mode === 'manual' && stateOf(before.place) !== 'init') {
        report(at, 'manual-mode', `${letter} became active by itself in manual mode (rule ${result.rule})`);
      }
      const told = event.type === 'message' && event.message.kind === 'stopped';
      if (byItself && !told && state.network !== null && forbidsTakeover(state.network.verdict) && !heardNow(event)) {
        report(
          at,
          'cut-off',
          `${letter} became active although its last check said ${state.network.verdict} (rule ${result.rule})`,
        );
      }
    },
    onEffect: (at, letter, effect, talkingForMs) => {
      if (effect.type === 'commence') oneOwner(at, letter, effect.term);
      if (effect.type !== 'reply' || !effect.reply.accepted || effect.reply.state !== 'begun') return;
      const before = switched.get(effect.requestId);
      // While they cannot talk, and until they have found each other, the one cannot know what the other one did.
      if (before !== undefined && talkingForMs > ACQUAINTED_MS) {
        report(at, 'repeat', `the switch ${effect.requestId}, done at ${before}, was begun once more`);
      }
    },
    onSecond: (at, { A, B }, talking) => {
      const both = A !== null && B !== null && isServing(A) && isServing(B) && talking;
      if (!both) bothServingSince = null;
      else bothServingSince ??= at;
      if (bothServingSince === null || at - bothServingSince <= BOTH_SERVING_LIMIT_MS) return;
      report(at, 'two-actives', `both serve since ${bothServingSince} although they can talk`);
      bothServingSince = null;
    },
    onSettled: (at, pair) => {
      const states = (['A', 'B'] as const).map((letter) => pair[letter]);
      const serving = states.filter((state): state is State => state !== null && isServing(state));
      const words = states.map((state) => `${state?.self.letter}: ${state?.place} ${state?.reason ?? ''}`).join(', ');
      if (serving.length !== 1) return report(at, 'settles', `after all has healed ${serving.length} serve (${words})`);
      const [only] = serving;
      const other = pair[otherLetter(only!.self.letter)];
      if (other === null) return report(at, 'settles', 'a server does not run');
      if (other.durable.highestTerm > termOf(only!)) {
        report(at, 'highest-term', `term ${termOf(only!)} serves, but ${other.durable.highestTerm} has been seen`);
      }
      if (other.place !== 'backup.watching') report(at, 'settles', `the other one is no backup (${words})`);
    },
    violations: () => found,
  };
}

/** The companion itself was just heard: a check that is older says less than it. */
function heardNow(event: Event): boolean {
  return event.type === 'view' || event.type === 'connection-up' || event.type === 'message';
}
