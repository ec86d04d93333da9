/**
 * Names and values as words of a command line. Names have spaces, and people forget quotes: several words that are
 * exactly one name are that name. Nothing else is guessed.
 */
import type { Problem } from '../problem.ts';
import { findParameter, unknownParameter } from './catalogue.ts';
import type { ParameterDefinition } from './definition.ts';

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
  for (let at = 0; at < words.length; ) {
    const found = longestName(words, at, findParameter);
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
    if (value === undefined) problems.push(noValue(definition));
    else if (assignments.some((each) => each.definition === definition)) problems.push(twice(definition));
    else assignments.push({ definition, text: value });
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
