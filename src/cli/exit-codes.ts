import type { ExitCodeEntry } from '../presentation/help/manifest.ts';

/** A command's own exit codes: a more specific meaning, or null for a code it never returns. */
export type ExitCodeMeanings = Partial<Readonly<Record<0 | 1 | 2 | 3 | 4 | 5 | 70, string | null>>>;

export const STANDARD_EXIT_CODES: Required<ExitCodeMeanings> = {
  0: 'success, or the answer is yes (warnings alone do not change this)',
  1: 'the answer is no',
  2: 'wrong usage or malformed input',
  3: 'something required could not be reached or read',
  4: 'refused by a safety check or for lack of permission; the message says what would override it',
  5: 'started but not finished, or the outcome is unknown: check before you retry',
  70: 'internal error in switchover; please report it',
};

/** The same as a list, for the help and man page of the program. */
export function standardExitCodes(): ExitCodeEntry[] {
  return Object.entries(STANDARD_EXIT_CODES).map(([code, meaning]) => ({ code: Number(code), meaning: meaning ?? '' }));
}
