import { definitionsIn, ours } from '../define.ts';

const { seconds } = definitionsIn('replication');

/** How the backup copies the configuration tree (DS) of the primary. */
export const REPLICATION = [
  seconds({
    name: 'Switchover DS Request Timeout',
    shortName: 'ds-request-timeout',
    default: 120,
    minimum: ours(1, 'no answer can come within no time'),
    maximum: ours(3600, 'a request that takes longer than an hour has been lost'),
    description:
      'How long the primary may take to answer when the backup asks it for configuration data (DS). The backup asks ' +
      'while it starts, and when it brings itself up to date after a lost connection. Raise it for a large ' +
      'configuration or a slow line.',
  }),
] as const;
