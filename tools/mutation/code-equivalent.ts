/**
 * Broken code that behaves like the intact one, each with the reason. The list is checked: an entry that a test notices
 * after all, or whose line has changed, is an error.
 */
export interface EquivalentCode {
  readonly file: string;
  /** The line in which the change begins, without indentation. */
  readonly code: string;
  /** The change, as the list of survivors words it. */
  readonly what: string;
  readonly because: string;
}

export const EQUIVALENT_CODE: readonly EquivalentCode[] = [];
