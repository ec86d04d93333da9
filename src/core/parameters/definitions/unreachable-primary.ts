import { definitionsIn, ours } from '../define.ts';

const { count, seconds } = definitionsIn('network-checks', { kind: 'optional', since: '2015 R1' });

/** What a backup does that is itself on the network and cannot reach the machine of the primary. */
export const UNREACHABLE_PRIMARY = [
  count({
    name: 'Switchover Unreachable Primary Ping Count',
    shortName: 'unreachable-primary-ping-count',
    unit: 'ping sets',
    default: 0,
    minimum: -1,
    maximum: ours(10_000, 'that is more than a day at the standard delay; for no end there is -1'),
    meaning: {
      zero: 'three sets more, as for 1, 2 and 3',
      minusOne: "never take over while the primary's machine is silent, even where that machine is lost for good",
      absent: 'no sets are sent, and Switchover Reconnect Timeout alone decides',
    },
    dependsOn: ['Switchover Unreachable Primary Ping Delay', 'Switchover Reconnect Timeout'],
    readings: ['R4', 'R5', 'R18'],
    description:
      "How many more sets of pings the backup sends to the primary's machine, once that machine is silent, before it " +
      'takes over. The takeover comes when both the sets and Switchover Reconnect Timeout are over, whichever is later.',
  }),
  seconds({
    name: 'Switchover Unreachable Primary Ping Delay',
    shortName: 'unreachable-primary-ping-delay',
    default: 10,
    minimum: 1,
    maximum: 300,
    dependsOn: ['Switchover Unreachable Primary Ping Count'],
    readings: ['R4', 'R18'],
    description:
      'The wait between two sets of pings to the silent machine of the primary. Without Switchover Unreachable Primary ' +
      'Ping Count it has no effect.',
  }),
] as const;
