import { definitionsIn, ours } from '../define.ts';

const { seconds } = definitionsIn('replication');

/** How the backup copies the configuration tree (DS) of the primary. */
export const REPLICATION = [
  seconds({
    name: 'Switchover DS Request Timeout',
    shortName: 'ds-request-timeout',
    default: 120,
    minimum: ours(1, 'an answer takes some time'),
    maximum: ours(3600, 'a request that takes longer than an hour must have been lost'),
    description:
      'How long the primary may take to answer when the backup requests configuration data (DS). The backup does so when ' +
      'it starts, and when it catches up after a lost connection. Increase it for a large configuration or a slow link.',
  }),
] as const;
