import type { ParameterValues } from '../config/parameters/catalogue.ts';
import type { ParameterValue } from '../config/parameters/definition.ts';
import type { Explanation } from '../config/parameters/explanation.ts';
import type { OtherName } from '../config/parameters/other-names.ts';
import type { ChangedBound } from '../engine/bounds/changed.ts';
import type { TakeoverBound } from '../engine/bounds/takeover.ts';
import type { Letter } from '../letter.ts';
import type { ValueChange } from '../parameter-history/history.ts';
import type { Problem } from '../problem.ts';
import type { HistoryEntry, HistoryPage } from '../protocol/parameter-answers.ts';

/** A parameter, or an unknown or obsolete name, with the parameter that it stands for, if any. */
export type ExplainedName = Explanation | (OtherName & { readonly parameter: Explanation | null });

/** One changed value. Null: not set, so the default applies. An invalid value in a file is its raw text. */
export interface ChangedValue extends ValueChange {
  readonly default: ParameterValue | null;
}

export interface ChangedParameters {
  readonly file: string;
  /** The file did not exist before. */
  readonly created: boolean;
  readonly dryRun: boolean;
  readonly written: boolean;
  /** In the order of the command line. */
  readonly changes: readonly ChangedValue[];
  /** Names that already had the wanted value. */
  readonly unchanged: readonly string[];
  /** The takeover times that change. An impossible value counts as not set. */
  readonly bounds: readonly ChangedBound[];
  /** Warnings about the changed file. */
  readonly problems: readonly Problem[];
}

/** Options of every change. */
export interface ChangeOptions {
  readonly reason: string | null;
  readonly dryRun: boolean;
  /** `NAME=VALUE`: what the operator expects to be set. */
  readonly expect: readonly string[];
  /** The checkpoint that the operator expects to be the last; null: any. */
  readonly after: number | null;
}

export interface PairChange {
  readonly pair: string;
  /** The active server. */
  readonly server: { readonly letter: Letter; readonly name: string };
  readonly dryRun: boolean;
  /** Number of the new checkpoint; null if there is none. */
  readonly checkpoint: number | null;
  /** Whether the backup has it too; null if no checkpoint was made. */
  readonly replicated: boolean | null;
  /** `dynamic` false: takes effect at a restart. `used` false: nothing in this version uses it. */
  readonly changes: readonly (ChangedValue & { readonly dynamic: boolean; readonly used: boolean })[];
  /** Names that already had the wanted value. */
  readonly unchanged: readonly string[];
  /** The takeover times that change once all of it is in force. */
  readonly bounds: readonly ChangedBound[];
  readonly problems: readonly Problem[];
}

/** One side of a difference: the value, and whether it is set or the default. */
export interface DifferingValue {
  readonly value: ParameterValue | null;
  readonly set: boolean;
}

export interface ParameterDifferences {
  /** The names of the two sources. */
  readonly left: string;
  readonly right: string;
  readonly different: boolean;
  /** In the order of the catalogue. */
  readonly differences: readonly {
    readonly name: string;
    readonly left: DifferingValue;
    readonly right: DifferingValue;
  }[];
  readonly warnings: readonly Problem[];
}

export interface ParameterHistory {
  readonly pair: string;
  /** The server whose history this is: the active one. */
  readonly server: { readonly letter: Letter; readonly name: string };
  /** The requested parameter; null: all. */
  readonly name: string | null;
  /** Newest first. */
  readonly checkpoints: readonly HistoryEntry[];
  /** Whether there are older ones. */
  readonly more: boolean;
  /** Number of the last checkpoint that is no longer kept; 0 if all are. */
  readonly forgotten: number;
  /** Changes that only one server had and that it set aside for the history of the active server; newest first. */
  readonly setAside: readonly (HistoryPage['aside'][number] & { readonly server: Letter })[];
  readonly warnings: readonly Problem[];
}

/** A bound and, if other values were tried, the bound without them. */
export interface ComparedBound extends TakeoverBound {
  readonly before: Pick<TakeoverBound, 'shortestMs' | 'typicalMs' | 'longestMs' | 'never'> | null;
}

export interface Bounds {
  /** The file that was read; null if none was. */
  readonly file: string | null;
  /** The running pair whose values in force these are; null if none was queried. */
  readonly pair: string | null;
  readonly server: Letter;
  readonly set: ParameterValues;
  readonly bounds: readonly ComparedBound[];
  /** Warnings about the values. */
  readonly warnings: readonly Problem[];
}
