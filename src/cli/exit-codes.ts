import type { ExitCodeEntry } from '../presentation/manifest.ts';

/** What a command may say of its own exit codes: another meaning, or null for a code it never ends with. */
export type ExitCodeMeanings = Partial<Readonly<Record<0 | 1 | 2 | 3 | 4 | 5 | 70, string | null>>>;

export const STANDARD_EXIT_CODES: Required<ExitCodeMeanings> = {
  0: 'done; or the answer is yes (warnings alone are 0)',
  1: 'the answer is no',
  2: 'wrong usage, or input that is not of the expected shape',
  3: 'what was needed could not be reached or read',
  4: 'refused by a guard or a missing right; the text names what would override it',
  5: 'begun but not finished, or the outcome is not known: look before you repeat',
  70: 'a fault of switchover itself; please report it',
};

/** The same as a list, for help and man page of the whole program. */
export function standardExitCodes(): ExitCodeEntry[] {
  return Object.entries(STANDARD_EXIT_CODES).map(([code, meaning]) => ({ code: Number(code), meaning: meaning ?? '' }));
}
