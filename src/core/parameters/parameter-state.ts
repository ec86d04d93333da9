import type { Letter } from '../letter.ts';
import type { ParameterValues } from './catalogue.ts';
import type { ParameterDefinition, ParameterValue } from './definition.ts';
import { valueWhenAbsent } from './definition.ts';
import { isUsed } from './groups.ts';

/** One parameter and its values in one place: what `params get` tells. Unknown is null. */
export interface ParameterState {
  readonly name: string;
  readonly shortName: string;
  readonly group: string;
  /** What is set, or else the default; null where there is neither, or where being absent means something else. */
  readonly value: ParameterValue | null;
  readonly default: ParameterValue | null;
  /** What a running pair goes by: its backup, which would take over; the active server where no backup answers. */
  readonly inForce: ParameterValue | null;
  /** Whether `value` waits for a restart. */
  readonly pendingRestart: boolean | null;
  /** The servers that go by another value until they are restarted. */
  readonly waitsFor: readonly Letter[] | null;
  readonly set: boolean;
  readonly type: string;
  readonly unit: string | null;
  /** Whether a change takes effect without a restart. */
  readonly dynamic: boolean;
  /** False where nothing in this version acts on it. */
  readonly used: boolean;
}

/** What a running server goes by. */
export interface InForce {
  readonly server: Letter;
  readonly values: ParameterValues;
}

/** The state of a parameter from the values that are set, and those in force where they are known. */
export function parameterState(
  definition: ParameterDefinition,
  values: ParameterValues,
  inForce: readonly InForce[] | null,
): ParameterState {
  const { name, shortName, group, type, unit, takesEffect } = definition;
  const first = inForce?.[0];
  const waitsFor =
    inForce?.filter((each) => waits(definition, values, each.values)).map(({ server }) => server) ?? null;
  return {
    name,
    shortName,
    group,
    value: valueIn(definition, values),
    default: definition.default,
    inForce: first === undefined ? null : valueIn(definition, first.values),
    pendingRestart: waitsFor === null ? null : waitsFor.length > 0,
    waitsFor,
    set: name in values,
    type: type.is,
    unit,
    dynamic: takesEffect.when === 'at-once',
    used: isUsed(definition),
  };
}

/** Whether a value that is set waits for a restart of a server that goes by others. */
export function waits(definition: ParameterDefinition, values: ParameterValues, inForce: ParameterValues): boolean {
  return valueIn(definition, values) !== valueIn(definition, inForce);
}

function valueIn(definition: ParameterDefinition, values: ParameterValues): ParameterValue | null {
  return (values as Readonly<Record<string, ParameterValue>>)[definition.name] ?? valueWhenAbsent(definition);
}
