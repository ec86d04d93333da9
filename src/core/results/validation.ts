import type { Problem } from '../problem.ts';

/** The result of a validation. */
export interface Validation {
  /** False if there is an error; warnings alone leave it true. */
  readonly valid: boolean;
  readonly problems: readonly Problem[];
}

export interface ParameterValidation extends Validation {
  /** How many parameters are set to a valid value. */
  readonly sound: number;
}
