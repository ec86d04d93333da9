/** What a finding is: a numbered rule on causes, and by which criteria it says how sure it is. */
import type { Cause } from '../observation.ts';
import type { Facts } from './facts.ts';

export type Confidence = 'certain' | 'likely' | 'possible';
export type Initiator = 'engine' | 'user' | 'module' | 'unknown';

/** The criteria, for the reference page too. */
export const CRITERIA: Readonly<Record<Confidence, string>> = {
  certain:
    'the log states the reason of the decision, in the line of the decision or in the event right before it; it shows what the reason rests on; and nothing in it speaks against it',
  likely:
    'the log states the reason alone; or it shows the whole chain of failures without stating the reason; or it states the reason, and another line speaks against it',
  possible: 'circumstances only: what failed shortly before',
};

export interface CauseRule {
  /** Stable: reports and people refer to it. Never reused. */
  readonly number: number;
  readonly cause: Cause;
  readonly needs: string;
  readonly means: string;
  /** Null where the finding's needs are not met. What speaks against it is weighed later, the same for all. */
  readonly confidence: (facts: Facts) => Confidence | null;
  readonly initiator: (facts: Facts) => Initiator;
  /** What would make it certain, or complete, and where that would be found. */
  readonly missing: (facts: Facts) => readonly string[];
  readonly parameters: (facts: Facts) => readonly string[];
  /** The switchover reference's advice, made concrete. */
  readonly next: (facts: Facts) => readonly string[];
}
