import type { Bound, ParameterDefinition } from '../definition.ts';
import { AT_ONCE, NO_RANGE, NO_SPECIAL_MEANING, OPTIONAL_SECTION, RESTART_BACKUP } from '../definition.ts';

const MODULE_MONITOR_SECTION = 'Module Monitor';
const RARER_THAN_EVER = {
  value: 100,
  by: 'ours',
  why: 'a module that fails so often would never be given up',
} as const;
const NOT_NEGATIVE = { value: 0, by: 'ours', why: 'a count is not negative' } as const satisfies Bound;

/** How the backup watches the module on the primary whose failure is a reason to take over. */
export const MODULE_MONITOR = [
  {
    name: 'Switchover Monitoring',
    kind: 'general-optional',
    group: 'module-monitor',
    type: { is: 'word', allowed: ['TsServer', 'IP'] },
    ...NO_RANGE,
    default: 'TsServer',
    meaning: NO_SPECIAL_MEANING,
    takesEffect: RESTART_BACKUP,
    since: null,
    dependsOn: ['Switchover IP Timeout', 'Switchover IP Retry Delay'],
    section: 'IP ping',
    readings: [],
    description:
      'Which kind of module is monitored, and so which times hold for its pings. TsServer: the module that handles ' +
      'telephony, with Switchover TS Timeout and Switchover TS Failure Retry Delay. IP: the Interaction Processor of ' +
      'an Interaction Director server, with Switchover IP Timeout and Switchover IP Retry Delay.',
  },
  {
    name: 'Switchover TS Timeout',
    kind: 'general-optional',
    group: 'module-monitor',
    type: { is: 'number' },
    unit: 'seconds',
    default: 10,
    minimum: { value: 5, by: 'reference' },
    maximum: { value: 60, by: 'reference' },
    meaning: NO_SPECIAL_MEANING,
    takesEffect: AT_ONCE,
    since: null,
    dependsOn: ['Switchover Max TS Failures', 'Switchover TS Failure Retry Delay'],
    section: OPTIONAL_SECTION,
    readings: ['R7', 'R9', 'R16'],
    description:
      'How long the monitored module may take to answer a ping before that counts as a failure, and also the wait ' +
      'between a good answer and the next ping. While Switchover Primary Monitor Timeout is 0, half of this time is what ' +
      "the primary's Notifier has to answer.",
  },
  {
    name: 'Switchover Max TS Failures',
    kind: 'general-optional',
    group: 'module-monitor',
    type: { is: 'number' },
    unit: 'failures',
    default: 2,
    minimum: { value: 1, by: 'reference' },
    maximum: RARER_THAN_EVER,
    meaning: NO_SPECIAL_MEANING,
    takesEffect: AT_ONCE,
    since: null,
    dependsOn: ['Switchover TS Timeout', 'Switchover TS Failure Retry Delay'],
    section: OPTIONAL_SECTION,
    readings: ['R6', 'R7', 'R16', 'R18'],
    description:
      'How many pings of the monitored module in a row fail before a round of pings has failed. One round is made on ' +
      'each of the two connections, and a last check follows; only then does the backup take over. Any good answer ' +
      'sets the count back to nothing.',
  },
  {
    name: 'Switchover TS Failure Retry Delay',
    kind: 'general-optional',
    group: 'module-monitor',
    type: { is: 'number' },
    unit: 'seconds',
    default: 1,
    minimum: { value: 1, by: 'reference' },
    maximum: { value: 300, by: 'ours', why: 'no other wait between retries may be longer' },
    meaning: NO_SPECIAL_MEANING,
    takesEffect: AT_ONCE,
    since: null,
    dependsOn: ['Switchover TS Timeout', 'Switchover Max TS Failures'],
    section: OPTIONAL_SECTION,
    readings: ['R7', 'R16', 'R18'],
    description:
      'The wait between a ping of the monitored module that was not answered in time and the next one. A ping that ' +
      'is rejected is followed after Switchover TS Timeout instead.',
  },
  {
    name: 'Switchover Ping on Aux Connection',
    kind: 'general-optional',
    group: 'module-monitor',
    type: { is: 'boolean', on: '1', off: '0' },
    ...NO_RANGE,
    default: false,
    meaning: { ...NO_SPECIAL_MEANING, zero: 'the first round of pings is on the main connection' },
    takesEffect: RESTART_BACKUP,
    since: null,
    dependsOn: ['Switchover Use QoS for Ping'],
    section: OPTIONAL_SECTION,
    readings: ['R7', 'R17'],
    description:
      'Sends the pings of the monitored module over the auxiliary connection first, apart from the data on the main ' +
      'one, which a large transfer can hold up. The main connection then has the second round. Pings with a ' +
      'priority of their own (Switchover Use QoS for Ping) need it.',
  },
  {
    name: 'Switchover Max Restarts',
    kind: 'general-optional',
    group: 'module-monitor',
    type: { is: 'number' },
    unit: 'restarts',
    default: 2,
    minimum: NOT_NEGATIVE,
    maximum: RARER_THAN_EVER,
    meaning: { ...NO_SPECIAL_MEANING, zero: 'the first restart is a reason to take over' },
    takesEffect: RESTART_BACKUP,
    since: null,
    dependsOn: ['Switchover Max Restarts Period', 'Switchover Max Sequential Restarts'],
    section: MODULE_MONITOR_SECTION,
    readings: ['R27'],
    description:
      'How many times the monitored module may restart within Switchover Max Restarts Period. One more is a reason ' +
      'to take over. The backup notices a restart by the process ID, which comes with each answer to a ping.',
  },
  {
    name: 'Switchover Max Restarts Period',
    kind: 'general-optional',
    group: 'module-monitor',
    type: { is: 'number' },
    unit: 'seconds',
    default: 300,
    minimum: { value: 1, by: 'ours', why: 'within no time nothing can be counted' },
    maximum: { value: 86_400, by: 'ours', why: 'restarts of another day have another cause' },
    meaning: NO_SPECIAL_MEANING,
    takesEffect: RESTART_BACKUP,
    since: null,
    dependsOn: ['Switchover Max Restarts'],
    section: MODULE_MONITOR_SECTION,
    readings: ['R27'],
    description: 'How far back restarts of the monitored module count towards Switchover Max Restarts.',
  },
  {
    name: 'Switchover Max Sequential Restarts',
    kind: 'general-optional',
    group: 'module-monitor',
    type: { is: 'number' },
    unit: 'restarts',
    default: 2,
    minimum: { value: 1, by: 'ours', why: 'none at all would be a reason to take over' },
    maximum: RARER_THAN_EVER,
    meaning: NO_SPECIAL_MEANING,
    takesEffect: RESTART_BACKUP,
    since: null,
    dependsOn: ['Switchover Max Restarts'],
    section: MODULE_MONITOR_SECTION,
    readings: ['R27'],
    description:
      'So many answers in a row, each from a new process, are a reason to take over: the module then lives no longer ' +
      'than from one ping to the next. Where it lives longer, Switchover Max Restarts counts.',
  },
  {
    name: 'Switchover IP Timeout',
    kind: 'general-optional',
    group: 'module-monitor',
    type: { is: 'number' },
    unit: 'seconds',
    default: 10,
    defaultIsOurs: 'the one of Switchover TS Timeout, which does the same',
    minimum: { value: 5, by: 'ours', why: 'as for Switchover TS Timeout, which does the same' },
    maximum: { value: 60, by: 'ours', why: 'as for Switchover TS Timeout, which does the same' },
    meaning: NO_SPECIAL_MEANING,
    takesEffect: RESTART_BACKUP,
    since: null,
    dependsOn: ['Switchover Monitoring'],
    section: 'IP ping',
    readings: ['R7', 'R9', 'R36'],
    description:
      'Stands in for Switchover TS Timeout where Switchover Monitoring is IP: how long the module may take to answer ' +
      'a ping, and the wait between a good answer and the next ping. While Switchover Primary Monitor Timeout is 0, ' +
      "half of this time is what the primary's Notifier has to answer.",
  },
  {
    name: 'Switchover IP Retry Delay',
    kind: 'general-optional',
    group: 'module-monitor',
    type: { is: 'number' },
    unit: 'seconds',
    default: 1,
    defaultIsOurs: 'the one of Switchover TS Failure Retry Delay, which does the same',
    minimum: { value: 1, by: 'ours', why: 'as for Switchover TS Failure Retry Delay, which does the same' },
    maximum: { value: 300, by: 'ours', why: 'as for Switchover TS Failure Retry Delay, which does the same' },
    meaning: NO_SPECIAL_MEANING,
    takesEffect: RESTART_BACKUP,
    since: null,
    dependsOn: ['Switchover Monitoring'],
    section: 'IP ping',
    readings: ['R7', 'R36'],
    description:
      'Stands in for Switchover TS Failure Retry Delay where Switchover Monitoring is IP: the wait between a ping ' +
      'that was not answered in time and the next one.',
  },
] as const satisfies readonly ParameterDefinition[];
