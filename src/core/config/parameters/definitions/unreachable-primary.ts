import { definitionsIn, ours } from '../define.ts';

const { count, seconds } = definitionsIn('network-checks', { kind: 'optional', since: '2015 R1' });

/** What a backup does that is on the network itself but cannot reach the primary's machine. */
export const UNREACHABLE_PRIMARY = [
  count({
    name: 'Switchover Unreachable Primary Ping Count',
    shortName: 'unreachable-primary-ping-count',
    unit: 'ping sets',
    default: 0,
    minimum: -1,
    maximum: ours(10_000, 'more than a day at the default delay; use -1 for no limit'),
    meaning: {
      zero: 'three more sets, as for 1, 2 and 3',
      minusOne: "never take over while the primary's machine does not answer, even if it is lost for good",
      absent: 'no sets are sent; only Switchover Reconnect Timeout applies',
    },
    dependsOn: ['Switchover Unreachable Primary Ping Delay', 'Switchover Reconnect Timeout'],
    readings: ['R4', 'R5', 'R18'],
    description:
      "How many more sets of pings the backup sends to the primary's machine, once it does not answer, before the backup " +
      'takes over. The takeover comes after both the sets and Switchover Reconnect Timeout, whichever ends later.',
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
      "The wait between two sets of pings to the primary's machine while it does not answer. Has no effect without " +
      'Switchover Unreachable Primary Ping Count.',
  }),
] as const;
