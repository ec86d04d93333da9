/**
 * The interface of an invariant's checker (a invariant): it watches a simulated run from outside, with its own bound
 * (`limits.ts`), and reports each violation in a sentence.
 */
import type { Failure } from '../engine/bounds/takeover.ts';
import type { Effect } from '../engine/effect.ts';
import type { Event } from '../engine/event.ts';
import type { Durable, State } from '../engine/state.ts';
import { isServing } from '../engine/state.ts';
import type { Step } from '../engine/step.ts';
import type { Letter } from '../letter.ts';
import { otherLetter } from '../letter.ts';
import type { Fault } from './faults.ts';
import type { PairSettings } from './limits.ts';

export type PairStates = Readonly<Record<Letter, State | null>>;

/** What a invariant can see of the simulated world. Times in simulated ms. */
export interface InvariantContext {
  readonly now: () => number;
  readonly pair: () => PairSettings;
  readonly hookLimitMs: number;
  readonly states: () => PairStates;
  readonly disk: (letter: Letter) => Durable;
  /** Since when both servers run and every packet passes between them without delay; null while they do not. */
  readonly talkingSince: () => number | null;
  /** No process is about to end, and none is frozen. */
  readonly isSound: () => boolean;
  /** A takeover was checked against the bounds of its class of failure. */
  readonly onTimed: (failure: Failure) => void;
  /** Since when, after the faults, all is well and nobody does anything; null while that is not so. */
  readonly wellSince: () => number | null;
}

/** A server took the active role: it is in the primary state and was not before. */
export interface Rising {
  readonly letter: Letter;
  readonly event: Event;
  readonly rule: number;
  readonly before: State;
  readonly after: State;
  /** Neither an operator nor a failed switch is the reason. */
  readonly byItself: boolean;
}

export interface Invariant {
  readonly name: string;
  readonly onStep?: (letter: Letter, event: Event, result: Step, before: State) => void;
  readonly onRise?: (rising: Rising) => void;
  readonly onEffect?: (letter: Letter, effect: Effect, state: State) => void;
  /** Before it strikes, and when it ends. Null: everything is repaired, or operators clean up. */
  readonly onFault?: (fault: Fault | null, ended: boolean) => void;
  /** Once per simulated second, for what only shows over time. */
  readonly onSecond?: (states: PairStates) => void;
  /** Nothing has been broken for as long as a pair may need to settle. */
  readonly onRest?: (states: PairStates) => void;
  /** Operators have cleaned up as well. */
  readonly onEnd?: (states: PairStates) => void;
}

export type MakeInvariant = (context: InvariantContext, find: (what: string) => void) => Omit<Invariant, 'name'>;

/** Both places in words, for a violation. */
export function describePair({ A, B }: PairStates): string {
  return [A, B].map((state) => (state === null ? 'off' : `${state.self.letter} ${state.place}`)).join(', ');
}

export function servingOf({ A, B }: PairStates): readonly State[] {
  return [A, B].filter((state): state is State => state !== null && isServing(state));
}

export function companionOf(states: PairStates, { self }: State): State | null {
  return states[otherLetter(self.letter)];
}
