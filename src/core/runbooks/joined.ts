/**
 * Two holders of journals meet: which journal both go on with, and what becomes of the other one. Both decide the same
 * from the heads of the two journals, whatever the order in which they hear of each other.
 *
 * - the same run: the longer journal, which usually has the other one as its beginning
 * - different runs: the one that has not ended; of two such, the one that was begun first; of two that ended, the one
 *   that was begun last
 */
import { z } from 'zod';
import { requestId } from '../protocol/request-id.ts';
import type { Journal } from './journal.ts';
import { goesThrough, isOver, lastPosition } from './journal.ts';

export const headShape = z.object({
  run: requestId,
  number: z.int().min(1),
  /** Of its last entry. */
  id: z.string().max(64),
  begunAt: z.iso.datetime(),
  lastAt: z.iso.datetime(),
  isOver: z.boolean(),
});

/** A journal in short. */
export type Head = Readonly<z.infer<typeof headShape>>;

/** How many earlier runs are kept. */
export const MOST_EARLIER = 20;

/** What one holder has: its journal, and which runs it has had before, which ended or were set aside. */
export interface Holding {
  readonly head: Head | null;
  readonly earlier: readonly string[];
}

/** A journal, and the runs that its holder has had before. */
export interface Held {
  readonly journal: Journal | null;
  readonly earlier: readonly string[];
}

export function holdingOf({ journal, earlier }: Held): Holding {
  return { head: journal === null ? null : headOf(journal), earlier };
}

export function headOf(journal: Journal): Head {
  const { run } = journal;
  const { number, id } = lastPosition(journal);
  return {
    run: run.begun.run,
    number,
    id,
    begunAt: run.begun.at,
    lastAt: run.entries.at(-1)!.at,
    isOver: isOver(journal),
  };
}

/** Whose journal both go on with. */
export function preferred(mine: Holding, theirs: Holding): 'mine' | 'theirs' | 'same' {
  if (theirs.head === null) return mine.head === null ? 'same' : 'mine';
  if (mine.head === null) return 'theirs';
  if (theirs.head.id === mine.head.id && theirs.head.run === mine.head.run) return 'same';
  const order = mine.head.run === theirs.head.run ? byLength(mine.head, theirs.head) : byRun(mine, theirs);
  return order > 0 ? 'mine' : 'theirs';
}

/** The longer one; of two that diverged and are equally long, the one that was written last. */
function byLength(one: Head, other: Head): number {
  return one.number - other.number || timeOf(one.lastAt) - timeOf(other.lastAt) || compare(one.id, other.id);
}

/** A run that the other holder has had before is over, whatever this one knows. */
function byRun(mine: Holding, theirs: Holding): number {
  const [one, other] = [mine.head!, theirs.head!];
  const isOneOver = one.isOver || theirs.earlier.includes(one.run);
  const isOtherOver = other.isOver || mine.earlier.includes(other.run);
  if (isOneOver !== isOtherOver) return isOneOver ? -1 : 1;
  const later = timeOf(one.begunAt) - timeOf(other.begunAt) || compare(one.run, other.run);
  return isOneOver ? later : -later;
}

/**
 * What becomes of a journal when another one is taken in its place.
 *
 * - `continued`: the other one has it as its beginning
 * - `diverged`: the same run, from some entry on written apart
 * - `ended`: its run is over; another one followed
 * - `set-aside`: another run was begun apart, and goes on
 */
export type Fate = 'continued' | 'diverged' | 'ended' | 'set-aside';

/** `earlierThere`: the runs that the holder of the other one has had before. */
export function fateOf(mine: Journal, theirs: Journal, earlierThere: readonly string[]): Fate {
  const { run } = mine.run.begun;
  if (theirs.run.begun.run === run) return goesThrough(theirs, lastPosition(mine)) ? 'continued' : 'diverged';
  return isOver(mine) || earlierThere.includes(run) ? 'ended' : 'set-aside';
}

/** The number of the first entry in which two journals differ. */
export function firstDifference(one: Journal, other: Journal): number {
  const index = one.ids.findIndex((id, at) => other.ids[at] !== id);
  return (index === -1 ? one.ids.length : index) + 1;
}

function timeOf(at: string): number {
  return Date.parse(at);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
