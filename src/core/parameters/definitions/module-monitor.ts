import { AT_ONCE, definitionsIn, ours } from '../define.ts';

const MODULE_MONITOR_SECTION = 'Module Monitor';
const RARER_THAN_EVER = ours(100, 'a module that fails so often would never be given up');

const { word, seconds, count, oneZero } = definitionsIn('module-monitor');

/** How the backup watches the module on the primary whose failure is a reason to take over. */
export const MODULE_MONITOR = [
  word({
    name: 'Switchover Monitoring',
    shortName: 'monitoring',
    allowed: ['TsServer', 'IP'],
    default: 'TsServer',
    dependsOn: ['Switchover IP Timeout', 'Switchover IP Retry Delay'],
    section: 'IP ping',
    description:
      'Which kind of module is monitored, and so which times hold for its pings. TsServer: the module that handles ' +
      'telephony, with Switchover TS Timeout and Switchover TS Failure Retry Delay. IP: the Interaction Processor of ' +
      'an Interaction Director server, with Switchover IP Timeout and Switchover IP Retry Delay.',
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
      'How long the monitored module may take to answer a ping before that counts as a failure, and also the wait ' +
      'between a good answer and the next ping. While Switchover Primary Monitor Timeout is 0, half of this time is what ' +
      "the primary's Notifier has to answer.",
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
      'How many pings of the monitored module in a row fail before a round of pings has failed. One round is made on ' +
      'each of the two connections, and a last check follows; only then does the backup take over. Any good answer ' +
      'sets the count back to nothing.',
  }),
  seconds({
    name: 'Switchover TS Failure Retry Delay',
    shortName: 'ts-failure-retry-delay',
    default: 1,
    minimum: 1,
    maximum: ours(300, 'no other wait between retries may be longer'),
    takesEffect: AT_ONCE,
    dependsOn: ['Switchover TS Timeout', 'Switchover Max TS Failures'],
    readings: ['R7', 'R16', 'R18'],
    description:
      'The wait between a ping of the monitored module that was not answered in time and the next one. A ping that ' +
      'is rejected is followed after Switchover TS Timeout instead.',
  }),
  oneZero({
    name: 'Switchover Ping on Aux Connection',
    shortName: 'ping-on-aux-connection',
    meaning: { zero: 'the first round of pings is on the main connection' },
    dependsOn: ['Switchover Use QoS for Ping'],
    readings: ['R7', 'R17'],
    description:
      'Sends the pings of the monitored module over the auxiliary connection first, apart from the data on the main ' +
      'one, which a large transfer can hold up. The main connection then has the second round. Pings with a ' +
      'priority of their own (Switchover Use QoS for Ping) need it.',
  }),
  count({
    name: 'Switchover Max Restarts',
    shortName: 'max-restarts',
    unit: 'restarts',
    default: 2,
    minimum: ours(0, 'a count is not negative'),
    maximum: RARER_THAN_EVER,
    meaning: { zero: 'the first restart is a reason to take over' },
    dependsOn: ['Switchover Max Restarts Period', 'Switchover Max Sequential Restarts'],
    section: MODULE_MONITOR_SECTION,
    readings: ['R27'],
    description:
      'How many times the monitored module may restart within Switchover Max Restarts Period. One more is a reason ' +
      'to take over. The backup notices a restart by the process ID, which comes with each answer to a ping.',
  }),
  seconds({
    name: 'Switchover Max Restarts Period',
    shortName: 'max-restarts-period',
    default: 300,
    minimum: ours(1, 'within no time nothing can be counted'),
    maximum: ours(86_400, 'restarts of another day have another cause'),
    dependsOn: ['Switchover Max Restarts'],
    section: MODULE_MONITOR_SECTION,
    readings: ['R27'],
    description: 'How far back restarts of the monitored module count towards Switchover Max Restarts.',
  }),
  count({
    name: 'Switchover Max Sequential Restarts',
    shortName: 'max-sequential-restarts',
    unit: 'restarts',
    default: 2,
    minimum: ours(1, 'none at all would be a reason to take over'),
    maximum: RARER_THAN_EVER,
    dependsOn: ['Switchover Max Restarts'],
    section: MODULE_MONITOR_SECTION,
    readings: ['R27'],
    description:
      'So many answers in a row, each from a new process, are a reason to take over: the module then lives no longer ' +
      'than from one ping to the next. Where it lives longer, Switchover Max Restarts counts.',
  }),
  seconds({
    name: 'Switchover IP Timeout',
    shortName: 'ip-timeout',
    default: 10,
    defaultIsOurs: 'the one of Switchover TS Timeout, which does the same',
    minimum: ours(5, 'as for Switchover TS Timeout, which does the same'),
    maximum: ours(60, 'as for Switchover TS Timeout, which does the same'),
    dependsOn: ['Switchover Monitoring'],
    section: 'IP ping',
    readings: ['R7', 'R9', 'R36'],
    description:
      'Stands in for Switchover TS Timeout where Switchover Monitoring is IP: how long the module may take to answer ' +
      'a ping, and the wait between a good answer and the next ping. While Switchover Primary Monitor Timeout is 0, ' +
      "half of this time is what the primary's Notifier has to answer.",
  }),
  seconds({
    name: 'Switchover IP Retry Delay',
    shortName: 'ip-retry-delay',
    default: 1,
    defaultIsOurs: 'the one of Switchover TS Failure Retry Delay, which does the same',
    minimum: ours(1, 'as for Switchover TS Failure Retry Delay, which does the same'),
    maximum: ours(300, 'as for Switchover TS Failure Retry Delay, which does the same'),
    dependsOn: ['Switchover Monitoring'],
    section: 'IP ping',
    readings: ['R7', 'R36'],
    description:
      'Stands in for Switchover TS Failure Retry Delay where Switchover Monitoring is IP: the wait between a ping ' +
      'that was not answered in time and the next one.',
  }),
] as const;
