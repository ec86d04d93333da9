/** What a server had alone when it met an active server with a diverging history (reading R12), and gave up. */
import type { Checkpoint, History, SetAside } from './history.ts';
import { changesBetween, namesOfBoth } from './history.ts';

/** Those of `all` whose checkpoint is not among the known ones: each once, in the given order. */
export function without<T>(all: readonly T[], known: readonly Checkpoint[], checkpointOf: (one: T) => Checkpoint): T[] {
  const byNumber = Map.groupBy(known, ({ number }) => number);
  return all.filter((one) => {
    const checkpoint = checkpointOf(one);
    const there = byNumber.get(checkpoint.number) ?? [];
    if (there.some((each) => isSameCheckpoint(each, checkpoint))) return false;
    byNumber.set(checkpoint.number, [...there, checkpoint]);
    return true;
  });
}

/**
 * What was set aside, with the journal of an earlier version counted in: what it had set aside, and what it has and this
 * history lacks. `at`: when the journal was given up.
 */
export function withJournal(history: History, journal: History, at: string): History {
  // What is merged into the base by now was in this history.
  const had = journal.checkpoints.filter(({ number }) => number > history.base.number);
  const all = [...journal.aside, ...had.map((checkpoint) => ({ at, checkpoint })), ...history.aside];
  return { ...history, aside: without(all, history.checkpoints, ({ checkpoint }: SetAside) => checkpoint) };
}

/** Whether two servers mean the same by a number. Two that begin with equal values of their pair files do. */
function isSameCheckpoint(one: Checkpoint, other: Checkpoint): boolean {
  if (one.made.is !== other.made.is || changesBetween(one.to, other.to, namesOfBoth(one.to, other.to)).length > 0) {
    return false;
  }
  return one.made.is === 'first' || (one.at === other.at && one.by === other.by);
}
