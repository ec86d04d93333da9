import { definitionsIn, ours, restartOfBoth } from '../define.ts';

const { seconds } = definitionsIn('reconnecting');

/** How long and how often a backup tries to get its lost connections back. */
export const RECONNECTING = [
  seconds({
    name: 'Switchover Reconnect Timeout',
    shortName: 'reconnect-timeout',
    default: 30,
    minimum: 0,
    // 2^31 - 1 ms, about 24 days.
    maximum: ours(2_147_483, 'no timer can be set further ahead'),
    meaning: { zero: 'take over as soon as both connections are lost' },
    since: '2015 R1; from 4.0 SU4 to 4.0 SU6 under its former name',
    dependsOn: ['Switchover Notifier Reconnect Delay'],
    readings: ['R4', 'R10', 'R28', 'R32', 'R18'],
    description:
      'How long the backup keeps trying to reach the primary again before it takes over. The time counts from the ' +
      'moment the connections have been judged lost, so retry pings and network checks come before it. While the ' +
      'backup itself is cut off from the network the expiry does not make it primary.',
  }),
  seconds({
    name: 'Switchover Notifier Reconnect Delay',
    shortName: 'notifier-reconnect-delay',
    default: 5,
    minimum: 5,
    maximum: 60,
    takesEffect: restartOfBoth('each server makes its lost connections anew, and reads it when it starts'),
    since: '2015 R1',
    dependsOn: ['Switchover Reconnect Timeout'],
    readings: ['R32'],
    description:
      'The two servers talk over two connections of a program called the Notifier. This is the wait before each attempt ' +
      'to make a lost one anew: a short wait gets over short interruptions sooner. With a Switchover Reconnect Timeout ' +
      'below it no attempt is made before the takeover.',
  }),
] as const;
