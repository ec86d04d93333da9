import type { ParameterDefinition } from '../definition.ts';
import { NO_RANGE, NO_SPECIAL_MEANING, OPTIONAL_SECTION } from '../definition.ts';

/** The answers to pings are marked too, by the server that gives them. */
const RESTART_BOTH = {
  when: 'restart',
  of: 'both',
  why: 'each marks what it sends itself, and reads it when it starts',
} as const;

/** The priority that routers and switches give to pings. */
export const QUALITY_OF_SERVICE = [
  {
    name: 'Switchover Use QoS for Ping',
    kind: 'general-optional',
    group: 'quality-of-service',
    type: { is: 'boolean', on: 'Yes', off: 'No' },
    ...NO_RANGE,
    default: false,
    meaning: { ...NO_SPECIAL_MEANING, zero: 'pings are sent like any other traffic' },
    takesEffect: RESTART_BOTH,
    since: null,
    dependsOn: ['Switchover Ping on Aux Connection', 'Switchover QoS DSCP'],
    section: OPTIONAL_SECTION,
    readings: ['R17', 'R30'],
    description:
      'Marks pings and their answers with a priority (quality of service), so that routers let them through first on ' +
      'a busy line and a full line is not taken for a failure. Only together with Switchover Ping on Aux Connection: ' +
      'then everything on the auxiliary connection is marked, and so are the pings of the network checks.',
  },
  {
    name: 'Switchover QoS DSCP',
    kind: 'general-optional',
    group: 'quality-of-service',
    type: { is: 'number' },
    unit: 'dscp',
    default: 34,
    minimum: { value: 0, by: 'ours', why: 'the mark has six bits, 0 to 63' },
    maximum: { value: 63, by: 'ours', why: 'the mark has six bits, 0 to 63' },
    meaning: { ...NO_SPECIAL_MEANING, zero: 'the mark of ordinary traffic: no priority' },
    takesEffect: RESTART_BOTH,
    since: null,
    dependsOn: ['Switchover Use QoS for Ping', 'Switchover Ping on Aux Connection'],
    section: OPTIONAL_SECTION,
    readings: ['R30'],
    description:
      'The mark itself, a DSCP number: the upper six bits of the QoS byte. Routers act upon it by their own rules, so ' +
      'take the one that yours know. Usual classes: AF31 is 26, AF41 is 34, EF is 46. Used only while Switchover Use ' +
      'QoS for Ping and Switchover Ping on Aux Connection are both on.',
  },
] as const satisfies readonly ParameterDefinition[];
