/**
 * Names and values as words of a command line. Names have spaces, and people forget quotes: several words that are
 * exactly one name are that name. Nothing else is guessed.
 */
import { nearest } from '../nearest.ts';
import type { Problem } from '../problem.ts';
import { findParameter, PARAMETER_NAMES } from './catalogue.ts';
import type { ParameterDefinition } from './definition.ts';
import { unknownParameter } from './unknown-parameter.ts';

export interface Assignment {
  readonly definition: ParameterDefinition;
  /** Not yet judged. */
  readonly text: string;
}

/** No name has more words. */
const MOST_WORDS = 8;

/** What is known by a name; null where nothing is. */
type Find<T> = (name: string) => T | null;

interface Found<T> {
  readonly known: T;
  /** What stands behind an equals sign, where there is one. */
  readonly text: string | null;
  /** The first word behind. */
  readonly next: number;
}

/** The names in these words; of what is none, the problem. `find` may know more than the catalogue does. */
export function namesIn<T>(words: readonly string[], find: Find<T>): { names: T[]; problems: Problem[] } {
  const names: T[] = [];
  for (let at = 0; at < words.length; ) {
    const found = longestName(words, at, find);
    if (found === null || found.text !== null)
      return { names, problems: [asError(unknownParameter(bareWords(words, at), null))] };
    names.push(found.known);
    at = found.next;
  }
  return { names, problems: [] };
}

/** `NAME VALUE` and `NAME=VALUE`, in any mixture. A name that is given twice is a problem: neither value silently wins. */
export function assignmentsIn(words: readonly string[]): { assignments: Assignment[]; problems: Problem[] } {
  const assignments: Assignment[] = [];
  const problems: Problem[] = [];
  // The one that ends here, where its value was a word of its own or stood behind an equals sign.
  let last: Assignment | null = null;
  for (let at = 0; at < words.length; ) {
    const found = longestName(words, at, findParameter);
    const surplus = found === null ? surplusIn(words, at, last) : [];
    if (last !== null && surplus.length > 0) {
      problems.push(tooMany(last, surplus));
      if (assignments.at(-1) === last) assignments.pop();
      at += surplus.length;
      continue;
    }
    last = null;
    if (found === null) {
      problems.push(asError(unknownParameter(unknownName(words, at), null)));
      const word = words[at]!;
      // Without quotes nobody knows where the name ends, so what follows cannot be told apart.
      if (!word.includes('=') && !word.trim().includes(' ')) break;
      at += word.includes('=') ? 1 : 2;
      continue;
    }
    const { known: definition, text } = found;
    const value = text ?? words[found.next];
    at = text === null ? found.next + 1 : found.next;
    if (value === undefined) {
      problems.push(noValue(definition));
      continue;
    }
    last = { definition, text: value };
    if (assignments.some((each) => each.definition === definition)) problems.push(twice(definition));
    else assignments.push(last);
  }
  return { assignments, problems };
}

function longestName<T>(words: readonly string[], at: number, find: Find<T>): Found<T> | null {
  for (let count = Math.min(MOST_WORDS, words.length - at); count > 0; count--) {
    const several = words.slice(at, at + count);
    // A word with spaces was quoted: it is a whole name, or a value.
    if (count > 1 && !several.every((word) => /^\S+$/.test(word.split('=', 1)[0]!))) continue;
    const joined = several.join(' ');
    const sign = joined.indexOf('=');
    // An equals sign further in front belongs to a value.
    if (sign >= 0 && sign < joined.length - words[at + count - 1]!.length) continue;
    const known = find((sign < 0 ? joined : joined.slice(0, sign)).trim().replace(/\s+/g, ' '));
    if (known !== null) return { known, text: sign < 0 ? null : joined.slice(sign + 1), next: at + count };
  }
  return null;
}

/**
 * The words behind a value that belong to no name: a second value, a unit, the rest of a value that lost its quotes.
 * What looks like a name and could have a value of its own is left to be told as an unknown one.
 */
function surplusIn(words: readonly string[], at: number, last: Assignment | null): readonly string[] {
  if (last === null) return [];
  const end = words.findIndex(
    (word, index) => index >= at && (isName(word) || longestName(words, index, findParameter)),
  );
  const rest = words.slice(at, end < 0 ? undefined : end);
  const isText = ['list', 'path'].includes(last.definition.type.is);
  const isSurplus = isValue(rest[0] ?? '') || rest.length === 1 || isText;
  return isSurplus && nearest(rest.join(' '), PARAMETER_NAMES).length === 0 ? rest : [];
}

function isName(word: string): boolean {
  return word.includes('=') || (/^\S+ /.test(word) && nearest(word, PARAMETER_NAMES).length > 0);
}

function isValue(word: string): boolean {
  return /^([+-]?\d.*|yes|no|on|off|true|false)$/i.test(word);
}

/** The unknown name at this place: up to an equals sign, or as many words without spaces as may belong to it. */
function unknownName(words: readonly string[], at: number): string {
  const word = words[at]!;
  if (word.includes('=')) return word.slice(0, word.indexOf('='));
  const rest = bareWords(words, at);
  return rest === word ? word : rest.slice(0, rest.lastIndexOf(' '));
}

function bareWords(words: readonly string[], at: number): string {
  if (words[at]!.trim().includes(' ')) return words[at]!;
  const end = words.findIndex((word, index) => index > at && (word.trim().includes(' ') || word === ''));
  return words.slice(at, end < 0 ? undefined : end).join(' ');
}

/** What is passed over in a file cannot be done on a command line. */
function asError(problem: Problem): Problem {
  return { ...problem, severity: 'error' };
}

function noValue({ name }: ParameterDefinition): Problem {
  return {
    code: 'value-missing',
    severity: 'error',
    what: `${name} is given no value`,
    why: 'each name is followed by its value',
    where: null,
    do: `write it behind the name, as in "${name}" VALUE; to take it out: switchover params unset`,
  };
}

function twice({ name }: ParameterDefinition): Problem {
  return {
    code: 'assigned-twice',
    severity: 'error',
    what: `${name} is set twice`,
    why: 'one of the two values would silently be lost',
    where: null,
    do: 'keep one of them',
  };
}

function tooMany({ definition: { name, type }, text }: Assignment, surplus: readonly string[]): Problem {
  const values = [text, ...surplus];
  const isText = type.is === 'list' || type.is === 'path';
  return {
    code: 'value-surplus',
    severity: 'error',
    what: `${name} is given ${values.length} values: ${listed(values)}`,
    why: `one word behind a name is its value${isText ? '; a value with spaces stands in quotes' : ''}`,
    where: null,
    do: isText
      ? `write: switchover params set ${quoted(name)} ${quoted(values.join(' '))}`
      : `keep one${isUnit(surplus) ? ', without a unit' : ''}: switchover params set ${quoted(name)} ${inWords(text)}`,
  };
}

function isUnit(surplus: readonly string[]): boolean {
  return surplus.length === 1 && /^[a-z%]+$/i.test(surplus[0]!);
}

function listed(values: readonly string[]): string {
  const shown = values.slice(0, MOST_SHOWN).map((value) => JSON.stringify(cut(value, 40)));
  return values.length > MOST_SHOWN
    ? `${shown.join(', ')} and more`
    : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

const MOST_SHOWN = 4;

function inWords(text: string): string {
  return /^[\w.:-]+$/.test(text) ? cut(text, 200) : quoted(text);
}

/** For a shell, as people write it there: backslashes stay as they are. */
function quoted(text: string): string {
  return `"${cut(text, 200)}"`;
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
