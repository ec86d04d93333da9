import type { Problem } from '../problem.ts';

/** What a validator found. */
export interface Validation {
  /** False where there is an error; warnings alone leave it true. */
  readonly valid: boolean;
  readonly problems: readonly Problem[];
}

export interface ParameterValidation extends Validation {
  /** How many parameters are set to a sound value. */
  readonly sound: number;
}
