import type { ParameterDefinition } from './definition.ts';
import { MIRRORING } from './definitions/mirroring.ts';
import { MODULE_MONITOR } from './definitions/module-monitor.ts';
import { NAMES } from './definitions/names.ts';
import { NETWORK_CHECKS } from './definitions/network-checks.ts';
import { PRIMARY_MONITOR } from './definitions/primary-monitor.ts';
import { QUALITY_OF_SERVICE } from './definitions/quality-of-service.ts';
import { RECONNECTING } from './definitions/reconnecting.ts';
import { RECOVERY } from './definitions/recovery.ts';
import { REPLICATION } from './definitions/replication.ts';
import { SERVERS } from './definitions/servers.ts';
import { UNREACHABLE_PRIMARY } from './definitions/unreachable-primary.ts';
import { UPGRADE } from './definitions/upgrade.ts';

/** Every known parameter, in the order of lists. */
export const CATALOGUE = [
  ...SERVERS,
  ...RECONNECTING,
  ...NETWORK_CHECKS,
  ...UNREACHABLE_PRIMARY,
  ...PRIMARY_MONITOR,
  ...MODULE_MONITOR,
  ...QUALITY_OF_SERVICE,
  ...NAMES,
  ...REPLICATION,
  ...MIRRORING,
  ...RECOVERY,
  ...UPGRADE,
] as const;

type Definitions = (typeof CATALOGUE)[number];

export type ParameterName = Definitions['name'];

type ValueOf<D extends Definitions> = D['type']['is'] extends 'boolean'
  ? boolean
  : D['type']['is'] extends 'number'
    ? number
    : D['type'] extends { readonly allowed: readonly (infer Word)[] }
      ? Word
      : string;

/** Values that are set, by exact name. An unset parameter is absent, never null. */
export type ParameterValues = { readonly [D in Definitions as D['name']]?: ValueOf<D> };

const BY_FOLDED_NAME: ReadonlyMap<string, ParameterDefinition> = new Map(
  CATALOGUE.map((definition) => [definition.name.toLowerCase(), definition]),
);

const BY_SHORT_NAME: ReadonlyMap<string, ParameterDefinition> = new Map(
  CATALOGUE.map((definition) => [definition.shortName, definition]),
);

/** The definition for a name in any letter case; null if the name is unknown. */
export function findParameter(name: string): ParameterDefinition | null {
  return BY_FOLDED_NAME.get(name.trim().toLowerCase()) ?? null;
}

/** The definition for a short name in any letter case; null if there is none. For the command line only. */
export function findByShortName(shortName: string): ParameterDefinition | null {
  return BY_SHORT_NAME.get(shortName.trim().toLowerCase()) ?? null;
}

export const PARAMETER_NAMES: readonly ParameterName[] = CATALOGUE.map((definition) => definition.name);

export const SHORT_NAMES: readonly string[] = CATALOGUE.map((definition) => definition.shortName);
