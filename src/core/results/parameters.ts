import type { ChangedBound } from '../bounds/changed.ts';
import type { TakeoverBound } from '../bounds/takeover.ts';
import type { Letter } from '../letter.ts';
import type { ValueChange } from '../parameter-history/history.ts';
import type { ParameterValues } from '../parameters/catalogue.ts';
import type { ParameterValue } from '../parameters/definition.ts';
import type { Explanation } from '../parameters/explanation.ts';
import type { OtherName } from '../parameters/other-names.ts';
import type { Problem } from '../problem.ts';
import type { HistoryEntry, HistoryPage } from '../protocol/parameter-answers.ts';

/** A parameter, or a name that is none (any longer), with the parameter that it stands for where it stands for one. */
export type ExplainedName = Explanation | (OtherName & { readonly parameter: Explanation | null });

/** One value that changes. Null: not set, so the default holds. What was no sound value in a file is its bare text. */
export interface ChangedValue extends ValueChange {
  readonly default: ParameterValue | null;
}

export interface ChangedParameters {
  readonly file: string;
  /** The file was not there before. */
  readonly created: boolean;
  readonly dryRun: boolean;
  readonly written: boolean;
  /** In the order of the command line. */
  readonly changes: readonly ChangedValue[];
  /** Names that were as wished before. */
  readonly unchanged: readonly string[];
  /** The takeover times that become others. A value that could not be counts as not set. */
  readonly bounds: readonly ChangedBound[];
  /** What the changed file deserves to be told of. */
  readonly problems: readonly Problem[];
}

/** What every change may come with. */
export interface ChangeOptions {
  readonly reason: string | null;
  readonly dryRun: boolean;
  /** `NAME=VALUE`: what the operator believes to be set. */
  readonly expect: readonly string[];
  /** The checkpoint that the operator believes to be the last; null: whichever. */
  readonly after: number | null;
}

export interface PairChange {
  readonly pair: string;
  /** The active server. */
  readonly server: { readonly letter: Letter; readonly name: string };
  readonly dryRun: boolean;
  /** Number of the checkpoint that was made; null where none was. */
  readonly checkpoint: number | null;
  /** Whether the backup has it too; null where no checkpoint was made. */
  readonly replicated: boolean | null;
  /** `dynamic` false: it waits for a restart. `used` false: nothing in this version acts on it, whatever it waits for. */
  readonly changes: readonly (ChangedValue & { readonly dynamic: boolean; readonly used: boolean })[];
  /** Names that were as wished before. */
  readonly unchanged: readonly string[];
  /** The takeover times that become others, once all of it is in force. */
  readonly bounds: readonly ChangedBound[];
  readonly problems: readonly Problem[];
}

/** One side of a difference: the value there, and whether it is set or the default. */
export interface DifferingValue {
  readonly value: ParameterValue | null;
  readonly set: boolean;
}

export interface ParameterDifferences {
  /** What the two sources are called. */
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
  /** The server whose history it is: the active one. */
  readonly server: { readonly letter: Letter; readonly name: string };
  /** The parameter asked for; null: all. */
  readonly name: string | null;
  /** The newest first. */
  readonly checkpoints: readonly HistoryEntry[];
  /** There are older ones. */
  readonly more: boolean;
  /** Number of the last checkpoint that is no longer kept; 0 where all are. */
  readonly forgotten: number;
  /** Changes that a server had alone and gave up for the history of the active server; the newest first. */
  readonly setAside: readonly (HistoryPage['aside'][number] & { readonly server: Letter })[];
  readonly warnings: readonly Problem[];
}

/** A bound, and where something else was set, what it is without that. */
export interface ComparedBound extends TakeoverBound {
  readonly before: Pick<TakeoverBound, 'shortestMs' | 'typicalMs' | 'longestMs' | 'never'> | null;
}

export interface Bounds {
  /** The file that was read; null where none was. */
  readonly file: string | null;
  /** The running pair whose values in force these are; null where none was asked. */
  readonly pair: string | null;
  readonly server: Letter;
  readonly set: ParameterValues;
  readonly bounds: readonly ComparedBound[];
  /** What the values deserve besides. */
  readonly warnings: readonly Problem[];
}
