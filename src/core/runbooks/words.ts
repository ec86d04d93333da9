/** How a procedure speaks about its steps; one implementation for each kind of pair that it is used for. */
import type { Action, Step } from './step.ts';

export interface Words {
  readonly step: (step: Step) => StepWords;
  readonly action: (action: Action) => ActionWords;
}

export interface StepWords {
  /** An imperative without a full stop: "Stop the service on beta". */
  readonly title: string;
  /** Full sentences. */
  readonly why: string;
  /** What to know before it is done; full sentences. */
  readonly cautions: readonly string[];
  /** What is true once it is done: "the service on beta does not run". */
  readonly verifies: string;
  /** How to go back once it is done; null if there is nothing to go back from. Full sentences. */
  readonly back: string | null;
}

export interface ActionWords {
  /** As the title of a step. */
  readonly title: string;
  /** What to do by hand, in order. Full sentences. */
  readonly byHand: readonly string[];
  /** Asked where nothing can be measured: "Is the service on beta stopped?". */
  readonly confirm: string;
  /** What is true once it is done. */
  readonly verifies: string;
}
