import { definitionsIn, restartOfBoth } from '../define.ts';

const { yesNo, domainName } = definitionsIn('names', {
  takesEffect: restartOfBoth('each server reads the names for clients when it starts'),
});

/** The names by which client programs find the two servers after a switch. */
export const NAMES = [
  yesNo({
    name: 'ForceSwitchoverFQDNs',
    shortName: 'force-fqdns',
    meaning: { zero: 'the full names are derived from the computer names' },
    dependsOn: ['SwitchoverServerFQDN A', 'SwitchoverServerFQDN B'],
    readings: ['R17'],
    description:
      'Clients remember the names of both servers, so that they find the other one after a switch. Yes gives them the ' +
      'names in SwitchoverServerFQDN A and B instead of those that the servers derive themselves. Use it if clients ' +
      'outside the local network do not reconnect after a switch because the derived names are wrong or missing.',
  }),
  domainName({
    name: 'SwitchoverServerFQDN A',
    shortName: 'server-fqdn-a',
    dependsOn: ['ForceSwitchoverFQDNs', 'SwitchoverServerFQDN B'],
    example: 'icserver1.example.org',
    description:
      'The fully qualified domain name of server A that clients get. Used only if ForceSwitchoverFQDNs is Yes.',
  }),
  domainName({
    name: 'SwitchoverServerFQDN B',
    shortName: 'server-fqdn-b',
    dependsOn: ['ForceSwitchoverFQDNs', 'SwitchoverServerFQDN A'],
    example: 'icserver2.example.org',
    description:
      'The fully qualified domain name of server B that clients get. Used only if ForceSwitchoverFQDNs is Yes.',
  }),
] as const;
