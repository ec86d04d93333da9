import { definitionsIn, ours } from '../define.ts';

const { seconds, count } = definitionsIn('primary-monitor', { since: '2015 R1' });

/** How the backup asks the primary's Notifier whether it is there. */
export const PRIMARY_MONITOR = [
  seconds({
    name: 'Switchover Primary Monitor Ping Delay',
    shortName: 'primary-monitor-ping-delay',
    default: 0,
    minimum: ours(0, 'a time is not negative'),
    maximum: 300,
    meaning: { zero: 'one second after the last answer' },
    dependsOn: ['Switchover Primary Monitor Timeout'],
    readings: ['R8'],
    description:
      'To see whether the primary is there, the backup pings its Notifier, the program through which the two servers ' +
      'talk. This is the wait between an answer and the next ping.',
  }),
  seconds({
    name: 'Switchover Primary Monitor Timeout',
    shortName: 'primary-monitor-timeout',
    default: 0,
    minimum: ours(0, 'a time is not negative'),
    maximum: 300,
    meaning: {
      zero: 'half of Switchover TS Timeout; where Switchover Monitoring is IP, half of Switchover IP Timeout',
    },
    dependsOn: ['Switchover Primary Monitor Retry Count', 'Switchover TS Timeout'],
    readings: ['R7', 'R9'],
    description:
      "How long the primary's Notifier may take to answer a ping. After that the backup sends its retry pings " +
      '(Switchover Primary Monitor Retry Count), each of which may take as long.',
  }),
  count({
    name: 'Switchover Primary Monitor Retry Count',
    shortName: 'primary-monitor-retry-count',
    unit: 'pings',
    default: 2,
    minimum: 1,
    maximum: 50,
    dependsOn: ['Switchover Primary Monitor Retry Ping Delay'],
    description:
      "How many more pings the backup sends after one that the primary's Notifier has not answered. When none of them " +
      'is answered either, it looks for the cause: it checks the network, and then tries to connect again.',
  }),
  seconds({
    name: 'Switchover Primary Monitor Retry Ping Delay',
    shortName: 'primary-monitor-retry-ping-delay',
    default: 0,
    minimum: 0,
    maximum: 300,
    meaning: { zero: 'the next retry ping follows at once' },
    dependsOn: ['Switchover Primary Monitor Retry Count'],
    description:
      "The wait between two retry pings: those that the backup sends after one that the primary's Notifier has not " +
      'answered.',
  }),
] as const;
