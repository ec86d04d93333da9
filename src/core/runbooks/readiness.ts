/** One thing that was checked before a procedure. */
import type { Letter } from '../letter.ts';

/** `unknown`: could not be measured; no obstacle by itself. */
export type ReadinessState = 'ok' | 'warning' | 'error' | 'unknown';

export interface ReadinessCheck {
  /** Stable, lower case with hyphens. */
  readonly code: string;
  /** Null: about the pair. */
  readonly server: Letter | null;
  readonly state: ReadinessState;
  /** What was found. */
  readonly what: string;
  /** Why it matters; null if that is plain. */
  readonly why: string | null;
  /** What to do about it; null if nothing. */
  readonly do: string | null;
}

/** Nothing stands in the way: no check found an error. */
export function isReady(checks: readonly ReadinessCheck[]): boolean {
  return !checks.some(({ state }) => state === 'error');
}
