/**
 * In which order of time the rows of a file are. Loggers write the oldest first, except that threads overtake each
 * other by moments and that a clock may be set back; log viewers and `journalctl -r` show the newest first; a table
 * that was sorted by another column has its rows in no order of time.
 */
import { DAY_MS, type WrittenTime } from './moment.ts';

export type RowOrder = 'oldest-first' | 'newest-first' | 'mixed';

export interface OrderWatcher {
  readonly see: (time: WrittenTime) => void;
  readonly order: () => RowOrder;
}

/** Threads do not overtake each other by this much. */
const BIG_STEP_MS = 2_000;
/** Without dates, a larger step may lead to another day. */
const LARGEST_CLEAR_STEP_MS = 2 * 3_600_000;
/** Fewer small steps may be chance. */
const LEAST_SMALL_STEPS = 3;

export function watchOrder(): OrderWatcher {
  let before: WrittenTime | null = null;
  let [ups, downs, bigUps, bigDowns] = [0, 0, 0, 0];
  /** How often time went back, in one step or in several. A clock is set back once. */
  let setbacks = 0;
  let isFalling = false;

  const see = (time: WrittenTime): void => {
    const step = before === null ? 0 : stepBetween(before, time);
    before = time;
    if (step > 0) ups += 1;
    if (step < 0) downs += 1;
    if (step > BIG_STEP_MS) bigUps += 1;
    if (step < -BIG_STEP_MS) {
      bigDowns += 1;
      if (!isFalling) setbacks += 1;
    }
    if (step !== 0) isFalling = step < 0 && (isFalling || step < -BIG_STEP_MS);
  };

  const order = (): RowOrder => {
    const isSmall = bigUps + bigDowns === 0;
    if (isSmall) return ups === 0 && downs >= LEAST_SMALL_STEPS ? 'newest-first' : 'oldest-first';
    if (bigDowns > 4 * bigUps && downs > ups) return 'newest-first';
    return setbacks >= 2 && 4 * setbacks >= bigUps ? 'mixed' : 'oldest-first';
  };
  return { see, order };
}

/** In ms; 0 if it is not clear which of the two is later. */
function stepBetween(before: WrittenTime, time: WrittenTime): number {
  if (before.calendar !== time.calendar) return 0;
  if (time.calendar !== 'clock') return time.ms - before.ms;
  const step = (((time.ms - before.ms) % DAY_MS) + DAY_MS) % DAY_MS;
  const nearest = step > DAY_MS / 2 ? step - DAY_MS : step;
  return Math.abs(nearest) > LARGEST_CLEAR_STEP_MS ? 0 : nearest;
}
