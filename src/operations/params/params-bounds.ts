import { readValues } from '../../core/config/parameter-file/values.ts';
import { assignmentsOf } from '../../core/config/parameters/assignment.ts';
import type { ParameterValues } from '../../core/config/parameters/catalogue.ts';
import { settingsOf } from '../../core/config/parameters/settings.ts';
import { type TakeoverBound, takeoverBounds } from '../../core/engine/bounds/takeover.ts';
import type { Letter } from '../../core/letter.ts';
import { type Problem, SwitchoverError } from '../../core/problem.ts';
import type { Bounds, ComparedBound } from '../../core/results/parameters.ts';
import { loadParameterFile } from '../../host/files/parameter-file.ts';
import type { ParameterPlace } from './parameter-place.ts';
import { openSource } from './parameter-place.ts';

export interface BoundsOptions {
  /** A parameter file, a running pair, or null: the defaults. */
  readonly place: ParameterPlace;
  /** The server to treat as the backup; null: the current backup, else B. */
  readonly server: Letter | null;
  /** `NAME=VALUE`: further values to set. */
  readonly set: readonly string[];
}

/**
 * How long takeovers take with the values of a source, optionally with others set. For a running pair, the values in
 * force on its backup apply.
 *
 * @throws SwitchoverError (usage) if the file or an assignment is invalid; see `loadParameterFile`, `readPairParameters`
 */
export async function paramsBounds({ place, server: wanted, set }: BoundsOptions): Promise<Bounds> {
  const read = await valuesOf(place);
  const server = wanted ?? read.backup ?? 'B';
  const assigned = assignmentsOf(set, '--set');
  const problems = [...read.problems, ...assigned.problems];
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first !== undefined) throw new SwitchoverError('usage', first, errors.slice(1));
  const gatewayFault = await gatewayFaultOf(place, server);
  const compute = (values: ParameterValues): readonly TakeoverBound[] =>
    takeoverBounds({ settings: settingsOf(values, server), hasModule: true, mode: 'automatic', gatewayFault });
  const before = set.length === 0 ? null : compute(read.values);
  const bounds = compute({ ...read.values, ...assigned.values }).map((bound, index): ComparedBound => {
    const was = before?.[index];
    return { ...bound, before: was === undefined ? null : timesOf(was) };
  });
  const warnings = problems.filter(({ severity }) => severity === 'warning');
  const file = typeof place === 'string' ? place : null;
  return { file, pair: read.pair, server, set: assigned.values, bounds, warnings };
}

interface Read {
  readonly values: ParameterValues;
  readonly problems: readonly Problem[];
  readonly pair: string | null;
  readonly backup: Letter | null;
}

async function valuesOf(place: ParameterPlace): Promise<Read> {
  if (place === null) return { values: {}, problems: [], pair: null, backup: null };
  if (typeof place === 'string') return { ...readValues(await loadParameterFile(place)), pair: null, backup: null };
  const { name, values, inForce, warnings } = await openSource(place);
  const [first] = inForce ?? [];
  return { values: first?.values ?? values, problems: warnings, pair: name, backup: first?.server ?? null };
}

/** Why the gateway check of a running server has no result; null if it has one, or if that is unknown. */
async function gatewayFaultOf(place: ParameterPlace, server: Letter): Promise<string | null> {
  if (place === null || typeof place === 'string') return null;
  const { openNodePair } = await import('../../client/node-pair.ts');
  const pair = await openNodePair(place);
  try {
    const { checks } = await pair.status(server);
    return checks.find(({ name, result }) => name === 'gateway' && result === 'unknown')?.why ?? null;
  } catch {
    // Its parameters are already known; a failure here is no reason to show none of them.
    return null;
  } finally {
    pair.close();
  }
}

function timesOf({ shortestMs, typicalMs, longestMs, never }: TakeoverBound): NonNullable<ComparedBound['before']> {
  return { shortestMs, typicalMs, longestMs, never };
}
