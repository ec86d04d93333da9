/**
 * The parameters of a running pair over time: a chain of checkpoints, each the result of one change. Numbers continue
 * across terms, so that operators can say "checkpoint 12". A random id tells whether two servers mean the same checkpoint
 * by a number: if the ids are equal, everything before is equal too.
 */

import type { ParameterValue } from '../config/parameters/definition.ts';
import type { Term } from '../engine/term.ts';

/** By exact name. A companion of a later version may send names that this one does not know: they are stored. */
export type StoredValues = Readonly<Record<string, ParameterValue>>;

/** How a checkpoint was made. `first`: from the values of the pair file. */
export type Made =
  | { readonly is: 'first' | 'set' | 'import' }
  /** The values of an earlier checkpoint, restored. */
  | { readonly is: 'restore'; readonly of: number };

/** A position in the chain. Number 0 is the beginning: nothing is set. */
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
  /** Identifies the operator's request, so that a repeat of it changes nothing. */
  readonly request: string | null;
  /** The values it set; null: unset, so that the default applies. */
  readonly to: Readonly<Record<string, ParameterValue | null>>;
}

/** The combined result of the checkpoints that are no longer stored. */
export interface Base extends Position {
  readonly values: StoredValues;
}

/** A checkpoint that only this server had when it met an active server with a diverging history (reading R12). */
export interface SetAside {
  readonly at: string;
  readonly checkpoint: Checkpoint;
}

export interface History {
  readonly base: Base;
  /** In the order of their numbers, without a gap. */
  readonly checkpoints: readonly Checkpoint[];
  /** The values after the last one. */
  readonly values: StoredValues;
  /** In the order in which they were set aside. */
  readonly aside: readonly SetAside[];
}

/** The only way in which a history changes: what follows a position is replaced with this. */
export interface Entry {
  readonly at: string;
  /** Not null: everything that was there before is replaced, from the beginning. */
  readonly base: Base | null;
  readonly after: Position;
  readonly checkpoints: readonly Checkpoint[];
}

/** How many checkpoints and characters of values are stored; older checkpoints are merged into the base. */
const KEPT = { checkpoints: 1000, characters: 2 * 1024 * 1024 };
/** The same for checkpoints that were set aside; older ones remain only in the log. */
const ASIDE_KEPT = { checkpoints: 100, characters: 512 * 1024 };

/** The limit of all values together, in bytes (see `sizeOf`): they must fit in one frame between the servers. */
export const LARGEST_VALUES = 32 * 1024;

export const BEGINNING: Base = { number: 0, id: '', values: {} };

export const EMPTY: History = { base: BEGINNING, checkpoints: [], values: {}, aside: [] };

/** A history from its stored form. */
export function historyOf({ base, checkpoints, aside }: Omit<History, 'values'>): History {
  return { base, checkpoints, values: checkpoints.reduce(valuesAfter, base.values), aside };
}

export function lastOf({ base, checkpoints }: History): Position {
  const { number, id } = checkpoints.at(-1) ?? base;
  return { number, id };
}

/** The history with an entry applied; null if the entry follows a position that is not in the history. */
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

/** The values after a checkpoint; null if it is not stored. */
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

/** Every checkpoint with the previous values. */
export function traced({ base, checkpoints }: History): TracedCheckpoint[] {
  let values = base.values;
  return checkpoints.map((checkpoint) => {
    const before = values;
    values = valuesAfter(values, checkpoint);
    return { ...checkpoint, changes: changesBetween(before, values, Object.keys(checkpoint.to)) };
  });
}

/** The differences between two sets of values, for these names. */
export function changesBetween(before: StoredValues, after: StoredValues, names: readonly string[]): ValueChange[] {
  return names
    .map((name) => ({ name, from: valueIn(before, name), to: valueIn(after, name) }))
    .filter(({ from, to }) => from !== to);
}

/** The value set for this name; null: not set. */
export function valueIn(values: StoredValues, name: string): ParameterValue | null {
  return Object.hasOwn(values, name) ? (values[name] ?? null) : null;
}

/** The size of values in a message, in bytes. */
export function sizeOf(values: Checkpoint['to']): number {
  return new TextEncoder().encode(JSON.stringify(values)).length;
}

/** The names in either, each once. */
export function namesOfBoth(left: StoredValues, right: StoredValues): string[] {
  return [...new Set([...Object.keys(left), ...Object.keys(right)])];
}

function valuesAfter(values: StoredValues, { to }: Checkpoint): StoredValues {
  const merged = Object.entries({ ...values, ...to });
  return Object.fromEntries(merged.filter((each): each is [string, ParameterValue] => each[1] !== null));
}

/** Merges older checkpoints into the base. */
function folded(history: History): History {
  const checkpoints = newest(history.checkpoints, KEPT, weightOf);
  if (checkpoints.length === history.checkpoints.length) return history;
  const gone = history.checkpoints.slice(0, history.checkpoints.length - checkpoints.length);
  const { number, id } = gone.at(-1)!;
  return { ...history, base: { number, id, values: gone.reduce(valuesAfter, history.base.values) }, checkpoints };
}

/** As many of the newest as fit; at least the last one, whatever its size. */
export function newest<T>(all: readonly T[], kept: typeof KEPT, size: (one: T) => number): readonly T[] {
  let characters = 0;
  let from = all.length;
  while (from > 0 && all.length - from < kept.checkpoints) {
    characters += size(all[from - 1]!);
    if (characters > kept.characters && from < all.length) break;
    from -= 1;
  }
  return from === 0 ? all : all.slice(from);
}

/** Its approximate size in characters. */
function weightOf({ to, reason }: Checkpoint): number {
  const values = Object.entries(to).reduce((sum, [name, value]) => sum + name.length + String(value).length, 0);
  return values + (reason?.length ?? 0) + 200;
}
