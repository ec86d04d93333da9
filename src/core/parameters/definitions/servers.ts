import type { ParameterDefinition, TakesEffect } from '../definition.ts';
import { NO_RANGE, NO_SPECIAL_MEANING, OPTIONAL_SECTION } from '../definition.ts';

const REQUIRED_SECTION = 'Required Switchover Server parameters';

const RESTART_BOTH = {
  when: 'restart',
  of: 'both',
  why: 'each server reads who and where the two are when it starts',
} as const satisfies TakesEffect;

/** Which two servers the pair is made of. A pair of ours has them in its pair file. */
export const SERVERS = [
  {
    name: 'SwitchoverServer A',
    kind: 'packaged',
    group: 'servers',
    type: { is: 'computer-name' },
    ...NO_RANGE,
    default: null,
    meaning: NO_SPECIAL_MEANING,
    takesEffect: RESTART_BOTH,
    since: null,
    dependsOn: ['SwitchoverServer B'],
    section: REQUIRED_SECTION,
    readings: ['R11'],
    example: 'ICServer1',
    description:
      'The computer name of server A, which is the active one when a new pair starts and stays so until the first ' +
      'switch. A plain name: neither an address nor a name with a domain, and not the name of server B. Both servers ' +
      'must hold the same two names, or neither knows which of the two it is.',
  },
  {
    name: 'SwitchoverServer B',
    kind: 'packaged',
    group: 'servers',
    type: { is: 'computer-name' },
    ...NO_RANGE,
    default: null,
    meaning: NO_SPECIAL_MEANING,
    takesEffect: RESTART_BOTH,
    since: null,
    dependsOn: ['SwitchoverServer A'],
    section: REQUIRED_SECTION,
    readings: ['R11'],
    example: 'ICServer2',
    description:
      'The computer name of server B, which is the backup when a new pair starts and stays so until the first switch. ' +
      'A plain name: neither an address nor a name with a domain, and not the name of server A.',
  },
  {
    name: 'Server A Address',
    kind: 'general-optional',
    group: 'servers',
    type: { is: 'address' },
    ...NO_RANGE,
    default: null,
    meaning: { ...NO_SPECIAL_MEANING, absent: 'the pair uses the address that its computer name stands for' },
    takesEffect: RESTART_BOTH,
    since: null,
    dependsOn: ['Server B Address'],
    section: OPTIONAL_SECTION,
    readings: [],
    example: '10.60.0.1',
    description:
      'The IP address of the network card of server A that is kept for the traffic between the two servers, where it ' +
      'has more than one. With Server B Address set as well, the two servers talk over these addresses and no others.',
  },
  {
    name: 'Server B Address',
    kind: 'general-optional',
    group: 'servers',
    type: { is: 'address' },
    ...NO_RANGE,
    default: null,
    meaning: { ...NO_SPECIAL_MEANING, absent: 'the pair uses the address that its computer name stands for' },
    takesEffect: RESTART_BOTH,
    since: null,
    dependsOn: ['Server A Address'],
    section: OPTIONAL_SECTION,
    readings: [],
    example: '10.60.0.2',
    description:
      'The IP address of the network card of server B that is kept for the traffic between the two servers, where it ' +
      'has more than one. With Server A Address set as well, the two servers talk over these addresses and no others.',
  },
] as const satisfies readonly ParameterDefinition[];
