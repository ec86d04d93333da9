/**
 * How the backup gets the history of the active server. The backup reports what it has; the active server answers with
 * what follows the last common position. A new checkpoint is sent immediately, without a request. Any message may arrive
 * twice, late, or over either connection: what is already known changes nothing, and what does not fit is requested
 * again.
 */
import type { Term } from '../engine/term.ts';
import type { Base, Checkpoint, Entry, History, Position } from './history.ts';
import { lastOf } from './history.ts';

/** What a server has: its base, and every checkpoint since. */
export interface Have {
  /** The number of the first id. */
  readonly first: number;
  readonly ids: readonly string[];
}

/** What the active server sends. */
export interface Update {
  readonly term: Term;
  /** Not null: nothing is in common, and everything starts from here. */
  readonly base: Base | null;
  readonly after: Position;
  /** Some that follow `after`. */
  readonly checkpoints: readonly Checkpoint[];
  /** The number of the active server's last one. */
  readonly last: number;
}

export function haveOf({ base, checkpoints }: History): Have {
  return { first: base.number, ids: [base.id, ...checkpoints.map(({ id }) => id)] };
}

/** The size of one message, in bytes of JSON; at least one checkpoint. A base is sent alone. */
const UPDATE_BYTES = 32 * 1024;

/** What a server with this is missing; null if it has exactly the same. */
export function updateFor(history: History, have: Have, term: Term): Update | null {
  const last = lastOf(history);
  const common = commonPosition(history, have);
  if (common?.number === last.number && have.first + have.ids.length - 1 === last.number) return null;
  const after = common ?? { number: history.base.number, id: history.base.id };
  return {
    term,
    base: common === null ? history.base : null,
    after,
    checkpoints: common === null ? [] : firstOf(history.checkpoints.slice(after.number - history.base.number)),
    last: last.number,
  };
}

/** What follows everything that a server has that lost the end of its history; null if nothing does. */
export function updateAfterAll(history: History, have: Have): Update | null {
  const common = commonPosition(history, have);
  if (common?.number !== have.first + have.ids.length - 1) return null;
  return updateFor(history, have, 0);
}

/** Whether a server with this has the whole history, and more. */
export function goesOn(have: Have, history: History): boolean {
  const last = lastOf(history).number;
  return commonPosition(history, have)?.number === last && have.first + have.ids.length - 1 > last;
}

/**
 * What a server under `term` that lost the end of its own history adds to it from its companion's; null if that does not
 * continue it: it replaces something, or it was made under a term that is not in between.
 */
export function recovered(history: History, update: Update, term: Term, at: string): Entry | null {
  const taken = take(history, { term: 0, last: 0 }, update, at);
  if (taken.is !== 'new' || taken.entry.base !== null || taken.entry.after.id !== lastOf(history).id) return null;
  let lowest = history.checkpoints.at(-1)?.term ?? 0;
  for (const checkpoint of taken.entry.checkpoints) {
    if (checkpoint.term < lowest || checkpoint.term > term) return null;
    lowest = checkpoint.term;
  }
  return taken.entry;
}

/** The message with a checkpoint that was just made. */
export function updateWith(history: History, term: Term): Update {
  const checkpoint = history.checkpoints.at(-1);
  const { base, checkpoints } = history;
  const { number, id } = checkpoints.at(-2) ?? base;
  const after = checkpoint === undefined ? lastOf(history) : { number, id };
  return {
    term,
    base: null,
    after,
    checkpoints: checkpoint === undefined ? [] : [checkpoint],
    last: lastOf(history).number,
  };
}

/** The message that makes a server that is behind report it: the last position, and nothing after it. */
export function reminder(history: History, term: Term): Update {
  const after = lastOf(history);
  return { term, base: null, after, checkpoints: [], last: after.number };
}

/** The last position that both have; null if there is none. */
export function commonPosition({ base, checkpoints }: History, { first, ids }: Have): Position | null {
  const ours: readonly Position[] = [base, ...checkpoints];
  for (let index = ours.length - 1; index >= 0; index--) {
    const { number, id } = ours[index]!;
    if (ids[number - first] === id) return { number, id };
  }
  return null;
}

function firstOf(checkpoints: readonly Checkpoint[]): readonly Checkpoint[] {
  const encoder = new TextEncoder();
  let bytes = 0;
  let count = 0;
  for (const checkpoint of checkpoints) {
    bytes += encoder.encode(JSON.stringify(checkpoint)).length;
    if (count > 0 && bytes > UPDATE_BYTES) break;
    count += 1;
  }
  return checkpoints.slice(0, count);
}

/** The newest message from the active server: within one term, the one with fewer checkpoints is older. */
export interface Heard {
  readonly term: Term;
  readonly last: number;
}

export type Taken =
  /** Nothing new: the content is already known, or out of date. */
  | { readonly is: 'known' }
  /** It follows something that is missing here: report what is here. */
  | { readonly is: 'gap' }
  | { readonly is: 'new'; readonly entry: Entry };

/** What an update changes in the history of the receiving server. `at`: ISO 8601, when it was received. */
export function take(history: History, heard: Heard, update: Update, at: string): Taken {
  if (update.term < heard.term || (update.term === heard.term && update.last < heard.last)) return { is: 'known' };
  if (update.base !== null) return replaced(history, update, update.base, at);
  const { base, checkpoints } = history;
  const index = update.after.number - base.number;
  const position = index === 0 ? base : checkpoints[index - 1];
  if (position === undefined || position.id !== update.after.id) return { is: 'gap' };
  const ours = checkpoints.slice(Math.max(0, index));
  let same = 0;
  while (same < ours.length && same < update.checkpoints.length && ours[same]!.id === update.checkpoints[same]!.id)
    same += 1;
  const fresh = update.checkpoints.slice(same);
  const { number, id } = ours[same - 1] ?? position;
  // What the active server does not have is discarded only if it says that its own history ends here.
  const surplus = ours.length > same && number === update.last;
  if (fresh.length === 0 && !surplus) return { is: 'known' };
  return { is: 'new', entry: { at, base: null, after: { number, id }, checkpoints: fresh } };
}

/** Nothing was in common when this was sent; it may already have been received. */
function replaced(history: History, { checkpoints, after }: Update, base: Base, at: string): Taken {
  const last = checkpoints.at(-1) ?? after;
  const common = commonPosition(history, { first: last.number, ids: [last.id] });
  return common === null ? { is: 'new', entry: { at, base, after, checkpoints } } : { is: 'known' };
}
