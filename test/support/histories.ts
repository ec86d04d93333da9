/** Histories of parameters for tests: made by hand in a line, or drawn by fast-check. */
import type { Checkpoint, History } from '../../src/core/parameter-history/history.ts';
import { EMPTY, nextEntry, withEntry } from '../../src/core/parameter-history/history.ts';

/** A checkpoint that follows. Its id tells who made it and how many were before. */
export function made(
  history: History,
  to: Checkpoint['to'],
  more: Partial<Omit<Checkpoint, 'number' | 'to'>> = {},
): History {
  const number = (history.checkpoints.at(-1)?.number ?? history.base.number) + 1;
  const entry = nextEntry(history, {
    id: `${more.by ?? 'ann'}-${number}-${JSON.stringify(to).slice(0, 40)}`,
    term: 1,
    at: `2026-07-01T10:00:${String(number % 60).padStart(2, '0')}.000Z`,
    by: 'ann',
    reason: null,
    made: { is: 'set' },
    request: null,
    to,
    ...more,
  });
  return withEntry(history, entry)!;
}

/** One checkpoint for each of these. */
export function historyWith(...changes: readonly Checkpoint['to'][]): History {
  return changes.reduce((history: History, to) => made(history, to), EMPTY);
}
