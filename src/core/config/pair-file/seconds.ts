import { isScalar } from 'yaml';
import type { NumberRange } from '../parameters/value.ts';
import { parseWholeNumber } from '../parameters/value.ts';
import type { Entry } from '../yaml-text/entries.ts';
import { describe, scalarText } from '../yaml-text/nodes.ts';
import type { YamlSource } from '../yaml-text/source.ts';

/** A whole number of seconds within its range, in ms; the default if it is not set, or invalid and reported. */
export function readSeconds(source: YamlSource, entry: Entry | undefined, range: NumberRange): number {
  return readWholeNumber(source, entry, range) * 1000;
}

/** A whole number within its range; the default if it is not set, or invalid and reported. */
export function readWholeNumber(source: YamlSource, entry: Entry | undefined, range: NumberRange): number {
  const preset = Number(range.default);
  if (entry === undefined) return preset;
  if (!isScalar(entry.value)) {
    source.report(entry.offset, {
      code: 'type-wrong',
      what: `${range.name} is ${describe(entry.value)}`,
      why: range.unit === null ? 'it must be a whole number' : `it must be a number of ${range.unit}`,
      do: `write a number from ${range.minimum?.value} to ${range.maximum?.value}, or remove the line`,
    });
    return preset;
  }
  const parsed = parseWholeNumber(range, scalarText(entry.value), null);
  if (parsed.ok) return Number(parsed.value);
  source.report(entry.offset, parsed.problem);
  return preset;
}
