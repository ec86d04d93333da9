/** Parameter histories for tests, written by hand in one line. */
import type { Checkpoint, History } from '../../src/core/parameter-history/history.ts';
import { EMPTY, extended, lastNumber } from '../../src/core/parameter-history/history.ts';

/** The history with one more checkpoint. */
export function made(
  history: History,
  to: Checkpoint['to'],
  more: Partial<Omit<Checkpoint, 'number' | 'to'>> = {},
): History {
  const number = lastNumber(history) + 1;
  return extended(history, {
    term: 1,
    at: `2026-07-01T10:00:${String(number % 60).padStart(2, '0')}.000Z`,
    by: 'ann',
    reason: null,
    made: { is: 'set' },
    request: null,
    to,
    ...more,
  });
}

/** One checkpoint for each of these. */
export function historyWith(...changes: readonly Checkpoint['to'][]): History {
  return changes.reduce((history: History, to) => made(history, to), EMPTY);
}
