/** What a finding is: a numbered rule about causes, and the criteria for its confidence. */
import type { Cause } from '../observation.ts';
import type { Facts } from './facts.ts';

export type Confidence = 'certain' | 'likely' | 'possible';
export type Initiator = 'engine' | 'user' | 'module' | 'unknown';

/** The criteria; the reference page shows them too. */
export const CRITERIA: Readonly<Record<Confidence, string>> = {
  certain:
    'the log states the reason for the decision, in the line of the decision or in the event right before it; it also shows the failures behind that reason; and nothing in it contradicts the reason',
  likely:
    'the log states the reason but not the failures behind it; or it shows the whole chain of failures without stating the reason; or it states the reason, but another line contradicts it',
  possible: 'circumstantial evidence only: what failed shortly before',
};

export interface CauseRule {
  /** Stable, because reports and people refer to it. Never reused. */
  readonly number: number;
  readonly cause: Cause;
  readonly needs: string;
  readonly means: string;
  /** Null if the requirements are not met. Contradicting evidence is weighed later, in the same way for every rule. */
  readonly confidence: (facts: Facts) => Confidence | null;
  readonly initiator: (facts: Facts) => Initiator;
  /** What would make it certain or complete, and where to find that. */
  readonly missing: (facts: Facts) => readonly string[];
  readonly parameters: (facts: Facts) => readonly string[];
  /** The switchover reference's advice, made concrete. */
  readonly next: (facts: Facts) => readonly string[];
}
