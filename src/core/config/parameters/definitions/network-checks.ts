import { definitionsIn, ours } from '../define.ts';

const { yesNo, host, seconds } = definitionsIn('network-checks');

/** What a backup pings to distinguish "the primary is down" from "I am cut off". */
export const NETWORK_CHECKS = [
  yesNo({
    name: 'Switchover Disable Gateway Ping',
    shortName: 'disable-gateway-ping',
    default: true,
    meaning: { zero: 'the gateway is pinged', absent: 'the gateway is not pinged' },
    section: 'Detecting Network Connection Status of the Backup and Primary',
    readings: ['R1', 'R2', 'R17'],
    description:
      'With No or 0, the backup pings the gateways of the network adapter that leads to its companion. If none of them ' +
      'answers, the backup itself is cut off, and it does not take over. If that adapter has no gateway, nothing is ' +
      'checked, and status warns. Leave the ping disabled if the gateways do not answer ICMP echo requests: the backup ' +
      'would consider itself cut off forever.',
  }),
  host({
    name: 'Switchover NetTest A',
    shortName: 'nettest-a',
    meaning: { absent: 'server A pings no NetTest address' },
    dependsOn: ['Switchover NetTest B', 'Switchover NetTest Timeout'],
    readings: ['R1', 'R3'],
    example: '10.60.2.1',
    description:
      'The name or address of a host near server B that answers ICMP echo requests. Server A pings it while A is the ' +
      'backup. If it does not answer, A assumes that the path to B or the whole site is lost, and does not take over.',
  }),
  host({
    name: 'Switchover NetTest B',
    shortName: 'nettest-b',
    meaning: { absent: 'server B pings no NetTest address' },
    dependsOn: ['Switchover NetTest A', 'Switchover NetTest Timeout'],
    readings: ['R1', 'R3'],
    example: '10.60.1.1',
    description:
      'The name or address of a host near server A that answers ICMP echo requests. Server B pings it while B is the ' +
      'backup. If it does not answer, B assumes that the path to A or the whole site is lost, and does not take over.',
  }),
  seconds({
    name: 'Switchover NetTest Timeout',
    shortName: 'nettest-timeout',
    default: 1,
    minimum: ours(1, 'an answer takes some time'),
    maximum: ours(60, 'a longer wait would delay every takeover'),
    dependsOn: ['Switchover NetTest A', 'Switchover NetTest B'],
    readings: ['R1'],
    description:
      'How long a NetTest address may take to answer a ping. The same timeout applies to the pings of the gateway and of ' +
      "the primary's machine, which are sent at the same time.",
  }),
] as const;
