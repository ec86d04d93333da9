import { findParameter } from '../core/parameters/catalogue.ts';
import type { Explanation } from '../core/parameters/explanation.ts';
import { explainParameter } from '../core/parameters/explanation.ts';
import type { OtherName } from '../core/parameters/other-names.ts';
import { findOtherName } from '../core/parameters/other-names.ts';
import { unknownParameter } from '../core/parameters/unknown-parameter.ts';
import { SwitchoverError } from '../core/problem.ts';

/** A parameter, or a name that is none (any longer), with the parameter that it stands for where it stands for one. */
export type ExplainedName = Explanation | (OtherName & { readonly parameter: Explanation | null });

/**
 * What a name means. Letter case and the number of spaces make no difference.
 *
 * @throws SwitchoverError (usage) `parameter-unknown`, with the nearest names
 */
export function explainName(name: string): ExplainedName {
  const asked = name.trim().replace(/\s+/g, ' ');
  const definition = findParameter(asked);
  if (definition !== null) return explainParameter(definition);
  const other = findOtherName(asked);
  if (other === null) throw new SwitchoverError('usage', unknownParameter(asked, null));
  const means = other.is === 'renamed' || other.is === 'misspelt' ? findParameter(other.means) : null;
  return { ...other, parameter: means === null ? null : explainParameter(means) };
}
