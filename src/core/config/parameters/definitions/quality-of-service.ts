import { definitionsIn, ours, restartOfBoth } from '../define.ts';

const { yesNo, count } = definitionsIn('quality-of-service', {
  // The answers to pings are marked too, by the server that sends them.
  takesEffect: restartOfBoth('each server marks what it sends, and reads the value when it starts'),
});

/** The priority of pings in routers and switches. */
export const QUALITY_OF_SERVICE = [
  yesNo({
    name: 'Switchover Use QoS for Ping',
    shortName: 'use-qos-for-ping',
    meaning: { zero: 'pings are sent like any other traffic' },
    dependsOn: ['Switchover Ping on Aux Connection', 'Switchover QoS DSCP'],
    readings: ['R17', 'R30'],
    description:
      'Marks pings and their answers with a priority (quality of service), so that routers forward them first on a busy ' +
      'link and a congested link is not mistaken for a failure. Requires Switchover Ping on Aux Connection: everything ' +
      'on the auxiliary connection is then marked, and so are the pings of the network checks.',
  }),
  count({
    name: 'Switchover QoS DSCP',
    shortName: 'qos-dscp',
    unit: 'dscp',
    default: 34,
    minimum: ours(0, 'a DSCP value has six bits, 0 to 63'),
    maximum: ours(63, 'a DSCP value has six bits, 0 to 63'),
    meaning: { zero: 'best effort: no priority' },
    dependsOn: ['Switchover Use QoS for Ping', 'Switchover Ping on Aux Connection'],
    readings: ['R30'],
    description:
      'The DSCP value for the mark: the upper six bits of the QoS byte. Routers treat it by their own rules, so choose one ' +
      'that yours are configured for. A class name is stored as its value: AF31 is 26, AF41 is 34, EF is 46. Used only if Switchover Use QoS ' +
      'for Ping and Switchover Ping on Aux Connection are both on.',
  }),
] as const;
