/**
 * What became of the parameters of a running pair: a chain of checkpoints, each the outcome of one change. Numbers go
 * on over terms, so that operators can say "checkpoint 12". An id, drawn once, tells whether two servers mean the same
 * checkpoint by a number: where the ids are equal, everything before is equal too.
 */
import type { Term } from '../pair/term.ts';
import type { ParameterValue } from '../parameters/definition.ts';

/** By exact name. A companion of a later version may send names that this one does not know: they are kept. */
export type StoredValues = Readonly<Record<string, ParameterValue>>;

/** How a checkpoint came about. `first`: the values of the pair file. */
export type Made =
  | { readonly is: 'first' | 'set' | 'import' }
  /** The values of an earlier checkpoint, put in force again. */
  | { readonly is: 'restore'; readonly of: number };

/** A place in the chain. Number 0 is the beginning: nothing is set there. */
export interface Position {
  readonly number: number;
  readonly id: string;
}

export interface Checkpoint extends Position {
  /** The term of the server that made it. */
  readonly term: Term;
  /** ISO 8601, by that server's clock. */
  readonly at: string;
  /** The operator's credential, or `pair file`. */
  readonly by: string;
  readonly reason: string | null;
  readonly made: Made;
  /** The operator's request, so that a repeat of it changes nothing. */
  readonly request: string | null;
  /** What it set; null: taken out, so that the default holds. */
  readonly to: Readonly<Record<string, ParameterValue | null>>;
}

/** What the checkpoints that are no longer kept came to. */
export interface Base extends Position {
  readonly values: StoredValues;
}

/** A checkpoint that a server had alone when it met an active one whose history went another way (reading R12). */
export interface SetAside {
  readonly at: string;
  readonly checkpoint: Checkpoint;
}

export interface History {
  readonly base: Base;
  /** In the order of their numbers, without a gap. */
  readonly checkpoints: readonly Checkpoint[];
  /** What is set after the last one. */
  readonly values: StoredValues;
  /** In the order in which they were set aside. */
  readonly aside: readonly SetAside[];
}

/** The one way in which a history changes: what follows a position becomes this, whatever was there before. */
export interface Entry {
  readonly at: string;
  /** Not null: everything that was there before is replaced, from the beginning. */
  readonly base: Base | null;
  readonly after: Position;
  readonly checkpoints: readonly Checkpoint[];
}

/** So many checkpoints are kept, and so many characters of values; older ones become the base. */
const KEPT = { checkpoints: 1000, characters: 2 * 1024 * 1024 };
/** The same of what was set aside; of older ones only the log knows. */
const ASIDE_KEPT = { checkpoints: 100, characters: 512 * 1024 };

/** All values together, in bytes (see `sizeOf`): less than a frame between the servers carries. */
export const LARGEST_VALUES = 32 * 1024;

export const BEGINNING: Base = { number: 0, id: '', values: {} };

export const EMPTY: History = { base: BEGINNING, checkpoints: [], values: {}, aside: [] };

/** A history from what was written down. */
export function historyOf({ base, checkpoints, aside }: Omit<History, 'values'>): History {
  return { base, checkpoints, values: checkpoints.reduce(valuesAfter, base.values), aside };
}

export function lastOf({ base, checkpoints }: History): Position {
  const { number, id } = checkpoints.at(-1) ?? base;
  return { number, id };
}

/** The history with an entry in it; null where it follows a position that is not in there. */
export function withEntry(history: History, entry: Entry): History | null {
  const base = entry.base ?? history.base;
  const before = entry.base === null ? history.checkpoints : [];
  const kept = before.filter(({ number }) => number <= entry.after.number);
  const position = kept.at(-1) ?? base;
  if (position.id !== entry.after.id || position.number !== entry.after.number) return null;
  const gone = history.checkpoints.slice(kept.length).map((checkpoint) => ({ at: entry.at, checkpoint }));
  const values = gone.length === 0 && entry.base === null ? history.values : kept.reduce(valuesAfter, base.values);
  return folded({
    base,
    checkpoints: [...kept, ...entry.checkpoints],
    values: entry.checkpoints.reduce(valuesAfter, values),
    aside: newest([...history.aside, ...gone], ASIDE_KEPT, ({ checkpoint }) => weightOf(checkpoint)),
  });
}

/** The entry that adds one checkpoint at the end. */
export function nextEntry(history: History, checkpoint: Omit<Checkpoint, 'number'>): Entry {
  const after = lastOf(history);
  return { at: checkpoint.at, base: null, after, checkpoints: [{ ...checkpoint, number: after.number + 1 }] };
}

/** What was set after a checkpoint; null where it is not kept. */
export function valuesAt({ base, checkpoints }: History, number: number): StoredValues | null {
  const last = checkpoints.at(-1)?.number ?? base.number;
  if (number < base.number || number > last) return null;
  return checkpoints.slice(0, number - base.number).reduce(valuesAfter, base.values);
}

/** One value that a checkpoint changed. Null: not set. */
export interface ValueChange {
  readonly name: string;
  readonly from: ParameterValue | null;
  readonly to: ParameterValue | null;
}

export interface TracedCheckpoint extends Checkpoint {
  readonly changes: readonly ValueChange[];
}

/** Every checkpoint with what its values had been before. */
export function traced({ base, checkpoints }: History): TracedCheckpoint[] {
  let values = base.values;
  return checkpoints.map((checkpoint) => {
    const before = values;
    values = valuesAfter(values, checkpoint);
    return { ...checkpoint, changes: changesBetween(before, values, Object.keys(checkpoint.to)) };
  });
}

/** What differs between two sets of values, of these names. */
export function changesBetween(before: StoredValues, after: StoredValues, names: readonly string[]): ValueChange[] {
  return names
    .map((name) => ({ name, from: valueIn(before, name), to: valueIn(after, name) }))
    .filter(({ from, to }) => from !== to);
}

/** What is set by this name; null: nothing. */
export function valueIn(values: StoredValues, name: string): ParameterValue | null {
  return Object.hasOwn(values, name) ? (values[name] ?? null) : null;
}

/** How many bytes values take on their way. */
export function sizeOf(values: Checkpoint['to']): number {
  return new TextEncoder().encode(JSON.stringify(values)).length;
}

/** Names of either, each once. */
export function namesOfBoth(left: StoredValues, right: StoredValues): string[] {
  return [...new Set([...Object.keys(left), ...Object.keys(right)])];
}

function valuesAfter(values: StoredValues, { to }: Checkpoint): StoredValues {
  const merged = Object.entries({ ...values, ...to });
  return Object.fromEntries(merged.filter((each): each is [string, ParameterValue] => each[1] !== null));
}

/** Older checkpoints become the base. */
function folded(history: History): History {
  const checkpoints = newest(history.checkpoints, KEPT, weightOf);
  if (checkpoints.length === history.checkpoints.length) return history;
  const gone = history.checkpoints.slice(0, history.checkpoints.length - checkpoints.length);
  const { number, id } = gone.at(-1)!;
  return { ...history, base: { number, id, values: gone.reduce(valuesAfter, history.base.values) }, checkpoints };
}

/** As many of the newest as may be kept; the last of all in any case. */
function newest<T>(all: readonly T[], kept: typeof KEPT, size: (one: T) => number): readonly T[] {
  let characters = 0;
  let from = all.length;
  while (from > 0 && all.length - from < kept.checkpoints) {
    characters += size(all[from - 1]!);
    if (characters > kept.characters && from < all.length) break;
    from -= 1;
  }
  return from === 0 ? all : all.slice(from);
}

/** About how many characters it takes. */
function weightOf({ to, reason }: Checkpoint): number {
  const values = Object.entries(to).reduce((sum, [name, value]) => sum + name.length + String(value).length, 0);
  return values + (reason?.length ?? 0) + 200;
}
