import { CATALOGUE, findParameter } from '../../core/config/parameters/catalogue.ts';
import { findNamed } from '../../core/config/parameters/command-line.ts';
import type { ParameterDefinition, ParameterGroup } from '../../core/config/parameters/definition.ts';
import { valueWhenAbsent } from '../../core/config/parameters/definition.ts';
import type { ParameterState } from '../../core/config/parameters/parameter-state.ts';
import { parameterState } from '../../core/config/parameters/parameter-state.ts';
import type { Problem } from '../../core/problem.ts';
import type { ParameterPlace } from './parameter-place.ts';
import { openSource } from './parameter-place.ts';
import type { ParameterSource } from './parameter-source.ts';
import { wantedNames } from './wanted-values.ts';

export interface ParameterStates {
  /** The name of the source; null for the defaults. */
  readonly source: string | null;
  readonly parameters: readonly ParameterState[];
  readonly warnings: readonly Problem[];
}

/**
 * All parameters with their values in a source, in the order of the catalogue.
 * `changed`: only those whose value is not the default.
 *
 * @throws SwitchoverError see `openSource`
 */
export async function listParameters(
  place: ParameterPlace,
  only: { readonly changed: boolean; readonly group: ParameterGroup | null },
): Promise<ParameterStates> {
  const source = await openSource(place);
  const wanted = definitions().filter(({ group }) => only.group === null || group === only.group);
  const parameters = statesOf(wanted, source).filter((each) => !only.changed || isChanged(each));
  return { source: place === null ? null : source.name, parameters, warnings: source.warnings };
}

/**
 * The parameters named by these words of a command line, in that order, with their values in a source.
 *
 * @throws SwitchoverError (usage) `parameter-unknown`, with similar names; see `openSource`
 */
export async function getParameters(words: readonly string[], place: ParameterPlace): Promise<ParameterStates> {
  const names = wantedNames(words, 'get', findNamed);
  const source = await openSource(place);
  return { source: source.name, parameters: statesOf([...new Set(names)], source), warnings: source.warnings };
}

/** Setting the default counts as a change if being absent has another meaning. */
function isChanged({ name, set, value }: ParameterState): boolean {
  return set && value !== valueWhenAbsent(findParameter(name)!);
}

function definitions(): readonly ParameterDefinition[] {
  return CATALOGUE;
}

function statesOf(wanted: readonly ParameterDefinition[], { values, inForce }: ParameterSource): ParameterState[] {
  return wanted.map((definition) => parameterState(definition, values, inForce));
}
