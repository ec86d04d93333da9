import { monotonicMs, wallClock } from '../host/clock.ts';

/** What a moment is of: each has one at a time. */
type Subject = 'since' | 'mode-end';

/** When a moment of the monotonic clock is, in ISO 8601: the same each time it is asked, until it is another moment. */
export type Moments = (of: Subject, monotonic: number) => string;

/** The wall clock may be set meanwhile, and the two are never read at once: so it is worked out once for each moment. */
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
