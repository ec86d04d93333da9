import { definitionsIn, ours, restartOfBoth } from '../define.ts';

const { seconds } = definitionsIn('reconnecting');

/** How long and how often a backup tries to restore its lost connections. */
export const RECONNECTING = [
  seconds({
    name: 'Switchover Reconnect Timeout',
    shortName: 'reconnect-timeout',
    default: 30,
    minimum: 0,
    // 2^31 - 1 ms, about 24 days.
    maximum: ours(2_147_483, 'the longest time that a timer can be set to'),
    meaning: { zero: 'take over as soon as both connections are lost' },
    since: '2015 R1; from 4.0 SU4 to 4.0 SU6 under its former name',
    dependsOn: ['Switchover Notifier Reconnect Delay'],
    readings: ['R4', 'R10', 'R28', 'R32', 'R18'],
    description:
      'How long the backup keeps trying to reach the primary before it takes over. The time starts when the connections ' +
      'are considered lost, after retry pings and network checks. If the backup itself is cut off from the network when ' +
      'the time runs out, it does not become primary.',
  }),
  seconds({
    name: 'Switchover Notifier Reconnect Delay',
    shortName: 'notifier-reconnect-delay',
    default: 5,
    minimum: 5,
    maximum: 60,
    takesEffect: restartOfBoth('both servers restore lost connections, and read the value when they start'),
    since: '2015 R1',
    dependsOn: ['Switchover Reconnect Timeout'],
    readings: ['R32'],
    description:
      'The two servers communicate over two connections of a program called the Notifier. This is the wait before each ' +
      'attempt to restore a lost connection: with a short wait, the pair recovers sooner from short interruptions. If ' +
      'Switchover Reconnect Timeout is lower, there is no attempt before the takeover.',
  }),
] as const;
