import { definitionsIn, restartOfBoth } from '../define.ts';

const { computerName, address } = definitionsIn('servers', {
  takesEffect: restartOfBoth('each server reads the names and addresses of both when it starts'),
});

/** The two servers of the pair. In switchover they are set in the pair file. */
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
      'The computer name of server A, which is active when a new pair starts, until the first switch. A plain name: no ' +
      'address, no domain, and not the name of server B. Both servers must have the same two names; otherwise neither ' +
      'knows which of the two it is.',
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
      'The computer name of server B, which is the backup when a new pair starts, until the first switch. A plain name: ' +
      'no address, no domain, and not the name of server A.',
  }),
  address({
    name: 'Server A Address',
    shortName: 'server-a-address',
    meaning: { absent: 'the address is looked up from the computer name' },
    dependsOn: ['Server B Address'],
    example: '10.60.0.1',
    description:
      'The IP address of the network adapter of server A that is reserved for traffic between the two servers, if it has ' +
      'more than one. If Server B Address is also set, the two servers communicate over these addresses only.',
  }),
  address({
    name: 'Server B Address',
    shortName: 'server-b-address',
    meaning: { absent: 'the address is looked up from the computer name' },
    dependsOn: ['Server A Address'],
    example: '10.60.0.2',
    description:
      'The IP address of the network adapter of server B that is reserved for traffic between the two servers, if it has ' +
      'more than one. If Server A Address is also set, the two servers communicate over these addresses only.',
  }),
] as const;
