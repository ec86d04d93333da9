import { findParameter } from '../../core/config/parameters/catalogue.ts';
import type { ParameterValue } from '../../core/config/parameters/definition.ts';
import { valueWhenAbsent } from '../../core/config/parameters/definition.ts';
import { printValue } from '../../core/config/parameters/print-value.ts';

/** A value as written in a file: `Yes`, `30`. Empty if there is none. */
export function bareValue(name: string, value: ParameterValue | null): string {
  const definition = findParameter(name);
  if (value === null) return '';
  return definition === null ? String(value) : printValue(definition, value);
}

/** The same for people: `30 seconds`, `D:\a; D:\b`, `not set`. */
export function valueInWords(name: string, value: ParameterValue | null): string {
  if (value === null) return 'not set';
  const definition = findParameter(name);
  const bare = bareValue(name, value);
  if (definition?.type.is === 'list') return bare.replace(/;\s*(?=\S)/g, '; ');
  // A negative number is not a quantity but has a special meaning.
  const unit = typeof value === 'number' && value >= 0 ? (definition?.unit ?? null) : null;
  if (unit === null || unit === 'dscp') return bare;
  return `${bare} ${value === 1 ? unit.slice(0, -1) : unit}`;
}

/** An unset value: `not set (30 seconds by default)`. */
export function unsetInWords(name: string, preset: ParameterValue | null): string {
  const definition = findParameter(name);
  const otherwise = definition !== null && valueWhenAbsent(definition) === null;
  return preset === null || otherwise ? 'not set' : `not set (${valueInWords(name, preset)} by default)`;
}
