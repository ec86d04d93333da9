import { CATALOGUE } from '../core/parameters/catalogue.ts';
import type { ParameterDefinition, ParameterValue } from '../core/parameters/definition.ts';
import { parameterState } from '../core/parameters/parameter-state.ts';
import type { Problem } from '../core/problem.ts';
import type { ParameterSource } from './parameter-source.ts';
import { DEFAULTS, openFileSource } from './parameter-source.ts';

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

/**
 * Which values differ between two sources, defaults filled in. A source is the name of a file, or `default`.
 *
 * @throws SwitchoverError see `openFileSource`
 */
export async function diffParameters(left: string, right: string): Promise<ParameterDifferences> {
  const [one, other] = [await openSource(left), await openSource(right)];
  const differences = (CATALOGUE as readonly ParameterDefinition[]).flatMap((definition) => {
    const sides = { left: sideOf(definition, one), right: sideOf(definition, other) };
    return sides.left.value === sides.right.value ? [] : [{ name: definition.name, ...sides }];
  });
  const different = differences.length > 0;
  return { left, right, different, differences, warnings: [...one.warnings, ...other.warnings] };
}

/** A file that is called `default` can be named as `./default`. */
async function openSource(name: string): Promise<ParameterSource> {
  return name === DEFAULTS.name ? DEFAULTS : openFileSource(name);
}

function sideOf(definition: ParameterDefinition, { values, inForce }: ParameterSource): DifferingValue {
  const { value, set } = parameterState(definition, values, inForce);
  return { value, set };
}
