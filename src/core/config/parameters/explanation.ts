import type { ParameterDefinition } from './definition.ts';
import type { Group } from './groups.ts';
import { GROUPS } from './groups.ts';
import type { OtherName } from './other-names.ts';
import { OTHER_NAMES } from './other-names.ts';
import { READING_NOTES } from './reading-notes.ts';
import { RULES } from './rules.ts';

/** Everything known about one parameter, gathered from the tables. */
export interface Explanation extends ParameterDefinition {
  readonly is: 'parameter';
  /** Whether a change takes effect without a restart. */
  readonly dynamic: boolean;
  /** What uses it in this version. */
  readonly usedBy: Group['usedBy'];
  /** Its former names, and common misspellings. */
  readonly alsoKnownAs: readonly { readonly name: string; readonly is: 'renamed' | 'misspelt' }[];
  /** The rules between it and other parameters, with the code that `validate` reports if one is broken. */
  readonly rules: readonly { readonly code: string; readonly severity: 'error' | 'warning'; readonly says: string }[];
  /** What the reference leaves open about it, and how switchover behaves. */
  readonly notes: readonly { readonly reading: string; readonly says: string }[];
}

export function explainParameter(definition: ParameterDefinition): Explanation {
  const { name, group, takesEffect, readings } = definition;
  return {
    is: 'parameter',
    ...definition,
    dynamic: takesEffect.when === 'at-once',
    usedBy: GROUPS[group].usedBy,
    alsoKnownAs: OTHER_NAMES.flatMap((other) => (standsFor(other, name) ? [{ name: other.name, is: other.is }] : [])),
    rules: RULES.filter(({ names }) => names.some((each) => each === name)).map(({ code, severity, says }) => ({
      code,
      severity,
      says,
    })),
    notes: readings.map((reading) => ({ reading, says: READING_NOTES[reading] ?? '' })),
  };
}

function standsFor(other: OtherName, name: string): other is Extract<OtherName, { means: unknown }> {
  return (other.is === 'renamed' || other.is === 'misspelt') && other.means === name;
}
