import { findParameter } from '../core/parameters/catalogue.ts';
import { findNamed } from '../core/parameters/command-line.ts';
import type { Explanation } from '../core/parameters/explanation.ts';
import { explainParameter } from '../core/parameters/explanation.ts';
import type { OtherName } from '../core/parameters/other-names.ts';
import { findOtherName } from '../core/parameters/other-names.ts';
import { wantedName } from './wanted-values.ts';

/** A parameter, or a name that is none (any longer), with the parameter that it stands for where it stands for one. */
export type ExplainedName = Explanation | (OtherName & { readonly parameter: Explanation | null });

/**
 * What the name means that these words of a command line are.
 *
 * @throws SwitchoverError (usage) as `wantedName` does
 */
export function explainName(words: readonly string[]): ExplainedName {
  const found = wantedName(words, 'explain', (name) => findNamed(name) ?? findOtherName(name.replace(/\s+/g, ' ')))!;
  if (!('is' in found)) return explainParameter(found);
  const means = found.is === 'renamed' || found.is === 'misspelt' ? findParameter(found.means) : null;
  return { ...found, parameter: means === null ? null : explainParameter(means) };
}
