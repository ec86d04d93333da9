import { definitionsIn, ours, restartOfBoth } from '../define.ts';

const { yesNo, count } = definitionsIn('quality-of-service', {
  // The answers to pings are marked too, by the server that gives them.
  takesEffect: restartOfBoth('each marks what it sends itself, and reads it when it starts'),
});

/** The priority that routers and switches give to pings. */
export const QUALITY_OF_SERVICE = [
  yesNo({
    name: 'Switchover Use QoS for Ping',
    shortName: 'use-qos-for-ping',
    meaning: { zero: 'pings are sent like any other traffic' },
    dependsOn: ['Switchover Ping on Aux Connection', 'Switchover QoS DSCP'],
    readings: ['R17', 'R30'],
    description:
      'Marks pings and their answers with a priority (quality of service), so that routers let them through first on ' +
      'a busy line and a full line is not taken for a failure. Only together with Switchover Ping on Aux Connection: ' +
      'then everything on the auxiliary connection is marked, and so are the pings of the network checks.',
  }),
  count({
    name: 'Switchover QoS DSCP',
    shortName: 'qos-dscp',
    unit: 'dscp',
    default: 34,
    minimum: ours(0, 'the mark has six bits, 0 to 63'),
    maximum: ours(63, 'the mark has six bits, 0 to 63'),
    meaning: { zero: 'the mark of ordinary traffic: no priority' },
    dependsOn: ['Switchover Use QoS for Ping', 'Switchover Ping on Aux Connection'],
    readings: ['R30'],
    description:
      'The mark itself, a DSCP number: the upper six bits of the QoS byte. Routers act upon it by their own rules, so ' +
      'take the one that yours know. Usual classes: AF31 is 26, AF41 is 34, EF is 46. Used only while Switchover Use ' +
      'QoS for Ping and Switchover Ping on Aux Connection are both on.',
  }),
] as const;
