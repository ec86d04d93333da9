import type { ParameterDefinition } from '../definition.ts';
import { NO_SPECIAL_MEANING, OPTIONAL_SECTION, RESTART_BACKUP } from '../definition.ts';

/** What a backup does that is itself on the network and cannot reach the machine of the primary. */
export const UNREACHABLE_PRIMARY = [
  {
    name: 'Switchover Unreachable Primary Ping Count',
    kind: 'optional',
    group: 'network-checks',
    type: { is: 'number' },
    unit: 'ping sets',
    default: 0,
    minimum: { value: -1, by: 'reference' },
    maximum: {
      value: 10_000,
      by: 'ours',
      why: 'that is more than a day at the standard delay; for no end there is -1',
    },
    meaning: {
      zero: 'three sets more, as for 1, 2 and 3',
      minusOne: "never take over while the primary's machine is silent, even where that machine is lost for good",
      absent: 'no sets are sent, and Switchover Reconnect Timeout alone decides',
    },
    takesEffect: RESTART_BACKUP,
    since: '2015 R1',
    dependsOn: ['Switchover Unreachable Primary Ping Delay', 'Switchover Reconnect Timeout'],
    section: OPTIONAL_SECTION,
    readings: ['R4', 'R5', 'R18'],
    description:
      "How many more sets of pings the backup sends to the primary's machine, once that machine is silent, before it " +
      'takes over. The takeover comes when both the sets and Switchover Reconnect Timeout are over, whichever is later.',
  },
  {
    name: 'Switchover Unreachable Primary Ping Delay',
    kind: 'optional',
    group: 'network-checks',
    type: { is: 'number' },
    unit: 'seconds',
    default: 10,
    minimum: { value: 1, by: 'reference' },
    maximum: { value: 300, by: 'reference' },
    meaning: NO_SPECIAL_MEANING,
    takesEffect: RESTART_BACKUP,
    since: '2015 R1',
    dependsOn: ['Switchover Unreachable Primary Ping Count'],
    section: OPTIONAL_SECTION,
    readings: ['R4', 'R18'],
    description:
      'The wait between two sets of pings to the silent machine of the primary. Without Switchover Unreachable Primary ' +
      'Ping Count it has no effect.',
  },
] as const satisfies readonly ParameterDefinition[];
