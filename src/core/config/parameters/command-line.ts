/**
 * Names and values on a command line. A name is one word: the exact name in quotes, or the short name, in any letter
 * case. Nothing else is accepted as a name; the problem suggests what was probably meant (R18).
 */
import { didYouMean, nearest } from '../../nearest.ts';
import type { Problem } from '../../problem.ts';
import { findByShortName, findParameter, PARAMETER_NAMES, SHORT_NAMES } from './catalogue.ts';
import type { ParameterDefinition } from './definition.ts';
import { unknownParameter } from './unknown-parameter.ts';

export interface Assignment {
  readonly definition: ParameterDefinition;
  /** Not yet parsed. */
  readonly text: string;
}

/** The parameter with this name on a command line; null if there is none. */
export function findNamed(name: string): ParameterDefinition | null {
  return findParameter(name.trim().replace(/\s+/g, ' ')) ?? findByShortName(name);
}

/**
 * The parameters that these words name, one per word, and a problem for each word that is not a name. `find` may know
 * more than the catalogue; `command` is the `switchover params` command that the words were given to.
 */
export function namesIn<T>(
  words: readonly string[],
  command: string,
  find: (name: string) => T | null,
): { readonly names: T[]; readonly problems: Problem[] } {
  const names: T[] = [];
  const problems: Problem[] = [];
  for (let at = 0; at < words.length; ) {
    const known = find(words[at]!);
    const wrong = known === null ? misnamed(words, at, find) : null;
    if (known !== null) names.push(known);
    if (wrong !== null) problems.push(wrong.isKnown ? notQuoted(wrong, command, '') : unknownName(wrong.name));
    at = wrong?.next ?? at + 1;
  }
  return { names, problems };
}

/** `NAME VALUE` and `NAME=VALUE`, in any mixture. A name given twice is a problem: neither value silently wins. */
export function assignmentsIn(words: readonly string[]): { assignments: Assignment[]; problems: Problem[] } {
  const assignments: Assignment[] = [];
  const problems: Problem[] = [];
  /** The assignment just before this word. */
  let last: Assignment | null = null;
  for (let at = 0; at < words.length; ) {
    const [name, valueInWord] = split(words[at]!);
    const definition = findNamed(name);
    const surplus = definition === null && last !== null ? surplusBehind(last, words, at) : [];
    if (definition !== null) {
      const value = valueInWord ?? words[at + 1];
      const isMissing = value === undefined || (valueInWord === null && isName(value) && !isText(definition));
      last = isMissing ? null : { definition, text: value };
      if (last === null) problems.push(noValue(definition));
      else if (assignments.some((each) => each.definition === definition)) problems.push(twice(definition.name));
      else assignments.push(last);
      at += isMissing || valueInWord !== null ? 1 : 2;
    } else if (last !== null && surplus.length > 0) {
      problems.push(tooMany(last, surplus));
      if (assignments.at(-1) === last) assignments.pop();
      at += surplus.length;
    } else {
      const wrong = misnamed(words, at, findNamed);
      const value = wrong.value ?? words[wrong.next];
      problems.push(wrong.isKnown ? notQuoted(wrong, 'set', ` ${inWords(value ?? 'VALUE')}`) : unknownName(wrong.name));
      last = null;
      // The next word is its value, unless the value is missing.
      at = wrong.value !== null || isName(value ?? '') ? wrong.next : wrong.next + 1;
    }
  }
  return { assignments, problems };
}

/** The problem of a name that `findNamed` does not know. What is only a warning in a file is an error here. */
export function unknownName(name: string, where: string | null = null): Problem {
  const near = name.includes('-') ? didYouMean(name, SHORT_NAMES) : '';
  const problem = unknownParameter(name, where);
  return { ...problem, severity: 'error', do: near === '' ? problem.do : near };
}

/** The problem of a name that is given two values, even equal ones. */
export function twice(name: string, where: string | null = null): Problem {
  return {
    code: 'assigned-twice',
    severity: 'error',
    what: `${name} is set twice`,
    why: 'it is unclear which value is meant',
    where,
    do: 'keep one of the two',
  };
}

function split(word: string): readonly [name: string, value: string | null] {
  const sign = word.indexOf('=');
  return sign < 0 ? [word, null] : [word.slice(0, sign), word.slice(sign + 1)];
}

function isName(word: string): boolean {
  return findNamed(split(word)[0]) !== null;
}

/** Whether its value may look like a parameter name. */
function isText({ type }: ParameterDefinition): boolean {
  return !['number', 'boolean', 'word'].includes(type.is);
}

interface Misnamed {
  readonly name: string;
  /** It would be a name if it were in quotes. */
  readonly isKnown: boolean;
  /** The part after an equals sign. */
  readonly value: string | null;
  readonly next: number;
}

/** No name has more words. */
const MOST_WORDS = 8;

/** A word that is not a name by itself: the longest run of words that is a name, or else plain words meant as one. */
function misnamed(words: readonly string[], at: number, find: (name: string) => unknown): Misnamed {
  const near = words.slice(at, at + MOST_WORDS);
  const signAt = near.findIndex((word) => word.includes('='));
  for (let count = signAt < 0 ? near.length : signAt + 1; count > 1; count--) {
    const [name, value] = split(near.slice(0, count).join(' '));
    if (find(name) !== null) return { name, isKnown: true, value, next: at + count };
  }
  const isPlain = (word: string): boolean => /^(?!(yes|no|on|off|true|false)$)[a-z]\w*$/i.test(word);
  const end = near.findIndex((word) => !isPlain(word) || find(word) !== null);
  const plain = near.slice(0, end < 0 ? undefined : Math.max(end, 1));
  const [name, value] = split(plain.join(' '));
  return { name, isKnown: false, value, next: at + plain.length };
}

const ALL_NAMES = [...PARAMETER_NAMES, ...SHORT_NAMES];

/**
 * The words after a value that belong to no name: a second value, a unit, the rest of a value that lost its quotes.
 * Whatever looks like a name with a value of its own is left to be reported as an unknown name.
 */
function surplusBehind({ definition }: Assignment, words: readonly string[], at: number): readonly string[] {
  const isNamed = (word: string, index: number): boolean =>
    word.includes('=') || isName(word) || nearest(misnamed(words, index, findNamed).name, ALL_NAMES).length > 0;
  const end = words.findIndex((word, index) => index >= at && isNamed(word, index));
  const rest = words.slice(at, end < 0 ? undefined : end);
  return rest.length === 1 || /^[^a-z]/i.test(rest[0] ?? '') || isText(definition) ? rest : [];
}

function notQuoted({ name }: Misnamed, command: string, value: string): Problem {
  const known = findParameter(name);
  const ways = known === null ? [`"${name}"`] : [`"${known.name}"`, known.shortName];
  return {
    code: 'name-unquoted',
    severity: 'error',
    what: `${known?.name ?? name} is one name, but was given as several words`,
    why: 'a name with spaces needs quotes',
    where: null,
    do: `write: ${ways.map((way) => `switchover params ${command} ${way}${value}`).join(', or: ')}`,
  };
}

function noValue({ name }: ParameterDefinition): Problem {
  return {
    code: 'value-missing',
    severity: 'error',
    what: `${name} has no value`,
    why: 'each name must be followed by its value',
    where: null,
    do: `write "${name}" VALUE; to remove the parameter: switchover params unset "${name}"`,
  };
}

function tooMany({ definition: { name, type }, text }: Assignment, surplus: readonly string[]): Problem {
  const values = [text, ...surplus];
  const listed = new Intl.ListFormat('en-GB').format(values.map((value) => JSON.stringify(cut(value, 40))));
  const hasSpaces = type.is === 'list' || type.is === 'path';
  const isUnit = surplus.length === 1 && /^[a-z%]+$/i.test(surplus[0]!);
  return {
    code: 'value-surplus',
    severity: 'error',
    what: `${name} has ${values.length} values: ${cut(listed, 200)}`,
    why: `the value is the one word after the name${hasSpaces ? '; a value with spaces needs quotes' : ''}`,
    where: null,
    do: hasSpaces
      ? `write: switchover params set "${name}" ${inWords(values.join(' '))}`
      : `keep one${isUnit ? ', without a unit' : ''}: switchover params set "${name}" ${inWords(text)}`,
  };
}

/** As people write it in a shell: backslashes are kept. */
function inWords(text: string): string {
  return /^[\w.:-]+$/.test(text) ? cut(text, 200) : `"${cut(text, 200)}"`;
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
