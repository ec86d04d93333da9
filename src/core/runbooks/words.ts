/** How a procedure speaks about its steps; one implementation for each kind of pair that it is used for. */
import type { Action, Step } from './step.ts';

export interface Words {
  readonly overview: Overview;
  readonly step: (step: Step) => StepWords;
  readonly action: (action: Action) => ActionWords;
}

/** What to know about the whole procedure. Full sentences, except for the terms. */
export interface Overview {
  /** What happens, in short. */
  readonly summary: string;
  /** What the operator has to make sure of before the first step, because nothing measures it. */
  readonly before: readonly string[];
  readonly cautions: readonly string[];
  /** What the steps name without an explanation: each term, and what it is or where it is found. */
  readonly terms: readonly (readonly [term: string, meaning: string])[];
  /** What to do once the last step is done. */
  readonly afterwards: readonly string[];
}

export interface StepWords {
  /** An imperative without a full stop: "Stop the service on beta". */
  readonly title: string;
  /** Full sentences. */
  readonly why: string;
  /** What to know before it is done; full sentences. One that is in the overview too is the same, word by word. */
  readonly cautions: readonly string[];
  /** What is true once it is done: "the service on beta does not run". */
  readonly verifies: string;
  /** How to go back once it is done; null if there is nothing to go back from. Full sentences. */
  readonly back: string | null;
}

export interface ActionWords {
  /** As the title of a step. */
  readonly title: string;
  /** What to do by hand, in order. Full sentences; the server is the one that the title names. */
  readonly byHand: readonly string[];
  /** Asked where nothing can be measured: "Is the service on beta stopped?". */
  readonly confirm: string;
  /** What is true once it is done. */
  readonly verifies: string;
}
