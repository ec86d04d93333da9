import { SwitchoverError } from '../../src/core/problem.ts';

/** The SwitchoverError with which a promise rejects; anything else fails the test. */
export async function caught(promise: Promise<unknown>): Promise<SwitchoverError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof SwitchoverError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
