import type { Problem } from '../../problem.ts';
import type { ParameterValues } from './catalogue.ts';
import { findNamed, twice, unknownName } from './command-line.ts';
import type { ParameterValue } from './definition.ts';
import { parseValue } from './value.ts';

/**
 * Values from `NAME=VALUE` texts given with a flag: `Switchover TS Timeout=20`. A name given twice is an error: neither
 * value silently wins. `where` names the flag in problems.
 */
export function assignmentsOf(
  texts: readonly string[],
  where: string,
): { readonly values: ParameterValues; readonly problems: readonly Problem[] } {
  const values: Record<string, ParameterValue> = {};
  const problems: Problem[] = [];
  for (const text of texts) {
    const at = text.indexOf('=');
    const place = `${where} ${JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)}`;
    if (at < 1) {
      problems.push(noAssignment(place));
      continue;
    }
    const name = text.slice(0, at).trim();
    const definition = findNamed(name);
    if (definition === null) {
      problems.push(unknownName(name, place));
      continue;
    }
    const parsed = parseValue(definition, text.slice(at + 1), place);
    if (!parsed.ok) problems.push(parsed.problem);
    else if (definition.name in values) problems.push(twice(definition.name, place));
    else values[definition.name] = parsed.value;
  }
  // Each value was parsed by its own definition, which the type of a map built entry by entry cannot express.
  return { values: values as ParameterValues, problems };
}

function noAssignment(where: string): Problem {
  return {
    code: 'no-assignment',
    severity: 'error',
    what: 'this is not of the form NAME=VALUE',
    why: 'a name with spaces needs quotes around the whole assignment',
    where,
    do: 'for example: "Switchover TS Timeout=20" or ts-timeout=20',
  };
}
