import type { Bound, TakesEffect } from '../core/parameters/definition.ts';
import type { Explanation } from '../core/parameters/explanation.ts';
import type { ListGrammar } from '../core/parameters/lists/problems-of-list.ts';
import type { OtherName } from '../core/parameters/other-names.ts';
import { printValue } from '../core/parameters/print-value.ts';

/** One line of what is known of a parameter: a word, and what to say of it. */
export type Fact = readonly [label: string, text: string];

/** The same facts in the same words, for the terminal, the reference page and the man page. */
export function parameterFacts(parameter: Explanation): Fact[] {
  const { shortName, meaning, type, since, example, alsoKnownAs, dependsOn } = parameter;
  const former = alsoKnownAs.filter(({ is }) => is === 'renamed').map(({ name }) => name);
  const mistaken = alsoKnownAs.filter(({ is }) => is === 'misspelt').map(({ name }) => name);
  const facts: readonly (readonly [string, string | null])[] = [
    ['short name', `${shortName}, on the command line`],
    ['value', describeType(parameter)],
    ['limits', describeLimits(parameter)],
    ['example', example ?? null],
    ['default', describeDefault(parameter)],
    [type.is === 'boolean' ? type.off : '0', meaning.zero],
    ['-1', meaning.minusOne],
    ['not set', meaning.absent],
    ['a change', describeEffect(parameter.takesEffect)],
    ['since', since],
    ['formerly', former.length === 0 ? null : former.join(', ')],
    ['misspelt', mistaken.length === 0 ? null : `in places as ${mistaken.join(', ')}`],
    ['see also', dependsOn.length === 0 ? null : dependsOn.join(', ')],
    ['status', describeUse(parameter)],
  ];
  return facts.flatMap(([label, text]) => (text === null ? [] : [[label, text]]));
}

const DIRECTORIES = 'directories, parted by semicolons; a + before one takes in all that lies below it';

const LISTS: Readonly<Record<ListGrammar, string>> = {
  directories: DIRECTORIES,
  'excluded-directories': DIRECTORIES,
  extensions: 'extensions of files, parted by semicolons',
  'ds-paths': 'paths of the configuration tree, parted by semicolons',
  'attribute-exceptions': 'classes with their attributes in parentheses, parted by semicolons',
};

function describeType({ type, unit, minimum, maximum }: Explanation): string {
  switch (type.is) {
    case 'boolean':
      return `${type.on} or ${type.off}`;
    case 'number': {
      const what = unit === null || unit === 'dscp' ? 'a whole number' : `a whole number of ${unit}`;
      return minimum === null || maximum === null ? what : `${what}, ${minimum.value} to ${maximum.value}`;
    }
    case 'host':
      return 'the name or the IP address of one computer';
    case 'address':
      return 'an IP address';
    case 'computer-name':
      return 'the name of a computer, without its domain';
    case 'domain-name':
      return 'the name of a computer with its domain';
    case 'word':
      return type.allowed.join(' or ');
    case 'path':
      return 'the path of a directory, with or without its drive';
    case 'list':
      return LISTS[type.grammar];
  }
}

function describeLimits({ minimum, maximum }: Explanation): string | null {
  if (minimum === null || maximum === null) return null;
  if (minimum.by === 'reference' && maximum.by === 'reference') return 'both are those of the reference';
  if (minimum.by === 'ours' && maximum.by === 'ours' && minimum.why === maximum.why) {
    return `both are ours: ${minimum.why}`;
  }
  return `${whose('the least', minimum)}; ${whose('the most', maximum)}`;
}

function whose(which: string, { by, why }: Bound): string {
  return by === 'reference' ? `${which} is that of the reference` : `${which} is ours: ${why}`;
}

function describeDefault(parameter: Explanation): string {
  const { default: value, defaultIsOurs, type, unit } = parameter;
  if (value === null) return 'none';
  const written = printValue(parameter, value);
  const counted = unit === null || unit === 'dscp' ? written : `${written} ${value === 1 ? unit.slice(0, -1) : unit}`;
  if (defaultIsOurs !== undefined) return `${counted} (the reference gives none; ours is ${defaultIsOurs})`;
  if (type.is === 'number' && parameter.meaning.absent !== null)
    return `${counted}, says the reference; "not set" is something else here`;
  return type.is === 'list' ? written.replaceAll(';', '; ') : counted;
}

function describeEffect(effect: TakesEffect): string {
  if (effect.when === 'at-once') return 'takes effect at once, without a restart';
  const also = effect.subsystem === undefined ? '' : ` and ${effect.subsystem}`;
  switch (effect.of) {
    case 'backup':
      return `takes effect when the backup${also} ${also === '' ? 'restarts' : 'restart'}: ${effect.why}`;
    case 'both':
      return `takes effect when both servers${also} restart: ${effect.why}`;
    case 'subsystem':
      return `takes effect when ${effect.subsystem} restarts: ${effect.why}`;
  }
}

function describeUse({ usedBy }: Explanation): string | null {
  switch (usedBy) {
    case 'engine':
      return null;
    case 'pair-file':
      return 'a pair of ours says it in its pair file, under "servers"';
    case 'nothing-yet':
      return 'this version checks and keeps the value; the part that acts on it is not there yet';
  }
}

/** What a name is that is no parameter's, or no longer one's. */
export function describeOtherName(other: OtherName): string {
  switch (other.is) {
    case 'misspelt':
      return `This is how ${other.means} is called in places. Only its exact name is taken; on the command line its short name as well.`;
    case 'renamed':
      return `${other.means} has taken its place since ${other.since}: ${other.because}. The old name has no effect.`;
    case 'retired': {
      const now =
        other.instead === null
          ? 'Nothing takes its place.'
          : `${other.instead} does its work now; its value means something else.`;
      return `A parameter of earlier releases, without any effect since ${other.since}: ${other.because}. ${now}`;
    }
    case 'foreign':
      return `Not a Switchover parameter: ${other.because}. To use it, ${other.advice}.`;
  }
}
