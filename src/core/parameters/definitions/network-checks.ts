import { definitionsIn, ours } from '../define.ts';

const { yesNo, host, seconds } = definitionsIn('network-checks');

/** What a backup pings to tell "the primary is gone" from "I am cut off". */
export const NETWORK_CHECKS = [
  yesNo({
    name: 'Switchover Disable Gateway Ping',
    shortName: 'disable-gateway-ping',
    default: true,
    meaning: { zero: 'the gateway is pinged', absent: 'the gateway is not pinged' },
    section: 'Detecting Network Connection Status of the Backup and Primary',
    readings: ['R1', 'R2', 'R17'],
    description:
      'No or 0 lets the backup ping the gateways of the network adapter that leads to its companion. Where all of them ' +
      'are silent the backup itself is cut off, and then it does not take over. Where that adapter has no gateway, ' +
      'nothing is checked, and status warns. Leave the ping disabled where gateways do not answer ICMP echo: the ' +
      'backup would believe itself cut off for good.',
  }),
  host({
    name: 'Switchover NetTest A',
    shortName: 'nettest-a',
    meaning: { absent: 'server A asks no NetTest address' },
    dependsOn: ['Switchover NetTest B', 'Switchover NetTest Timeout'],
    readings: ['R1', 'R3'],
    example: '10.60.2.1',
    description:
      'A computer near server B that answers ICMP echo, by name or address. Server A pings it while A is the backup. ' +
      'If it is silent, the path or the whole site of B is taken for lost, and A does not take over.',
  }),
  host({
    name: 'Switchover NetTest B',
    shortName: 'nettest-b',
    meaning: { absent: 'server B asks no NetTest address' },
    dependsOn: ['Switchover NetTest A', 'Switchover NetTest Timeout'],
    readings: ['R1', 'R3'],
    example: '10.60.1.1',
    description:
      'A computer near server A that answers ICMP echo, by name or address. Server B pings it while B is the backup. ' +
      'If it is silent, the path or the whole site of A is taken for lost, and B does not take over.',
  }),
  seconds({
    name: 'Switchover NetTest Timeout',
    shortName: 'nettest-timeout',
    default: 1,
    minimum: ours(1, 'no answer can come within no time'),
    maximum: ours(60, 'a longer wait would hold up every takeover'),
    dependsOn: ['Switchover NetTest A', 'Switchover NetTest B'],
    readings: ['R1'],
    description:
      'How long the ping of a NetTest address may take before the address counts as silent. The pings of the gateway ' +
      "and of the primary's machine, which are made at the same time, may take as long.",
  }),
] as const;
