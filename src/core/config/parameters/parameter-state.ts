import type { Letter } from '../../letter.ts';
import type { ParameterValues } from './catalogue.ts';
import type { ParameterDefinition, ParameterValue } from './definition.ts';
import { valueWhenAbsent } from './definition.ts';
import { isUsed } from './groups.ts';

/** One parameter with its values, as shown by `params get`. Null means unknown. */
export interface ParameterState {
  readonly name: string;
  readonly shortName: string;
  readonly group: string;
  /** The value that is set, or else the default; null if there is neither, or if being absent has a meaning of its own. */
  readonly value: ParameterValue | null;
  readonly default: ParameterValue | null;
  /** The value a running pair uses: that of its backup, which would take over; of the active server if no backup answers. */
  readonly inForce: ParameterValue | null;
  /** Whether `value` takes effect only after a restart. */
  readonly pendingRestart: boolean | null;
  /** The servers that use another value until they are restarted. */
  readonly waitsFor: readonly Letter[] | null;
  readonly set: boolean;
  readonly type: string;
  readonly unit: string | null;
  /** Whether a change takes effect without a restart. */
  readonly dynamic: boolean;
  /** False if nothing in this version uses it. */
  readonly used: boolean;
}

/** The values a running server uses. */
export interface InForce {
  readonly server: Letter;
  readonly values: ParameterValues;
}

/** The state of a parameter, from the values that are set and, if known, those in force. */
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

/** Whether a set value waits for the restart of a server that uses another one. */
export function waits(definition: ParameterDefinition, values: ParameterValues, inForce: ParameterValues): boolean {
  return valueIn(definition, values) !== valueIn(definition, inForce);
}

function valueIn(definition: ParameterDefinition, values: ParameterValues): ParameterValue | null {
  return (values as Readonly<Record<string, ParameterValue>>)[definition.name] ?? valueWhenAbsent(definition);
}
