/**
 * What is known of one Switchover server parameter. One definition each, from which validation, help, `explain`,
 * the reference page and the man page are made: whatever one of them needs is a field here, not a sentence there.
 */
import type { ListGrammar } from './lists/problems-of-list.ts';

/** What a value is and how it is spelt. Values of lists stay text; their grammar is applied where they are read. */
export type ParameterType =
  /** `on` and `off`: the words this parameter is written back with (reading R17 takes others as well). */
  | { readonly is: 'boolean'; readonly on: string; readonly off: string }
  | { readonly is: 'number' }
  /** The name or the address of a computer. */
  | { readonly is: 'host' }
  /** An IP address, never a name. */
  | { readonly is: 'address' }
  /** A computer name; one with a domain is taken, and warned of by a rule. */
  | { readonly is: 'computer-name' }
  /** A computer name with its domain. */
  | { readonly is: 'domain-name' }
  | { readonly is: 'word'; readonly allowed: readonly string[] }
  | { readonly is: 'path' }
  | { readonly is: 'list'; readonly grammar: ListGrammar };

export type ParameterValue = boolean | number | string;

/** The type column of the reference's tables; `upgrade` and `mirror-path` where a name stands outside of them. */
export type ParameterKind = 'packaged' | 'general-optional' | 'customizable' | 'optional' | 'upgrade' | 'mirror-path';

/** What it is about, for `list --group`. */
export type ParameterGroup =
  | 'servers'
  | 'reconnecting'
  | 'network-checks'
  | 'primary-monitor'
  | 'module-monitor'
  | 'quality-of-service'
  | 'mirroring'
  | 'replication'
  | 'recovery'
  | 'upgrade'
  | 'names';

/** A limit and whose it is: `reference`, or `ours` where the reference gives none and some limit must be. */
export interface Bound {
  readonly value: number;
  readonly by: 'reference' | 'ours';
  /** Why there is one, where it is ours. */
  readonly why?: string;
}

/**
 * When a change is felt: at once, or after a restart of the server that is the backup, of both, or of a subsystem.
 * `subsystem` restarts as well, or alone where `of` says so.
 */
export type TakesEffect =
  | { readonly when: 'at-once' }
  | {
      readonly when: 'restart';
      readonly of: 'backup' | 'both' | 'subsystem';
      readonly subsystem?: string;
      readonly why: string;
    };

export interface ParameterDefinition<Name extends string = string, Type extends ParameterType = ParameterType> {
  /** The exact name. Letter case never matters on the way in; this spelling is used on the way out. */
  readonly name: Name;
  /** What it may be called on the command line instead: lower case, words joined by hyphens (R18). */
  readonly shortName: string;
  readonly kind: ParameterKind;
  readonly group: ParameterGroup;
  readonly type: Type;
  readonly unit: 'seconds' | 'pings' | 'ping sets' | 'failures' | 'restarts' | 'dscp' | null;
  /** The value in force where none is set; null where there is none. `meaning.absent` says where that is not all. */
  readonly default: ParameterValue | null;
  /** Where the reference gives no default: why it is this one. */
  readonly defaultIsOurs?: string;
  readonly minimum: Bound | null;
  readonly maximum: Bound | null;
  /** What particular values mean where it is not what the number says. */
  readonly meaning: {
    readonly zero: string | null;
    readonly minusOne: string | null;
    /** Where absent differs from the default being set. */
    readonly absent: string | null;
  };
  readonly takesEffect: TakesEffect;
  /** First release that knows it, as far as the reference says. */
  readonly since: string | null;
  /** Names of parameters without which, or together with which, it has its effect. */
  readonly dependsOn: readonly string[];
  /** Section of the reference. */
  readonly section: string;
  /** Readings that touch it, by number. */
  readonly readings: readonly `R${number}`[];
  /** A value to learn from, where the type alone does not show what one looks like. */
  readonly example?: string;
  /** What it does, in our own words, one or more full sentences. */
  readonly description: string;
}

/**
 * What holds where nothing is set: the default, or null where there is none, or where absent means something else than
 * the default being set (`Switchover Unreachable Primary Ping Count`, reading R4). Yes and no never mean more than one.
 */
export function valueWhenAbsent({
  default: preset,
  meaning,
  type,
}: Pick<ParameterDefinition, 'default' | 'meaning' | 'type'>): ParameterValue | null {
  return meaning.absent !== null && type.is !== 'boolean' ? null : preset;
}
