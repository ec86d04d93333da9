/** The invariants of one simulated run: each invariant is called for what it watches, and its violations are collected. */

import type { Effect } from '../engine/effect.ts';
import type { Event } from '../engine/event.ts';
import type { State } from '../engine/state.ts';
import { stateOf } from '../engine/state.ts';
import type { Step } from '../engine/step.ts';
import type { Letter } from '../letter.ts';
import type { Fault } from './faults.ts';
import type { Invariant, InvariantContext, PairStates } from './invariant.ts';
import { INVARIANTS } from './invariants.ts';

export interface Violation {
  /** Simulated ms. */
  readonly at: number;
  readonly checker: string;
  readonly what: string;
}

export interface InvariantChecks {
  readonly onStep: (letter: Letter, event: Event, result: Step, before: State) => void;
  readonly onEffect: (letter: Letter, effect: Effect, state: State) => void;
  readonly onFault: (fault: Fault | null, ended: boolean) => void;
  readonly onSecond: (states: PairStates) => void;
  readonly onRest: (states: PairStates) => void;
  readonly onEnd: (states: PairStates) => void;
  readonly violations: () => readonly Violation[];
}

export function createInvariantChecks(context: InvariantContext): InvariantChecks {
  const found: Violation[] = [];
  const invariants = Object.entries(INVARIANTS).map(([name, { make }]): Invariant => {
    const find = (what: string): void => void found.push({ at: context.now(), checker: name, what });
    return { name, ...make(context, find) };
  });
  const stepping = invariants.flatMap(({ onStep }) => onStep ?? []);
  const rising = invariants.flatMap(({ onRise }) => onRise ?? []);
  const effects = invariants.flatMap(({ onEffect }) => onEffect ?? []);
  return {
    onStep: (letter, event, result, before) => {
      for (const onStep of stepping) onStep(letter, event, result, before);
      if (before.place === result.state.place || result.rule === null) return;
      if (stateOf(before.place) === 'primary' || stateOf(result.state.place) !== 'primary') return;
      const cause = result.state.takeover?.cause;
      const byItself = cause !== 'manual' && cause !== 'resumed';
      for (const onRise of rising) onRise({ letter, event, rule: result.rule, before, after: result.state, byItself });
    },
    onEffect: (letter, effect, state) => {
      for (const onEffect of effects) onEffect(letter, effect, state);
    },
    onFault: (fault, ended) => {
      for (const invariant of invariants) invariant.onFault?.(fault, ended);
    },
    onSecond: (states) => {
      for (const invariant of invariants) invariant.onSecond?.(states);
    },
    onRest: (states) => {
      for (const invariant of invariants) invariant.onRest?.(states);
    },
    onEnd: (states) => {
      for (const invariant of invariants) invariant.onEnd?.(states);
    },
    violations: () => found,
  };
}
