import { definitionsIn, ours } from '../define.ts';

const { seconds, count } = definitionsIn('primary-monitor', { since: '2015 R1' });

/** How the backup checks that the primary's Notifier is alive. */
export const PRIMARY_MONITOR = [
  seconds({
    name: 'Switchover Primary Monitor Ping Delay',
    shortName: 'primary-monitor-ping-delay',
    default: 0,
    minimum: ours(0, 'a time cannot be negative'),
    maximum: 300,
    meaning: { zero: 'one second after the last answer' },
    dependsOn: ['Switchover Primary Monitor Timeout'],
    readings: ['R8'],
    description:
      'To check that the primary is alive, the backup pings its Notifier, the program through which the two servers ' +
      'communicate. This is the wait between an answer and the next ping.',
  }),
  seconds({
    name: 'Switchover Primary Monitor Timeout',
    shortName: 'primary-monitor-timeout',
    default: 0,
    minimum: ours(0, 'a time cannot be negative'),
    maximum: 300,
    meaning: {
      zero: 'half of Switchover TS Timeout; if Switchover Monitoring is IP, half of Switchover IP Timeout',
    },
    dependsOn: ['Switchover Primary Monitor Retry Count', 'Switchover TS Timeout'],
    readings: ['R7', 'R9'],
    description:
      "How long the primary's Notifier may take to answer a ping. After that the backup sends its retry pings " +
      '(Switchover Primary Monitor Retry Count), each with the same timeout.',
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
      "How many more pings the backup sends after the primary's Notifier has failed to answer one. If these are not " +
      'answered either, the backup looks for the cause: it checks the network, then tries to reconnect.',
  }),
  seconds({
    name: 'Switchover Primary Monitor Retry Ping Delay',
    shortName: 'primary-monitor-retry-ping-delay',
    default: 0,
    minimum: 0,
    maximum: 300,
    meaning: { zero: 'the next retry ping follows immediately' },
    dependsOn: ['Switchover Primary Monitor Retry Count'],
    description:
      "The wait between two retry pings, which the backup sends after the primary's Notifier has failed to answer a ping.",
  }),
] as const;
