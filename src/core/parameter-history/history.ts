/**
 * The parameters of a running pair over time: a chain of checkpoints, each the result of one change. Numbers continue
 * across terms, so that operators can say "checkpoint 12". They are not the positions of the log, which counts every change
 * of the configuration tree.
 */

import type { ParameterValue } from '../config/parameters/definition.ts';
import type { Term } from '../engine/term.ts';

/** By exact name. A companion of a later version may have set names that this one does not know: they are kept. */
export type StoredValues = Readonly<Record<string, ParameterValue>>;

/** How a checkpoint was made. `first`: from the values of the pair file. */
export type Made =
  | { readonly is: 'first' | 'set' | 'import' }
  /** The values of an earlier checkpoint, restored. */
  | { readonly is: 'restore'; readonly of: number };

export interface Checkpoint {
  /** From 1. Number 0 is the beginning: nothing is set. */
  readonly number: number;
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
export interface Base {
  /** Of the last of them; 0: there are none. */
  readonly number: number;
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

/** How many checkpoints and characters of values are stored; older checkpoints are merged into the base. */
const KEPT = { checkpoints: 1000, characters: 2 * 1024 * 1024 };

/** The limit of all values together, in bytes (see `sizeOf`). An entry of the tree has room for them. */
export const LARGEST_VALUES = 32 * 1024;

export const EMPTY: History = { base: { number: 0, values: {} }, checkpoints: [], values: {}, aside: [] };

/** The number of the last checkpoint; 0 if nothing was ever recorded, not even the values of the pair file. */
export function lastNumber({ base, checkpoints }: History): number {
  return checkpoints.at(-1)?.number ?? base.number;
}

/** The history with one more checkpoint at the end. */
export function extended(history: History, checkpoint: Omit<Checkpoint, 'number'>): History {
  const next = { ...checkpoint, number: lastNumber(history) + 1 };
  return folded({
    ...history,
    checkpoints: [...history.checkpoints, next],
    values: valuesAfter(history.values, next),
  });
}

/** The values after a checkpoint; null if it is not stored. */
export function valuesAt(history: History, number: number): StoredValues | null {
  const { base, checkpoints } = history;
  if (number < base.number || number > lastNumber(history)) return null;
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
export function changesBetween(
  before: Checkpoint['to'],
  after: Checkpoint['to'],
  names: readonly string[],
): ValueChange[] {
  return names
    .map((name) => ({ name, from: valueIn(before, name), to: valueIn(after, name) }))
    .filter(({ from, to }) => from !== to);
}

/** The value set for this name; null: not set. */
export function valueIn(values: Checkpoint['to'], name: string): ParameterValue | null {
  return Object.hasOwn(values, name) ? (values[name] ?? null) : null;
}

/** The size of values in a message, in bytes. */
export function sizeOf(values: Checkpoint['to']): number {
  return new TextEncoder().encode(JSON.stringify(values)).length;
}

/** The names in either, each once. */
export function namesOfBoth(left: Checkpoint['to'], right: Checkpoint['to']): string[] {
  return [...new Set([...Object.keys(left), ...Object.keys(right)])];
}

export function valuesAfter(values: StoredValues, { to }: Checkpoint): StoredValues {
  const merged = Object.entries({ ...values, ...to });
  return Object.fromEntries(merged.filter((each): each is [string, ParameterValue] => each[1] !== null));
}

/** Merges older checkpoints into the base. */
export function folded(history: History): History {
  const checkpoints = newest(history.checkpoints, KEPT, weightOf);
  if (checkpoints.length === history.checkpoints.length) return history;
  const gone = history.checkpoints.slice(0, history.checkpoints.length - checkpoints.length);
  const values = gone.reduce(valuesAfter, history.base.values);
  return { ...history, base: { number: gone.at(-1)!.number, values }, checkpoints };
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
