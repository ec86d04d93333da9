/**
 * Builders of definitions, one for each type of value. A definition states what is special about its parameter; whatever
 * it omits has the usual value.
 */
import type {
  Bound,
  ParameterDefinition,
  ParameterGroup,
  ParameterType,
  ParameterValue,
  TakesEffect,
} from './definition.ts';
import type { ListGrammar } from './problems-of-list.ts';

const NO_MEANING: ParameterDefinition['meaning'] = { zero: null, minusOne: null, absent: null };

/** The values of fields that a definition omits. */
const USUAL = {
  unit: null,
  default: null,
  minimum: null,
  maximum: null,
  meaning: NO_MEANING,
  takesEffect: { when: 'restart', of: 'backup', why: 'only the backup uses it, and reads it when it starts' },
  since: null,
  dependsOn: [],
  section: 'Optional Switchover Server parameters',
  readings: [],
} as const satisfies Partial<ParameterDefinition>;

/** Fields that several definitions may share. */
interface Shared extends Partial<Pick<ParameterDefinition, 'kind' | 'takesEffect' | 'since' | 'section'>> {
  readonly meaning?: Partial<ParameterDefinition['meaning']>;
}

interface Special<Name extends string, Value extends ParameterValue = ParameterValue>
  extends Shared,
    Partial<Pick<ParameterDefinition, 'dependsOn' | 'readings' | 'example'>> {
  readonly name: Name;
  readonly shortName: string;
  readonly default?: Value;
  readonly description: string;
}

interface SpecialNumber<Name extends string> extends Special<Name, number>, Pick<ParameterDefinition, 'defaultIsOurs'> {
  readonly default: number;
  /** A bare number is a limit of the reference. */
  readonly minimum: number | Bound;
  readonly maximum: number | Bound;
}

interface SpecialCount<Name extends string> extends SpecialNumber<Name> {
  readonly unit: NonNullable<ParameterDefinition['unit']>;
}

/** A change takes effect without a restart (R16). */
export const AT_ONCE = { when: 'at-once' } as const;

/** A change takes effect after a restart of both servers. */
export function restartOfBoth(why: string): TakesEffect {
  return { when: 'restart', of: 'both', why };
}

/** A limit for which the reference gives none. */
export function ours(value: number, why: string): Bound {
  return { value, by: 'ours', why };
}

/** The builders for one group. Shared fields apply to each definition that omits them. */
export function definitionsIn(group: ParameterGroup, shared: Shared = {}) {
  type Counted = Partial<Pick<ParameterDefinition, 'unit' | 'minimum' | 'maximum'>>;
  function define<Name extends string, Type extends ParameterType>(
    type: Type,
    { name, shortName, meaning, ...special }: Special<Name> & Counted,
  ): ParameterDefinition<Name, Type> {
    const means = { ...NO_MEANING, ...shared.meaning, ...meaning };
    const kind = 'general-optional';
    return { name, shortName, kind, group, type, ...USUAL, ...shared, ...special, meaning: means };
  }
  const count = <Name extends string>({ minimum, maximum, ...special }: SpecialCount<Name>) =>
    define({ is: 'number' }, { ...special, minimum: bound(minimum), maximum: bound(maximum) });
  return {
    count,
    seconds: <Name extends string>(special: SpecialNumber<Name>) => count({ ...special, unit: 'seconds' }),
    /** Written back as Yes or No; the default is No unless given. */
    yesNo: <Name extends string>(special: Special<Name, boolean>) =>
      define({ is: 'boolean', on: 'Yes', off: 'No' }, { default: false, ...special }),
    /** Written back as 1 or 0; the default is 0 unless given. */
    oneZero: <Name extends string>(special: Special<Name, boolean>) =>
      define({ is: 'boolean', on: '1', off: '0' }, { default: false, ...special }),
    host: <Name extends string>(special: Special<Name, string>) => define({ is: 'host' }, special),
    address: <Name extends string>(special: Special<Name, string>) => define({ is: 'address' }, special),
    computerName: <Name extends string>(special: Special<Name, string>) => define({ is: 'computer-name' }, special),
    domainName: <Name extends string>(special: Special<Name, string>) => define({ is: 'domain-name' }, special),
    path: <Name extends string>(special: Special<Name, string>) => define({ is: 'path' }, special),
    word: <Name extends string, const Word extends string>({ allowed, ...special }: Allowing<Name, Word>) =>
      define({ is: 'word', allowed }, special),
    list: <Name extends string>({ grammar, ...special }: Special<Name, string> & { readonly grammar: ListGrammar }) =>
      define({ is: 'list', grammar }, special),
  };
}

interface Allowing<Name extends string, Word extends string> extends Special<Name, Word> {
  readonly allowed: readonly Word[];
}

function bound(limit: number | Bound): Bound {
  return typeof limit === 'number' ? { value: limit, by: 'reference' } : limit;
}
