import { definitionsIn, restartOfBoth } from '../define.ts';

const { computerName, address } = definitionsIn('servers', {
  takesEffect: restartOfBoth('each server reads who and where the two are when it starts'),
});

/** Which two servers the pair is made of. A pair of ours has them in its pair file. */
export const SERVERS = [
  computerName({
    name: 'SwitchoverServer A',
    shortName: 'server-a',
    kind: 'packaged',
    dependsOn: ['SwitchoverServer B'],
    section: 'Required Switchover Server parameters',
    readings: ['R11'],
    example: 'ICServer1',
    description:
      'The computer name of server A, which is the active one when a new pair starts and stays so until the first ' +
      'switch. A plain name: neither an address nor a name with a domain, and not the name of server B. Both servers ' +
      'must hold the same two names, or neither knows which of the two it is.',
  }),
  computerName({
    name: 'SwitchoverServer B',
    shortName: 'server-b',
    kind: 'packaged',
    dependsOn: ['SwitchoverServer A'],
    section: 'Required Switchover Server parameters',
    readings: ['R11'],
    example: 'ICServer2',
    description:
      'The computer name of server B, which is the backup when a new pair starts and stays so until the first switch. ' +
      'A plain name: neither an address nor a name with a domain, and not the name of server A.',
  }),
  address({
    name: 'Server A Address',
    shortName: 'server-a-address',
    meaning: { absent: 'the pair uses the address that its computer name stands for' },
    dependsOn: ['Server B Address'],
    example: '10.60.0.1',
    description:
      'The IP address of the network card of server A that is kept for the traffic between the two servers, where it ' +
      'has more than one. With Server B Address set as well, the two servers talk over these addresses and no others.',
  }),
  address({
    name: 'Server B Address',
    shortName: 'server-b-address',
    meaning: { absent: 'the pair uses the address that its computer name stands for' },
    dependsOn: ['Server A Address'],
    example: '10.60.0.2',
    description:
      'The IP address of the network card of server B that is kept for the traffic between the two servers, where it ' +
      'has more than one. With Server A Address set as well, the two servers talk over these addresses and no others.',
  }),
] as const;
