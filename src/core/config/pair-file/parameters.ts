/** The section `parameters` of a pair file: initial values of Switchover server parameters. */
import { isScalar } from 'yaml';
import type { ParameterValues } from '../parameters/catalogue.ts';
import { findParameter } from '../parameters/catalogue.ts';
import type { ParameterDefinition, ParameterValue } from '../parameters/definition.ts';
import { GROUPS } from '../parameters/groups.ts';
import { checkTogether } from '../parameters/rules.ts';
import { unknownParameter } from '../parameters/unknown-parameter.ts';
import { notUsedYet, setUnderServers } from '../parameters/use.ts';
import { parseValue } from '../parameters/value.ts';
import { type Entry, firstOfEqual } from '../yaml-text/entries.ts';
import { readEntries } from '../yaml-text/fields.ts';
import type { Finding } from '../yaml-text/finding.ts';
import { describe, scalarText } from '../yaml-text/nodes.ts';
import type { YamlSource } from '../yaml-text/source.ts';
import type { PairFile } from './pair-file.ts';
import { serverParameters } from './server-parameters.ts';

/**
 * Letter case never matters in names, so names that differ only in letter case are equal. Rules between parameters also
 * see the names and addresses of the servers; null if those could not be read.
 */
export function readParameters(
  source: YamlSource,
  section: Entry | undefined,
  servers: PairFile['servers'] | null,
): ParameterValues {
  if (section === undefined || section.value === null) return {};
  const entries = readEntries(source, section.value, 'parameters', section.offset) ?? [];
  const known = entries.flatMap((entry) => {
    const definition = findParameter(entry.key);
    if (definition === null) source.report(entry.keyOffset, unknownParameter(entry.key, null));
    return definition === null ? [] : [{ ...entry, definition }];
  });
  const set = firstOfEqual(source, known, ({ definition: { name } }) => ({ id: name, shown: name }));
  const values: { [name in string]: ParameterValue } = {};
  for (const entry of set) {
    const value = readValue(source, entry, entry.definition);
    if (value !== null) values[entry.definition.name] = value;
  }
  // Each value was parsed by its own definition, which the type of a map built entry by entry cannot express.
  const checked = values as ParameterValues;
  const placed = new Map(set.map((entry) => [entry.definition.name, entry]));
  for (const { names, problem } of checkTogether({
    ...(servers === null ? {} : serverParameters(servers)),
    ...checked,
  })) {
    const first = names.find((name) => name in values);
    // Skip what concerns only the servers, or a value that is itself invalid and already reported.
    if (first === undefined || names.some((name) => placed.has(name) && !(name in values))) continue;
    source.report(placed.get(first)!.offset, problem);
  }
  return checked;
}

function readValue(source: YamlSource, entry: Entry, definition: ParameterDefinition): ParameterValue | null {
  if (entry.value !== null && !isScalar(entry.value)) {
    source.report(entry.offset, {
      code: 'type-wrong',
      what: `${definition.name} is ${describe(entry.value)}`,
      why: 'a parameter has one value',
      do: 'write a single value after the colon',
    });
    return null;
  }
  const parsed = parseValue(definition, entry.value === null ? '' : scalarText(entry.value), null);
  for (const { where, what, ...rest } of parsed.ok ? parsed.warnings : [parsed.problem, ...parsed.also]) {
    source.report(entry.offset, { ...rest, what: where === null ? what : `${what}, ${where}` });
  }
  if (!parsed.ok) return null;
  const idle = withoutEffect(definition);
  if (idle !== null) source.report(entry.keyOffset, idle);
  return parsed.value;
}

function withoutEffect({ name, group }: ParameterDefinition): Finding | null {
  switch (GROUPS[group].usedBy) {
    case 'engine':
    case 'tree':
      return null;
    case 'pair-file':
      return setUnderServers(name);
    case 'nothing-yet':
      return notUsedYet(name);
  }
}
