/** How one value is written into a parameter file. Values are one line without control characters, not empty. */

/** How the value that stood there was written; for a new one, `plain`. */
export type ScalarStyle = 'plain' | 'single' | 'double';

/** In YAML, in the style wished for if it can be; in braces, commas and brackets end a plain value. */
export function yamlScalar(value: string, style: ScalarStyle, inBraces: boolean): string {
  if (style === 'double') return JSON.stringify(value);
  if (style === 'plain' && isPlain(value, inBraces)) return value;
  return `'${value.replaceAll("'", "''")}'`;
}

/** In JSON: whole numbers bare where they are numbers, everything else in quotes. */
export function jsonScalar(value: string, mayBeNumber: boolean): string {
  return mayBeNumber && /^(?:0|-?[1-9]\d{0,14})$/.test(value) ? value : JSON.stringify(value);
}

/** Rather quotes too many than a value that YAML reads as something else, or as nothing. */
function isPlain(value: string, inBraces: boolean): boolean {
  if (!/^[\p{L}\p{N}./\\(_+-]/u.test(value) || /^(?:[-?](?:\s|$)|---|\.\.\.|null$|Null$|NULL$)/.test(value))
    return false;
  if (/[\u0085\u2028\u2029]|:(?:\s|$)|\s#/.test(value)) return false;
  return !inBraces || !/[[\]{},:]/.test(value);
}
