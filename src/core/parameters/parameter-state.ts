import type { ParameterValues } from './catalogue.ts';
import type { ParameterDefinition, ParameterValue } from './definition.ts';
import { valueWhenAbsent } from './definition.ts';

/** One parameter and its values in one place: what `params get` tells. Unknown is null. */
export interface ParameterState {
  readonly name: string;
  readonly group: string;
  /** What is set, or else the default; null where there is neither, or where being absent means something else. */
  readonly value: ParameterValue | null;
  readonly default: ParameterValue | null;
  /** What a running pair goes by. */
  readonly inForce: ParameterValue | null;
  /** Whether `value` waits for a restart. */
  readonly pendingRestart: boolean | null;
  readonly set: boolean;
  readonly type: string;
  readonly unit: string | null;
  /** Whether a change takes effect without a restart. */
  readonly dynamic: boolean;
}

/** The state of a parameter from the values that are set, and those in force where they are known. */
export function parameterState(
  definition: ParameterDefinition,
  values: ParameterValues,
  inForce: ParameterValues | null,
): ParameterState {
  const { name, group, type, unit, takesEffect } = definition;
  const valueIn = (all: ParameterValues): ParameterValue | null =>
    (all as Readonly<Record<string, ParameterValue>>)[name] ?? valueWhenAbsent(definition);
  const value = valueIn(values);
  return {
    name,
    group,
    value,
    default: definition.default,
    inForce: inForce === null ? null : valueIn(inForce),
    pendingRestart: inForce === null ? null : valueIn(inForce) !== value,
    set: name in values,
    type: type.is,
    unit,
    dynamic: takesEffect.when === 'at-once',
  };
}
