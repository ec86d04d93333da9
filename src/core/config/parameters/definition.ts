/**
 * Everything about one Switchover server parameter. Validation, help, `explain`, the reference page and the man page
 * are all generated from its definition: whatever one of them needs is a field here, not a sentence there.
 */
import type { ListGrammar } from './problems-of-list.ts';

/** What a value is and how it is written. List values stay text; their grammar is applied where they are read. */
export type ParameterType =
  /** `on` and `off`: the words this parameter is written back with (others are accepted, reading R17). */
  | { readonly is: 'boolean'; readonly on: string; readonly off: string }
  | { readonly is: 'number' }
  /** The name or address of a host. */
  | { readonly is: 'host' }
  /** An IP address, never a name. */
  | { readonly is: 'address' }
  /** A computer name; one with a domain is accepted, with a warning from a rule. */
  | { readonly is: 'computer-name' }
  /** A fully qualified domain name. */
  | { readonly is: 'domain-name' }
  | { readonly is: 'word'; readonly allowed: readonly string[] }
  | { readonly is: 'path' }
  | { readonly is: 'list'; readonly grammar: ListGrammar };

export type ParameterValue = boolean | number | string;

/** The type column of the reference's tables; `upgrade` and `mirror-path` for names outside of those tables. */
export type ParameterKind = 'packaged' | 'general-optional' | 'customizable' | 'optional' | 'upgrade' | 'mirror-path';

/** For `params list --group`. */
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

/** A limit and its origin: `reference`, or `ours` if the reference gives none but a limit is needed. */
export interface Bound {
  readonly value: number;
  readonly by: 'reference' | 'ours';
  /** The reason for a limit of ours. */
  readonly why?: string;
}

/**
 * When a change takes effect: immediately, or after a restart of the backup, of both servers, or of a subsystem.
 * `subsystem` restarts as well, or alone if `of` says so.
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
  /** The exact name. Letter case does not matter in input; output uses this spelling. */
  readonly name: Name;
  /** The name accepted on the command line as well: lower case, words joined by hyphens (R18). */
  readonly shortName: string;
  readonly kind: ParameterKind;
  readonly group: ParameterGroup;
  readonly type: Type;
  readonly unit: 'seconds' | 'pings' | 'ping sets' | 'hours' | 'failures' | 'restarts' | 'dscp' | null;
  /** The value in force if none is set; null if there is none. `meaning.absent` tells when that is not all. */
  readonly default: ParameterValue | null;
  /** If the reference gives no default: the reason for this one. */
  readonly defaultIsOurs?: string;
  readonly minimum: Bound | null;
  readonly maximum: Bound | null;
  /** The meaning of special values. */
  readonly meaning: {
    readonly zero: string | null;
    readonly minusOne: string | null;
    /** If being absent differs from having the default set. */
    readonly absent: string | null;
  };
  readonly takesEffect: TakesEffect;
  /** First release that has it, according to the reference. */
  readonly since: string | null;
  /** Names of parameters that it needs or interacts with. */
  readonly dependsOn: readonly string[];
  /** Section of the reference. */
  readonly section: string;
  /** Readings that concern it, by number. */
  readonly readings: readonly `R${number}`[];
  /** An example value, if the type alone does not show what one looks like. */
  readonly example?: string;
  /** What it does, in our own words, in one or more full sentences. */
  readonly description: string;
}

/**
 * The value in force if none is set: the default, or null if there is none, or if being absent differs from having the
 * default set (`Switchover Unreachable Primary Ping Count`, reading R4). This never applies to Yes and No.
 */
export function valueWhenAbsent({
  default: preset,
  meaning,
  type,
}: Pick<ParameterDefinition, 'default' | 'meaning' | 'type'>): ParameterValue | null {
  return meaning.absent !== null && type.is !== 'boolean' ? null : preset;
}
