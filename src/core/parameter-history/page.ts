/** The part of a history that is sent in one answer. */
import type { HistoryPage } from '../protocol/parameter-answers.ts';
import type { Checkpoint, History } from './history.ts';
import { newest, sizeOf, traced } from './history.ts';

export interface HistoryQuery {
  /** Only checkpoints that changed this parameter; null: all. An exact name. */
  readonly name: string | null;
  /** Only checkpoints before this number; null: up to the last. */
  readonly before: number | null;
  /** At most this many, the newest ones. */
  readonly limit: number;
}

/** What fits into one answer of either kind, in bytes of values; at least one checkpoint. */
const PAGE_BYTES = 256 * 1024;

/** The newest requested checkpoints, oldest first. Checkpoints that were set aside are on the first page. */
export function historyPage(history: History, { name, before, limit }: HistoryQuery): HistoryPage {
  const wanted = traced(history)
    .filter(({ number }) => before === null || number < before)
    .map((each) => ({ ...each, changes: each.changes.filter((change) => name === null || change.name === name) }))
    .filter(({ changes }) => name === null || changes.length > 0);
  // Each value appears at most twice: before and after the change.
  const fits = { checkpoints: limit, characters: PAGE_BYTES };
  const shown = newest(wanted, fits, ({ to }) => 2 * sizeOf(to));
  const aside = history.aside.filter(({ checkpoint }) => name === null || Object.hasOwn(checkpoint.to, name));
  return {
    checkpoints: shown.map((each) => ({ ...factsOf(each), changes: each.changes })),
    more: shown.length < wanted.length,
    forgotten: history.base.number,
    aside: (before === null ? newest(aside, fits, ({ checkpoint }) => sizeOf(checkpoint.to)) : []).map(
      ({ at, checkpoint }) => ({ ...factsOf(checkpoint), setAsideAt: at, to: { ...checkpoint.to } }),
    ),
  };
}

function factsOf({
  number,
  at,
  by,
  reason,
  term,
  made,
}: Checkpoint): Omit<HistoryPage['checkpoints'][number], 'changes'> {
  return { number, at, by, reason, term, made: made.is, of: made.is === 'restore' ? made.of : null };
}
