import type { ParameterDefinition } from '../definition.ts';
import { NO_SPECIAL_MEANING, OPTIONAL_SECTION, RESTART_BACKUP } from '../definition.ts';

/** How the backup copies the configuration tree (DS) of the primary. */
export const REPLICATION = [
  {
    name: 'Switchover DS Request Timeout',
    kind: 'general-optional',
    group: 'replication',
    type: { is: 'number' },
    unit: 'seconds',
    default: 120,
    minimum: { value: 1, by: 'ours', why: 'no answer can come within no time' },
    maximum: { value: 3600, by: 'ours', why: 'a request that takes longer than an hour has been lost' },
    meaning: NO_SPECIAL_MEANING,
    takesEffect: RESTART_BACKUP,
    since: null,
    dependsOn: [],
    section: OPTIONAL_SECTION,
    readings: [],
    description:
      'How long the primary may take to answer when the backup asks it for configuration data (DS). The backup asks ' +
      'while it starts, and when it brings itself up to date after a lost connection. Raise it for a large ' +
      'configuration or a slow line.',
  },
] as const satisfies readonly ParameterDefinition[];
