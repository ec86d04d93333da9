/** Writes a parameter file from values alone. */
import { findParameter } from '../parameters/catalogue.ts';
import type { ParameterValue } from '../parameters/definition.ts';
import { printValue } from '../parameters/print-value.ts';
import { readParameterFile } from './read.ts';
import { rewriteParameterFile } from './rewrite.ts';

/**
 * YAML that reads back as these values, in the given order, below a comment. Names that the catalogue does not know are
 * omitted.
 */
export function writeParameterFile(
  values: Readonly<Record<string, ParameterValue>>,
  comment: readonly string[],
): string {
  const changes = Object.entries(values).flatMap(([name, value]) => {
    const definition = findParameter(name);
    if (definition === null) return [];
    const to = { value: printValue(definition, value), mayBeNumber: typeof value !== 'string' };
    return [{ name: definition.name, to }];
  });
  const head = new TextEncoder().encode(comment.map((line) => `# ${line}\n`).join(''));
  const written = rewriteParameterFile(readParameterFile(head, 'export'), changes);
  if (written === null) throw new Error('checked values cannot be written as YAML');
  return new TextDecoder().decode(written.bytes);
}
