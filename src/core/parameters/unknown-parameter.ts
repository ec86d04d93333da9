import { nearest } from '../nearest.ts';
import type { Problem } from '../problem.ts';
import type { ParameterName } from './catalogue.ts';
import { findByShortName, PARAMETER_NAMES } from './catalogue.ts';
import type { ParameterDefinition } from './definition.ts';
import type { OtherName } from './other-names.ts';
import { findOtherName } from './other-names.ts';

/** What to say of a name that `findParameter` does not know. A warning where nothing is lost by passing over it. */
export function unknownParameter(name: string, where: string | null): Problem {
  const shown = name.length > 60 ? `${name.slice(0, 60)}…` : name;
  const other = findOtherName(name);
  if (other !== null) return { ...describeOtherName(other), where };
  const meant = findByShortName(name);
  if (meant !== null) return { ...describeShortName(meant), where };
  const near = nearestParameters(name);
  return {
    code: 'parameter-unknown',
    severity: 'error',
    what: `there is no parameter ${JSON.stringify(shown)}`,
    why: near.length > 0 ? 'no parameter has exactly this name' : 'no parameter has a name like it',
    where,
    do:
      near.length > 0
        ? `did you mean ${listed(near)}?`
        : 'check the spelling; "man switchover-parameters" lists them all',
  };
}

function describeShortName({ name, shortName }: ParameterDefinition): Omit<Problem, 'where'> {
  return {
    code: 'parameter-short-name',
    severity: 'error',
    what: `${shortName} is not the exact name of a parameter`,
    why: 'short names are for the command line; everywhere else only the exact name counts',
    do: `write "${name}"`,
  };
}

/** What is known of a name that is none of the catalogue's. */
function describeOtherName(other: OtherName): Omit<Problem, 'where'> {
  switch (other.is) {
    case 'misspelt':
      return {
        code: 'parameter-misspelt',
        severity: 'error',
        what: `${other.name} is not the exact name of a parameter`,
        why: 'it is met with in places, and altered names are never taken for the real one',
        do: `write "${other.means}"`,
      };
    case 'renamed':
      return {
        code: 'parameter-retired',
        severity: 'error',
        what: `${other.name} has been called ${other.means} since ${other.since}`,
        why: `${other.because}; under its old name the value would have no effect`,
        do: `write "${other.means}"`,
      };
    case 'retired':
      return {
        code: 'parameter-retired',
        severity: 'warning',
        what: `${other.name} has had no effect since ${other.since}`,
        why: other.because,
        do:
          other.instead === null
            ? 'take it out: nothing takes its place'
            : `take it out; ${other.instead} does its work, and its value means something else`,
      };
    case 'foreign':
      return {
        code: 'parameter-foreign',
        severity: 'warning',
        what: `${other.name} is no Switchover parameter, so it has no effect here`,
        why: other.because,
        do: other.advice,
      };
  }
}

/**
 * The three names that were most likely meant: those that hold every word of it (a short form), then those that
 * differ by a few letters; where there are none, those that share a word with it.
 */
function nearestParameters(name: string): string[] {
  if (name.length > LONGEST_NAME) return [];
  const words = wordsOf(name);
  const longer =
    words.length === 0 ? [] : PARAMETER_NAMES.filter((known) => sharedWords(known, words) === words.length);
  const near = [...new Set([...longer.toSorted((a, b) => a.length - b.length), ...nearest(name, PARAMETER_NAMES)])];
  const found = near.length > 0 ? near : sharingMost(words);
  return found.slice(0, 3);
}

/** Longer ones are no slips of the finger. */
const LONGEST_NAME = 100;

/** Words of the name; of the one that most names begin with, nothing can be learnt. */
function wordsOf(name: string): string[] {
  return name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 2 && word !== 'switchover');
}

function sharedWords(known: string, words: readonly string[]): number {
  const folded = known.toLowerCase();
  return words.filter((word) => folded.includes(word)).length;
}

function sharingMost(words: readonly string[]): ParameterName[] {
  const shared = PARAMETER_NAMES.map((known) => ({ known, count: sharedWords(known, words) }));
  const most = Math.max(1, ...shared.map(({ count }) => count));
  return shared.filter(({ count }) => count === most).map(({ known }) => known);
}

function listed(names: readonly string[]): string {
  const quoted = names.map((name) => `"${name}"`);
  return quoted.length === 1 ? quoted[0]! : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}
