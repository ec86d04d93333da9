import { nearest } from '../../nearest.ts';
import type { Problem } from '../../problem.ts';
import { codePoint, inQuotes } from '../../unseen.ts';
import type { ParameterName } from './catalogue.ts';
import { findByShortName, findParameter, PARAMETER_NAMES } from './catalogue.ts';
import type { ParameterDefinition } from './definition.ts';
import type { OtherName } from './other-names.ts';
import { findOtherName } from './other-names.ts';

/** The problem of a name that `findParameter` does not know. A warning if ignoring it does no harm. */
export function unknownParameter(name: string, where: string | null): Problem {
  const other = findOtherName(name);
  if (other !== null) return { ...describeOtherName(other), where };
  const meant = findByShortName(name);
  if (meant !== null) return { ...describeShortName(meant), where };
  const exact = findParameter(withPlainSpaces(name));
  const near = exact === null ? nearestParameters(name) : [exact.name];
  return {
    code: 'parameter-unknown',
    severity: 'error',
    what: `unknown parameter ${inQuotes(name, 60)}`,
    why: near.length > 0 ? whyNotExact(name) : 'no parameter has a similar name',
    where,
    do:
      near.length > 0
        ? `did you mean ${listed(near)}?`
        : 'check the spelling; "man switchover-parameters" lists all parameters',
  };
}

/** Copied from a web page or a document, a name may contain characters that only look right. */
function whyNotExact(name: string): string {
  const strange = [...new Set(name.match(/[^ -~]/gu) ?? [])].slice(0, 3).map(codePoint);
  return strange.length === 0
    ? 'names must be exact, except for letter case'
    : `it contains ${strange.join(', ')}; names consist of unaccented letters, digits and plain spaces`;
}

function withPlainSpaces(name: string): string {
  return name
    .slice(0, LONGEST_NAME)
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function describeShortName({ name, shortName }: ParameterDefinition): Omit<Problem, 'where'> {
  return {
    code: 'parameter-short-name',
    severity: 'error',
    what: `${shortName} is the short name of a parameter`,
    why: 'short names work on the command line only; everywhere else the exact name is required',
    do: `write "${name}"`,
  };
}

/** What is known about a name that is not in the catalogue. */
function describeOtherName(other: OtherName): Omit<Problem, 'where'> {
  switch (other.is) {
    case 'misspelt':
      return {
        code: 'parameter-misspelt',
        severity: 'error',
        what: `${other.name} is not the exact name of a parameter`,
        why: 'this is a common misspelling, and misspelled names are never accepted',
        do: `write "${other.means}"`,
      };
    case 'renamed':
      return {
        code: 'parameter-retired',
        severity: 'error',
        what: `${other.name} was renamed to ${other.means} in ${other.since}`,
        why: `${other.because}, and under that name it has no effect now`,
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
            ? 'remove it: it has no replacement'
            : `remove it; ${other.instead} replaces it, but its values have another meaning`,
      };
    case 'foreign':
      return {
        code: 'parameter-foreign',
        severity: 'warning',
        what: `${other.name} is not a Switchover server parameter and has no effect here`,
        why: other.because,
        do: other.advice,
      };
  }
}

/**
 * The three names that were most likely meant: those that contain every word of it (a short form), then those that
 * differ by a few letters; if there are none, those that share a word with it.
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

/** Longer names are not typing mistakes. */
const LONGEST_NAME = 100;

/** The words of the name, without the one that most names start with. */
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
