/** Checks a change of the parameters of a running pair: it is made completely, or not at all. */
import type { ParameterValues } from '../config/parameters/catalogue.ts';
import { findParameter } from '../config/parameters/catalogue.ts';
import type { ParameterValue } from '../config/parameters/definition.ts';
import { GROUPS } from '../config/parameters/groups.ts';
import { checkTogether } from '../config/parameters/rules.ts';
import { unknownParameter } from '../config/parameters/unknown-parameter.ts';
import { parseValue } from '../config/parameters/value.ts';
import type { Problem } from '../problem.ts';
import type { Result } from '../result.ts';
import {
  changedMeanwhile,
  checkpointMissing,
  movedOn,
  noEffectYet,
  setElsewhere,
  tooLarge,
  twice,
} from './change-problems.ts';
import type { History, Made, StoredValues, ValueChange } from './history.ts';
import { changesBetween, LARGEST_VALUES, lastNumber, namesOfBoth, sizeOf, valueIn, valuesAt } from './history.ts';

/** Values by name; null: not set. */
type Wanted = Readonly<Record<string, ParameterValue | null>>;

type Wish =
  /** These names get these values; null unsets one. */
  | { readonly is: 'set'; readonly values: Wanted }
  /** Afterwards exactly these are set. */
  | { readonly is: 'import'; readonly values: StoredValues }
  /** Afterwards exactly the values of a checkpoint are set. */
  | { readonly is: 'restore'; readonly number: number };

export interface ChangeRequest {
  /** Identifies the request: a repeat of it is answered but changes nothing. */
  readonly id: string;
  readonly reason: string | null;
  readonly dryRun: boolean;
  readonly wish: Wish;
  /** The current values the operator expects, by exact name. If one differs, nothing is changed. */
  readonly expected: Wanted;
  /** The checkpoint that the operator expects to be the last; null: any. */
  readonly after: number | null;
}

export interface PairFacts {
  /** The servers of the pair file, as parameters. */
  readonly servers: ParameterValues;
  readonly pairFile: string;
}

/** Why a change is refused. `usage`: the values are invalid; `refused`: not here, or not now. */
export type ChangeResult = Result<
  { readonly made: Made; readonly changes: readonly ValueChange[]; readonly warnings: readonly Problem[] },
  { readonly kind: 'usage' | 'refused'; readonly problems: readonly Problem[] }
>;

/** What a request changes in a history, or why it is refused. */
export function checkChange(history: History, request: ChangeRequest, facts: PairFacts): ChangeResult {
  const { wish } = request;
  const wanted = wish.is === 'restore' ? valuesAt(history, wish.number) : wish.values;
  if (wanted === null) return refuse('refused', [checkpointMissing(history, wish.is === 'restore' ? wish.number : 0)]);
  // This runs between two heartbeats and must not take long, so the size is checked before anything is parsed.
  if (sizeOf(wanted) > LARGEST_VALUES) return refuse('refused', [tooLarge()]);
  const read = readWanted(history, wanted, wish, facts);
  if (read.unusable.length > 0) return refuse('usage', read.unusable);
  if (read.elsewhere.length > 0) return refuse('refused', read.elsewhere);
  const conflicts = conflictsOf(history, request);
  if (conflicts.length > 0) return refuse('refused', conflicts);
  const values = withoutNulls(wish.is === 'set' ? { ...history.values, ...read.values } : read.values);
  const changes = changesBetween(history.values, values, namesOfBoth(history.values, values));
  const together = togetherProblems(history.values, values, changes, facts);
  const errors = together.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return refuse('usage', errors);
  if (sizeOf(values) > LARGEST_VALUES) return refuse('refused', [tooLarge()]);
  const warnings = changes.flatMap(({ name, to }) => [
    ...(read.warnings.get(name) ?? []),
    ...(to === null ? [] : noEffectYet(name)),
  ]);
  const made: Made = wish.is === 'restore' ? { is: 'restore', of: wish.number } : { is: wish.is };
  return { ok: true, made, changes, warnings: [...warnings, ...together] };
}

function refuse(kind: 'usage' | 'refused', problems: readonly Problem[]): ChangeResult {
  return { ok: false, kind, problems };
}

interface Read {
  /** By exact name; each value is valid by itself. */
  readonly values: Wanted;
  readonly warnings: ReadonlyMap<string, readonly Problem[]>;
  readonly unusable: readonly Problem[];
  /** What only the pair file can set. */
  readonly elsewhere: readonly Problem[];
}

function readWanted(history: History, wanted: Wanted, wish: Wish, { servers, pairFile }: PairFacts): Read {
  const values = new Map<string, ParameterValue | null>();
  const warnings = new Map<string, readonly Problem[]>();
  const unusable: Problem[] = [];
  const elsewhere: Problem[] = [];
  for (const [given, value] of Object.entries(wanted)) {
    const definition = findParameter(given);
    const parsed = definition === null || value === null ? null : parseValue(definition, String(value), null);
    if (definition === null) {
      // A name that only a later version knows can still be unset.
      const there = value === null && valueIn(history.values, given) !== null;
      if (there) values.set(given, null);
      else unusable.push({ ...unknownParameter(given, null), severity: 'error' });
    } else if (values.has(definition.name)) unusable.push(twice(definition.name));
    else if (parsed?.ok === false) unusable.push(parsed.problem, ...parsed.also);
    else if (GROUPS[definition.group].usedBy === 'pair-file') {
      const said = valueIn(servers as StoredValues, definition.name);
      if (wish.is !== 'import' || parsed?.value !== said) elsewhere.push(setElsewhere(definition.name, pairFile));
    } else {
      values.set(definition.name, parsed?.value ?? null);
      warnings.set(definition.name, parsed?.warnings ?? []);
    }
  }
  return { values: Object.fromEntries(values), warnings, unusable, elsewhere };
}

function withoutNulls(values: Wanted): StoredValues {
  return Object.fromEntries(
    Object.entries(values).filter((each): each is [string, ParameterValue] => each[1] !== null),
  );
}

function conflictsOf(history: History, { wish, expected, after }: ChangeRequest): Problem[] {
  const last = lastNumber(history);
  if (after !== null && after !== last) return [movedOn(history, after, wish.is)];
  return Object.entries(expected).flatMap(([given, value]) => {
    const name = findParameter(given)?.name ?? given;
    return valueIn(history.values, name) === value ? [] : [changedMeanwhile(history, name, value)];
  });
}

/** Rules between parameters: those a change breaks, and warnings about it. What was broken before does not block it. */
function togetherProblems(
  before: StoredValues,
  after: StoredValues,
  changes: readonly ValueChange[],
  { servers }: PairFacts,
): Problem[] {
  const check = (values: StoredValues) => checkTogether({ ...servers, ...(values as ParameterValues) });
  const known = check(before);
  const touched = new Set<string>(changes.map(({ name }) => name));
  return check(after)
    .filter(({ names, problem }) => {
      if (!names.some((name) => name in after)) return false;
      const isNew = !known.some((each) => each.problem.code === problem.code && each.problem.what === problem.what);
      return isNew || (problem.severity === 'warning' && names.some((name) => touched.has(name)));
    })
    .map(({ problem }) => ({ ...problem, where: null }));
}
