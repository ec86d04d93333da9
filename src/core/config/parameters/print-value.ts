import type { ParameterDefinition, ParameterValue } from './definition.ts';

/** A value as written to a file or shown: booleans in the words of the parameter's own definition (R17). */
export function printValue({ type }: Pick<ParameterDefinition, 'type'>, value: ParameterValue): string {
  if (typeof value !== 'boolean' || type.is !== 'boolean') return String(value);
  return value ? type.on : type.off;
}
