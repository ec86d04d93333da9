import type { ParameterDefinition } from '../definition.ts';
import { LONGEST_TIMER, NO_SPECIAL_MEANING, OPTIONAL_SECTION, RESTART_BACKUP } from '../definition.ts';

/** How long and how often a backup tries to get its lost connections back. */
export const RECONNECTING = [
  {
    name: 'Switchover Reconnect Timeout',
    kind: 'general-optional',
    group: 'reconnecting',
    type: { is: 'number' },
    unit: 'seconds',
    default: 30,
    minimum: { value: 0, by: 'reference' },
    maximum: LONGEST_TIMER,
    meaning: { ...NO_SPECIAL_MEANING, zero: 'take over as soon as both connections are lost' },
    takesEffect: RESTART_BACKUP,
    since: '2015 R1; from 4.0 SU4 to 4.0 SU6 under its former name',
    dependsOn: ['Switchover Notifier Reconnect Delay'],
    section: OPTIONAL_SECTION,
    readings: ['R4', 'R10', 'R28', 'R32', 'R18'],
    description:
      'How long the backup keeps trying to reach the primary again before it takes over. The time counts from the ' +
      'moment the connections have been judged lost, so retry pings and network checks come before it. While the ' +
      'backup itself is cut off from the network the expiry does not make it primary.',
  },
  {
    name: 'Switchover Notifier Reconnect Delay',
    kind: 'general-optional',
    group: 'reconnecting',
    type: { is: 'number' },
    unit: 'seconds',
    default: 5,
    minimum: { value: 5, by: 'reference' },
    maximum: { value: 60, by: 'reference' },
    meaning: NO_SPECIAL_MEANING,
    takesEffect: {
      when: 'restart',
      of: 'both',
      why: 'each server makes its lost connections anew, and reads it when it starts',
    },
    since: '2015 R1',
    dependsOn: ['Switchover Reconnect Timeout'],
    section: OPTIONAL_SECTION,
    readings: ['R32'],
    description:
      'The two servers talk over two connections of a program called the Notifier. This is the wait before each attempt ' +
      'to make a lost one anew: a short wait gets over short interruptions sooner. With a Switchover Reconnect Timeout ' +
      'below it no attempt is made before the takeover.',
  },
] as const satisfies readonly ParameterDefinition[];
