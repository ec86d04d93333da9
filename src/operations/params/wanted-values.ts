import { assignmentsIn, findNamed, namesIn } from '../../core/config/parameters/command-line.ts';
import type { ParameterDefinition, ParameterValue } from '../../core/config/parameters/definition.ts';
import { parseValue } from '../../core/config/parameters/value.ts';
import type { Problem } from '../../core/problem.ts';
import { SwitchoverError } from '../../core/problem.ts';

export interface WantedValue {
  readonly definition: ParameterDefinition;
  readonly value: ParameterValue;
}

/** The exact name of a parameter, or an unknown name that is set. */
export function knownOrSet(values: Readonly<Record<string, unknown>>): (name: string) => string | null {
  return (name) => (Object.hasOwn(values, name) ? name : (findNamed(name)?.name ?? null));
}

/**
 * The names among the words of a command line. `find` may know more than the catalogue.
 *
 * @throws SwitchoverError (usage) with all problems
 */
export function wantedNames<T>(words: readonly string[], command: string, find: (name: string) => T | null): T[] {
  const { names, problems } = namesIn(words, command, find);
  refuseErrors(problems);
  return names;
}

/**
 * The single name on a command line; null if there is none.
 *
 * @throws SwitchoverError (usage) `several-names`; as `wantedNames` does
 */
export function wantedName<T>(words: readonly string[], command: string, find: (name: string) => T | null): T | null {
  const [first = null, ...more] = wantedNames(words, command, find);
  if (more.length === 0) return first;
  throw new SwitchoverError('usage', {
    code: 'several-names',
    what: 'more than one parameter was given',
    why: `"params ${command}" takes a single parameter`,
    where: null,
    do: 'name one',
  });
}

/**
 * The values that the words of a command line set, each valid by itself.
 *
 * @throws SwitchoverError (usage) with all problems
 */
export function wantedValues(words: readonly string[]): WantedValue[] {
  const { assignments, problems } = assignmentsIn(words);
  const wanted: WantedValue[] = [];
  const wrong = [...problems];
  for (const { definition, text } of assignments) {
    const parsed = parseValue(definition, text, null);
    if (parsed.ok) wanted.push({ definition, value: parsed.value });
    else wrong.push(parsed.problem, ...parsed.also);
  }
  refuseErrors(wrong);
  return wanted;
}

/**
 * The current values an operator expects, from `NAME=VALUE` texts; nothing after the sign means not set.
 *
 * @throws SwitchoverError (usage) with all problems
 */
export function expectedValues(
  texts: readonly string[],
  /** The parameter that is probably meant if a text does not name one. */
  about: string | null = null,
): Readonly<Record<string, ParameterValue | null>> {
  refuseErrors(texts.filter((text) => !/^[^=]*\S[^=]*=/.test(text)).map((text) => noExpectation(text, about)));
  const empty = texts.filter((text) => /^[^=]+=\s*$/.test(text)).map((text) => text.slice(0, text.indexOf('=')));
  const given = wantedValues(texts.filter((text) => !/^[^=]+=\s*$/.test(text)));
  const unset = empty.map((name) => [findNamed(name)?.name ?? name, null] as const);
  return Object.fromEntries([...given.map(({ definition, value }) => [definition.name, value] as const), ...unset]);
}

function noExpectation(text: string, about: string | null): Problem {
  const name = findNamed(text)?.name;
  const value = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return {
    code: 'expect-form',
    severity: 'error',
    what: `--expect ${JSON.stringify(value)} ${name === undefined ? 'has no parameter name' : 'has no value'}`,
    why: 'it takes NAME=VALUE with the current value, all in one pair of quotes',
    where: null,
    do: `write --expect "${name ?? about ?? 'NAME'}=${name === undefined ? value : 'VALUE'}"`,
  };
}

export function refuseErrors(problems: readonly Problem[]): void {
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new SwitchoverError('usage', errors[0]!, errors.slice(1));
}
