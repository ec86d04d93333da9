import type { Bound, TakesEffect } from '../../core/config/parameters/definition.ts';
import { DSCP_CLASSES } from '../../core/config/parameters/dscp.ts';
import type { Explanation } from '../../core/config/parameters/explanation.ts';
import type { OtherName } from '../../core/config/parameters/other-names.ts';
import { printValue } from '../../core/config/parameters/print-value.ts';
import type { ListGrammar } from '../../core/config/parameters/problems-of-list.ts';

/** One fact about a parameter: a label and its text. */
export type Fact = readonly [label: string, text: string];

/** The same facts in the same words, for the terminal, the reference page and the man page. */
export function parameterFacts(parameter: Explanation): Fact[] {
  const { shortName, meaning, type, since, example, alsoKnownAs, dependsOn } = parameter;
  const former = alsoKnownAs.filter(({ is }) => is === 'renamed').map(({ name }) => name);
  const mistaken = alsoKnownAs.filter(({ is }) => is === 'misspelt').map(({ name }) => name);
  const facts: readonly (readonly [string, string | null])[] = [
    ['short name', `${shortName} (command line only)`],
    ['value', describeType(parameter)],
    ['limits', describeLimits(parameter)],
    ['example', example ?? null],
    ['default', describeDefault(parameter)],
    [type.is === 'boolean' ? type.off : '0', meaning.zero],
    ['-1', meaning.minusOne],
    ['not set', meaning.absent],
    ['change', describeEffect(parameter.takesEffect)],
    ['since', since],
    ['formerly', former.length === 0 ? null : former.join(', ')],
    ['misspelt', mistaken.length === 0 ? null : mistaken.join(', ')],
    ['see also', dependsOn.length === 0 ? null : dependsOn.join(', ')],
    ['status', describeUse(parameter)],
  ];
  return facts.flatMap(([label, text]) => (text === null ? [] : [[label, text]]));
}

const DIRECTORIES = 'directories, separated by semicolons; a + before one includes its subdirectories';

const LISTS: Readonly<Record<ListGrammar, string>> = {
  directories: DIRECTORIES,
  'excluded-directories': DIRECTORIES,
  extensions: 'file extensions, separated by semicolons',
  'ds-paths': 'paths of the configuration tree, separated by semicolons',
  'attribute-exceptions': 'classes with their attributes in parentheses, separated by semicolons',
};

function describeType({ type, unit, minimum, maximum }: Explanation): string {
  switch (type.is) {
    case 'boolean':
      return `${type.on} or ${type.off}`;
    case 'number': {
      const what = unit === null || unit === 'dscp' ? 'a whole number' : `a whole number of ${unit}`;
      const classes = unit === 'dscp' ? `, or a class: ${DSCP_CLASSES}` : '';
      return minimum === null || maximum === null ? what : `${what}, ${minimum.value} to ${maximum.value}${classes}`;
    }
    case 'host':
      return 'the name or IP address of a host';
    case 'address':
      return 'an IP address';
    case 'computer-name':
      return 'a computer name without a domain';
    case 'domain-name':
      return 'a fully qualified domain name';
    case 'word':
      return type.allowed.join(' or ');
    case 'path':
      return 'the absolute path of one directory, with or without a drive';
    case 'list':
      return LISTS[type.grammar];
  }
}

function describeLimits({ minimum, maximum }: Explanation): string | null {
  if (minimum === null || maximum === null) return null;
  if (minimum.by === 'reference' && maximum.by === 'reference') return 'from the reference';
  if (minimum.by === 'ours' && maximum.by === 'ours' && minimum.why === maximum.why) {
    return `ours: ${minimum.why}`;
  }
  return `${whose('minimum', minimum)}; ${whose('maximum', maximum)}`;
}

function whose(which: string, { by, why }: Bound): string {
  return by === 'reference' ? `${which} from the reference` : `${which} is ours (${why})`;
}

function describeDefault(parameter: Explanation): string {
  const { default: value, defaultIsOurs, type, unit } = parameter;
  if (value === null) return 'none';
  const written = printValue(parameter, value);
  const counted = unit === null || unit === 'dscp' ? written : `${written} ${value === 1 ? unit.slice(0, -1) : unit}`;
  if (defaultIsOurs !== undefined) return `${counted} (ours, ${defaultIsOurs}; the reference gives none)`;
  if (type.is === 'number' && parameter.meaning.absent !== null)
    return `${counted} in the reference; in switchover "not set" means something else`;
  return type.is === 'list' ? written.replaceAll(';', '; ') : counted;
}

function describeEffect(effect: TakesEffect): string {
  if (effect.when === 'at-once') return 'takes effect immediately, without a restart';
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
    case 'tree':
      return null;
    case 'pair-file':
      return 'set in the pair file, under "servers"';
    case 'nothing-yet':
      return 'checked and stored, but not used by this version yet';
  }
}

/** What a name is that is not a parameter, or no longer one. */
export function describeOtherName(other: OtherName): string {
  switch (other.is) {
    case 'misspelt':
      return `A common misspelling of ${other.means}. Only the exact name is accepted, and on the command line also the short name.`;
    case 'renamed':
      return `Renamed to ${other.means} in ${other.since}: ${other.because}. The old name has no effect.`;
    case 'retired': {
      const now =
        other.instead === null
          ? 'It has no replacement.'
          : `${other.instead} replaces it, but its values have another meaning.`;
      return `A parameter of earlier releases, without effect since ${other.since}: ${other.because}. ${now}`;
    }
    case 'foreign':
      return `Not a Switchover server parameter: ${other.because}. To use it, ${other.advice}.`;
  }
}
