import { definitionsIn, restartOfBoth } from '../define.ts';

const { yesNo, domainName } = definitionsIn('names', {
  takesEffect: restartOfBoth('each server reads the names that it gives to clients when it starts'),
});

/** The names under which client programs find the two servers again after a switch. */
export const NAMES = [
  yesNo({
    name: 'ForceSwitchoverFQDNs',
    shortName: 'force-fqdns',
    meaning: { zero: 'the full names are worked out from the computer names' },
    dependsOn: ['SwitchoverServerFQDN A', 'SwitchoverServerFQDN B'],
    readings: ['R17'],
    description:
      'Clients keep the names of both servers, so that after a switch they find the other one. Yes gives them the two ' +
      'names in SwitchoverServerFQDN A and B instead of those that the servers work out themselves. Use it where ' +
      'clients outside the local network do not come back after a switch because those names are wrong or missing.',
  }),
  domainName({
    name: 'SwitchoverServerFQDN A',
    shortName: 'server-fqdn-a',
    dependsOn: ['ForceSwitchoverFQDNs', 'SwitchoverServerFQDN B'],
    example: 'icserver1.example.org',
    description:
      'The full name of server A, with its domain, as clients are told it. Used only while ForceSwitchoverFQDNs is Yes.',
  }),
  domainName({
    name: 'SwitchoverServerFQDN B',
    shortName: 'server-fqdn-b',
    dependsOn: ['ForceSwitchoverFQDNs', 'SwitchoverServerFQDN A'],
    example: 'icserver2.example.org',
    description:
      'The full name of server B, with its domain, as clients are told it. Used only while ForceSwitchoverFQDNs is Yes.',
  }),
] as const;
