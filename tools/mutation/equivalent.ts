/**
 * Broken rows that behave as the whole one does, each with the reason. The list is checked: an entry that a story or a
 * seed notices after all, or whose row has changed, is a fault.
 */
export interface Equivalent {
  readonly id: string;
  /** As the mutant says it, so that an entry does not outlive a change of its row. */
  readonly what: string;
  readonly because: string;
}

export const EQUIVALENT: readonly Equivalent[] = [];
