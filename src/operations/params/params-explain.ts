import { findParameter } from '../../core/config/parameters/catalogue.ts';
import { findNamed } from '../../core/config/parameters/command-line.ts';
import { explainParameter } from '../../core/config/parameters/explanation.ts';
import { findOtherName } from '../../core/config/parameters/other-names.ts';
import type { ExplainedName } from '../../core/results/parameters.ts';
import { wantedName } from './wanted-values.ts';

/**
 * The meaning of the name on a command line.
 *
 * @throws SwitchoverError (usage) as `wantedName` does
 */
export function explainName(words: readonly string[]): ExplainedName {
  const found = wantedName(words, 'explain', (name) => findNamed(name) ?? findOtherName(name.replace(/\s+/g, ' ')))!;
  if (!('is' in found)) return explainParameter(found);
  const means = found.is === 'renamed' || found.is === 'misspelt' ? findParameter(found.means) : null;
  return { ...found, parameter: means === null ? null : explainParameter(means) };
}
