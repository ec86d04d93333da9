/**
 * What a judge of a simulated run is: it watches from outside, with its own bound (`limits.ts`), and says in a sentence
 * what it saw that must never be.
 */
import type { Failure } from '../bounds/takeover.ts';
import type { Letter } from '../letter.ts';
import { otherLetter } from '../letter.ts';
import type { Effect } from '../pair/effect.ts';
import type { Event } from '../pair/event.ts';
import type { Durable, State } from '../pair/state.ts';
import { isServing } from '../pair/state.ts';
import type { Step } from '../pair/step.ts';
import type { Fault } from './faults.ts';
import type { PairSettings } from './limits.ts';

export type PairStates = Readonly<Record<Letter, State | null>>;

/** What a judge can see of the simulated world. Times in simulated ms. */
export interface Courtroom {
  readonly now: () => number;
  readonly pair: () => PairSettings;
  readonly hookLimitMs: number;
  readonly states: () => PairStates;
  readonly disk: (letter: Letter) => Durable;
  /** Since when both servers run and every packet passes between them at once; null while that is not so. */
  readonly talkingSince: () => number | null;
  /** Nothing is about to end a process, and none stands still. */
  readonly isSound: () => boolean;
  /** A takeover was held against the bound of its class of failure. */
  readonly onTimed: (failure: Failure) => void;
  /** Since when all is well after the faults, and nobody does anything; null while that is not so. */
  readonly wellSince: () => number | null;
}

/** A server took the role of the active one: it is in the primary state, and was not before. */
export interface Rising {
  readonly letter: Letter;
  readonly event: Event;
  readonly rule: number;
  readonly before: State;
  readonly after: State;
  /** Neither an operator nor a switch that did not succeed is the reason. */
  readonly byItself: boolean;
}

export interface Judge {
  readonly name: string;
  readonly onStep?: (letter: Letter, event: Event, result: Step, before: State) => void;
  readonly onRise?: (rising: Rising) => void;
  readonly onEffect?: (letter: Letter, effect: Effect, state: State) => void;
  /** Before it strikes, and when it ends. Null: everything is mended, or operators tidy up. */
  readonly onFault?: (fault: Fault | null, ended: boolean) => void;
  /** Once a simulated second: what only shows over time. */
  readonly onSecond?: (states: PairStates) => void;
  /** Nothing has been broken for as long as a pair may need to come to rest. */
  readonly onRest?: (states: PairStates) => void;
  /** Operators have tidied up as well. */
  readonly onEnd?: (states: PairStates) => void;
}

export type MakeJudge = (court: Courtroom, find: (what: string) => void) => Omit<Judge, 'name'>;

/** Both places in words, for a finding. */
export function describePair({ A, B }: PairStates): string {
  return [A, B].map((state) => (state === null ? 'off' : `${state.self.letter} ${state.place}`)).join(', ');
}

export function servingOf({ A, B }: PairStates): readonly State[] {
  return [A, B].filter((state): state is State => state !== null && isServing(state));
}

export function companionOf(states: PairStates, { self }: State): State | null {
  return states[otherLetter(self.letter)];
}
