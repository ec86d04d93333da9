import { AT_ONCE, definitionsIn, ours } from '../define.ts';

const MODULE_MONITOR_SECTION = 'Module Monitor';
const RARER_THAN_EVER = ours(100, 'a failed module would otherwise practically never cause a takeover');

const { word, seconds, count, oneZero } = definitionsIn('module-monitor');

/** How the backup watches the module on the primary whose failure causes a takeover. */
export const MODULE_MONITOR = [
  word({
    name: 'Switchover Monitoring',
    shortName: 'monitoring',
    allowed: ['TsServer', 'IP'],
    default: 'TsServer',
    dependsOn: ['Switchover IP Timeout', 'Switchover IP Retry Delay'],
    section: 'IP ping',
    description:
      'Which kind of module is monitored, and so which times apply to its pings. TsServer: the telephony module, with ' +
      'Switchover TS Timeout and Switchover TS Failure Retry Delay. IP: the Interaction Processor of an Interaction ' +
      'Director server, with Switchover IP Timeout and Switchover IP Retry Delay.',
  }),
  seconds({
    name: 'Switchover TS Timeout',
    shortName: 'ts-timeout',
    default: 10,
    minimum: 5,
    maximum: 60,
    takesEffect: AT_ONCE,
    dependsOn: ['Switchover Max TS Failures', 'Switchover TS Failure Retry Delay'],
    readings: ['R7', 'R9', 'R16'],
    description:
      'How long the monitored module may take to answer a ping before the ping counts as failed; also the wait between a ' +
      "successful ping and the next one. If Switchover Primary Monitor Timeout is 0, the primary's Notifier has half of " +
      'this time to answer.',
  }),
  count({
    name: 'Switchover Max TS Failures',
    shortName: 'max-ts-failures',
    unit: 'failures',
    default: 2,
    minimum: 1,
    maximum: RARER_THAN_EVER,
    takesEffect: AT_ONCE,
    dependsOn: ['Switchover TS Timeout', 'Switchover TS Failure Retry Delay'],
    readings: ['R6', 'R7', 'R16', 'R18'],
    description:
      'How many consecutive pings of the monitored module must fail before a round of pings has failed. There is one ' +
      'round on each of the two connections, then a final check; only after that does the backup take over. Any ' +
      'successful ping resets the count.',
  }),
  seconds({
    name: 'Switchover TS Failure Retry Delay',
    shortName: 'ts-failure-retry-delay',
    default: 1,
    minimum: 1,
    maximum: ours(300, 'the limit of all other retry delays'),
    takesEffect: AT_ONCE,
    dependsOn: ['Switchover TS Timeout', 'Switchover Max TS Failures'],
    readings: ['R7', 'R16', 'R18'],
    description:
      'The wait between a ping of the monitored module that was not answered in time and the next ping. After a ping that ' +
      'was rejected, the wait is Switchover TS Timeout instead.',
  }),
  oneZero({
    name: 'Switchover Ping on Aux Connection',
    shortName: 'ping-on-aux-connection',
    meaning: { zero: 'the first round of pings is on the main connection' },
    dependsOn: ['Switchover Use QoS for Ping'],
    readings: ['R7', 'R17'],
    description:
      'Sends the pings of the monitored module over the auxiliary connection first, separate from the data on the main ' +
      'connection, where a large transfer can delay them. The second round then uses the main connection. Required for ' +
      'prioritized pings (Switchover Use QoS for Ping).',
  }),
  count({
    name: 'Switchover Max Restarts',
    shortName: 'max-restarts',
    unit: 'restarts',
    default: 2,
    minimum: ours(0, 'a count cannot be negative'),
    maximum: RARER_THAN_EVER,
    meaning: { zero: 'the first restart causes a takeover' },
    dependsOn: ['Switchover Max Restarts Period', 'Switchover Max Sequential Restarts'],
    section: MODULE_MONITOR_SECTION,
    readings: ['R27'],
    description:
      'How many times the monitored module may restart within Switchover Max Restarts Period. One more restart causes a ' +
      'takeover. The backup detects a restart by the process ID, which comes with each answer to a ping.',
  }),
  seconds({
    name: 'Switchover Max Restarts Period',
    shortName: 'max-restarts-period',
    default: 300,
    minimum: ours(1, 'counting needs some time'),
    maximum: ours(86_400, 'restarts on different days are unrelated'),
    dependsOn: ['Switchover Max Restarts'],
    section: MODULE_MONITOR_SECTION,
    readings: ['R27'],
    description: 'The period in which restarts of the monitored module count towards Switchover Max Restarts.',
  }),
  count({
    name: 'Switchover Max Sequential Restarts',
    shortName: 'max-sequential-restarts',
    unit: 'restarts',
    default: 2,
    minimum: ours(1, 'with 0, no restart at all would cause a takeover'),
    maximum: RARER_THAN_EVER,
    dependsOn: ['Switchover Max Restarts'],
    section: MODULE_MONITOR_SECTION,
    readings: ['R27'],
    description:
      'This many consecutive answers, each from a new process, cause a takeover: the module then does not survive from ' +
      'one ping to the next. If it lives longer, Switchover Max Restarts applies.',
  }),
  seconds({
    name: 'Switchover IP Timeout',
    shortName: 'ip-timeout',
    default: 10,
    defaultIsOurs: 'as for Switchover TS Timeout, its counterpart',
    minimum: ours(5, 'as for Switchover TS Timeout, its counterpart'),
    maximum: ours(60, 'as for Switchover TS Timeout, its counterpart'),
    dependsOn: ['Switchover Monitoring'],
    section: 'IP ping',
    readings: ['R7', 'R9', 'R36'],
    description:
      'Replaces Switchover TS Timeout if Switchover Monitoring is IP: how long the module may take to answer a ping, and ' +
      'the wait between a successful ping and the next one. If Switchover Primary Monitor Timeout is 0, the ' +
      "primary's Notifier has half of this time to answer.",
  }),
  seconds({
    name: 'Switchover IP Retry Delay',
    shortName: 'ip-retry-delay',
    default: 1,
    defaultIsOurs: 'as for Switchover TS Failure Retry Delay, its counterpart',
    minimum: ours(1, 'as for Switchover TS Failure Retry Delay, its counterpart'),
    maximum: ours(300, 'as for Switchover TS Failure Retry Delay, its counterpart'),
    dependsOn: ['Switchover Monitoring'],
    section: 'IP ping',
    readings: ['R7', 'R36'],
    description:
      'Replaces Switchover TS Failure Retry Delay if Switchover Monitoring is IP: the wait between a ping that was not ' +
      'answered in time and the next ping.',
  }),
] as const;
