import type { ParameterDefinition, ParameterValue } from './definition.ts';

/** A value as it is written into a file or shown: yes and no in the words of that parameter's own row (R17). */
export function printValue({ type }: Pick<ParameterDefinition, 'type'>, value: ParameterValue): string {
  if (typeof value !== 'boolean' || type.is !== 'boolean') return String(value);
  return value ? type.on : type.off;
}
