import { monotonicMs, wallClock } from '../host/process/clock.ts';

/** The kinds of moments; each has one moment at a time. */
type Subject = 'since' | 'mode-end';

/** Converts a moment of the monotonic clock to ISO 8601; the result stays the same until the moment changes. */
export type Moments = (of: Subject, monotonic: number) => string;

/**
 * Computed once per moment: the wall clock may be set meanwhile, and both clocks are never read at the same instant.
 */
export function createMoments(): Moments {
  const known = new Map<Subject, { readonly monotonic: number; readonly iso: string }>();
  return (of, monotonic) => {
    const before = known.get(of);
    if (before?.monotonic === monotonic) return before.iso;
    const iso = new Date(wallClock().getTime() + (monotonic - monotonicMs())).toISOString();
    known.set(of, { monotonic, iso });
    return iso;
  };
}
