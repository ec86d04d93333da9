import type { Letter } from '../letter.ts';
import type { MachineFacts } from '../protocol/machine-facts.ts';

/** The facts about the machines of a pair's servers. */
export interface PairFacts {
  readonly pair: string;
  readonly servers: readonly MachineFacts[];
  /** Servers that were asked and did not answer. */
  readonly missing: readonly Letter[];
}
