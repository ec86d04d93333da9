import { type TakeoverBound, takeoverBounds } from '../core/bounds/takeover.ts';
import type { Letter } from '../core/letter.ts';
import { readValues } from '../core/parameter-file/values.ts';
import { assignmentsOf } from '../core/parameters/assignment.ts';
import type { ParameterValues } from '../core/parameters/catalogue.ts';
import { settingsOf } from '../core/parameters/settings.ts';
import { type Problem, SwitchoverError } from '../core/problem.ts';
import { loadParameterFile } from '../host/parameter-file.ts';

export interface BoundsOptions {
  /** A parameter file; null: the defaults. */
  readonly file: string | null;
  /** The server that is the backup. */
  readonly server: Letter;
  /** `NAME=VALUE`: what else shall be set. */
  readonly set: readonly string[];
}

/** A bound, and where something else was set, what it is without that. */
export interface ComparedBound extends TakeoverBound {
  readonly before: Pick<TakeoverBound, 'shortestMs' | 'typicalMs' | 'longestMs' | 'never'> | null;
}

export interface Bounds {
  readonly file: string | null;
  readonly server: Letter;
  readonly set: ParameterValues;
  readonly bounds: readonly ComparedBound[];
  /** What the values deserve besides. */
  readonly warnings: readonly Problem[];
}

/**
 * How long takeovers take under the values of a file, with others set besides where wanted.
 *
 * @throws SwitchoverError `values-unsound` (usage) where the file or an assignment is wrong; see `loadParameterFile`
 */
export async function paramsBounds({ file, server, set }: BoundsOptions): Promise<Bounds> {
  const read = file === null ? { values: {}, problems: [] } : readValues(await loadParameterFile(file));
  const assigned = assignmentsOf(set, '--set');
  const problems = [...read.problems, ...assigned.problems];
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first !== undefined) throw new SwitchoverError('usage', first, errors.slice(1));
  const compute = (values: ParameterValues): readonly TakeoverBound[] =>
    takeoverBounds({ settings: settingsOf(values, server), hasModule: true, mode: 'automatic' });
  const before = set.length === 0 ? null : compute(read.values);
  const bounds = compute({ ...read.values, ...assigned.values }).map((bound, index): ComparedBound => {
    const was = before?.[index];
    return { ...bound, before: was === undefined ? null : timesOf(was) };
  });
  const warnings = problems.filter(({ severity }) => severity === 'warning');
  return { file, server, set: assigned.values, bounds, warnings };
}

function timesOf({ shortestMs, typicalMs, longestMs, never }: TakeoverBound): NonNullable<ComparedBound['before']> {
  return { shortestMs, typicalMs, longestMs, never };
}
