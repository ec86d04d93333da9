import type { ParameterDefinition } from '../definition.ts';
import { NO_RANGE, NO_SPECIAL_MEANING, OPTIONAL_SECTION, RESTART_BACKUP } from '../definition.ts';

const DETECTING = 'Detecting Network Connection Status of the Backup and Primary';

/** What a backup pings to tell "the primary is gone" from "I am cut off". */
export const NETWORK_CHECKS = [
  {
    name: 'Switchover Disable Gateway Ping',
    kind: 'general-optional',
    group: 'network-checks',
    type: { is: 'boolean', on: 'Yes', off: 'No' },
    ...NO_RANGE,
    default: true,
    meaning: { ...NO_SPECIAL_MEANING, zero: 'the gateway is pinged', absent: 'the gateway is not pinged' },
    takesEffect: RESTART_BACKUP,
    since: null,
    dependsOn: [],
    section: DETECTING,
    readings: ['R1', 'R2', 'R17'],
    description:
      'No or 0 lets the backup ping the gateway through which it reaches its companion. A silent gateway means that ' +
      'the backup itself is cut off, and then it does not take over. Leave the ping disabled where gateways do not ' +
      'answer ICMP echo: the backup would believe itself cut off for good.',
  },
  {
    name: 'Switchover NetTest A',
    kind: 'general-optional',
    group: 'network-checks',
    type: { is: 'host' },
    ...NO_RANGE,
    default: null,
    meaning: { ...NO_SPECIAL_MEANING, absent: 'server A asks no NetTest address' },
    takesEffect: RESTART_BACKUP,
    since: null,
    dependsOn: ['Switchover NetTest B', 'Switchover NetTest Timeout'],
    section: OPTIONAL_SECTION,
    readings: ['R1', 'R3'],
    example: '10.60.2.1',
    description:
      'A computer near server B that answers ICMP echo, by name or address. Server A pings it while A is the backup. ' +
      'If it is silent, the path or the whole site of B is taken for lost, and A does not take over.',
  },
  {
    name: 'Switchover NetTest B',
    kind: 'general-optional',
    group: 'network-checks',
    type: { is: 'host' },
    ...NO_RANGE,
    default: null,
    meaning: { ...NO_SPECIAL_MEANING, absent: 'server B asks no NetTest address' },
    takesEffect: RESTART_BACKUP,
    since: null,
    dependsOn: ['Switchover NetTest A', 'Switchover NetTest Timeout'],
    section: OPTIONAL_SECTION,
    readings: ['R1', 'R3'],
    example: '10.60.1.1',
    description:
      'A computer near server A that answers ICMP echo, by name or address. Server B pings it while B is the backup. ' +
      'If it is silent, the path or the whole site of A is taken for lost, and B does not take over.',
  },
  {
    name: 'Switchover NetTest Timeout',
    kind: 'general-optional',
    group: 'network-checks',
    type: { is: 'number' },
    unit: 'seconds',
    default: 1,
    minimum: { value: 1, by: 'ours', why: 'no answer can come within no time' },
    maximum: { value: 60, by: 'ours', why: 'a longer wait would hold up every takeover' },
    meaning: NO_SPECIAL_MEANING,
    takesEffect: RESTART_BACKUP,
    since: null,
    dependsOn: ['Switchover NetTest A', 'Switchover NetTest B'],
    section: OPTIONAL_SECTION,
    readings: ['R1'],
    description:
      'How long the ping of a NetTest address may take before the address counts as silent. The pings of the gateway ' +
      "and of the primary's machine, which are made at the same time, may take as long.",
  },
] as const satisfies readonly ParameterDefinition[];
