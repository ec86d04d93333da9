import type { Bound, ParameterDefinition } from '../definition.ts';
import { NO_SPECIAL_MEANING, OPTIONAL_SECTION, RESTART_BACKUP } from '../definition.ts';

const NOT_NEGATIVE = { value: 0, by: 'ours', why: 'a time is not negative' } as const satisfies Bound;
const FIVE_MINUTES = { value: 300, by: 'reference' } as const satisfies Bound;

/** How the backup asks the primary's Notifier whether it is there. */
export const PRIMARY_MONITOR = [
  {
    name: 'Switchover Primary Monitor Ping Delay',
    kind: 'general-optional',
    group: 'primary-monitor',
    type: { is: 'number' },
    unit: 'seconds',
    default: 0,
    minimum: NOT_NEGATIVE,
    maximum: FIVE_MINUTES,
    meaning: { ...NO_SPECIAL_MEANING, zero: 'one second after the last answer' },
    takesEffect: RESTART_BACKUP,
    since: '2015 R1',
    dependsOn: ['Switchover Primary Monitor Timeout'],
    section: OPTIONAL_SECTION,
    readings: ['R8'],
    description:
      'To see whether the primary is there, the backup pings its Notifier, the program through which the two servers ' +
      'talk. This is the wait between an answer and the next ping.',
  },
  {
    name: 'Switchover Primary Monitor Timeout',
    kind: 'general-optional',
    group: 'primary-monitor',
    type: { is: 'number' },
    unit: 'seconds',
    default: 0,
    minimum: NOT_NEGATIVE,
    maximum: FIVE_MINUTES,
    meaning: {
      ...NO_SPECIAL_MEANING,
      zero: 'half of Switchover TS Timeout; where Switchover Monitoring is IP, half of Switchover IP Timeout',
    },
    takesEffect: RESTART_BACKUP,
    since: '2015 R1',
    dependsOn: ['Switchover Primary Monitor Retry Count', 'Switchover TS Timeout'],
    section: OPTIONAL_SECTION,
    readings: ['R7', 'R9'],
    description:
      "How long the primary's Notifier may take to answer a ping. After that the backup sends its retry pings " +
      '(Switchover Primary Monitor Retry Count), each of which may take as long.',
  },
  {
    name: 'Switchover Primary Monitor Retry Count',
    kind: 'general-optional',
    group: 'primary-monitor',
    type: { is: 'number' },
    unit: 'pings',
    default: 2,
    minimum: { value: 1, by: 'reference' },
    maximum: { value: 50, by: 'reference' },
    meaning: NO_SPECIAL_MEANING,
    takesEffect: RESTART_BACKUP,
    since: '2015 R1',
    dependsOn: ['Switchover Primary Monitor Retry Ping Delay'],
    section: OPTIONAL_SECTION,
    readings: [],
    description:
      "How many more pings the backup sends after one that the primary's Notifier has not answered. When none of them " +
      'is answered either, it looks for the cause: it checks the network, and then tries to connect again.',
  },
  {
    name: 'Switchover Primary Monitor Retry Ping Delay',
    kind: 'general-optional',
    group: 'primary-monitor',
    type: { is: 'number' },
    unit: 'seconds',
    default: 0,
    minimum: { value: 0, by: 'reference' },
    maximum: FIVE_MINUTES,
    meaning: { ...NO_SPECIAL_MEANING, zero: 'the next retry ping follows at once' },
    takesEffect: RESTART_BACKUP,
    since: '2015 R1',
    dependsOn: ['Switchover Primary Monitor Retry Count'],
    section: OPTIONAL_SECTION,
    readings: [],
    description:
      "The wait between two retry pings: those that the backup sends after one that the primary's Notifier has not " +
      'answered.',
  },
] as const satisfies readonly ParameterDefinition[];
