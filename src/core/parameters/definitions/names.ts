import type { ParameterDefinition, TakesEffect } from '../definition.ts';
import { NO_RANGE, NO_SPECIAL_MEANING, OPTIONAL_SECTION } from '../definition.ts';

const RESTART_BOTH = {
  when: 'restart',
  of: 'both',
  why: 'each server reads the names that it gives to clients when it starts',
} as const satisfies TakesEffect;

/** The names under which client programs find the two servers again after a switch. */
export const NAMES = [
  {
    name: 'ForceSwitchoverFQDNs',
    kind: 'general-optional',
    group: 'names',
    type: { is: 'boolean', on: 'Yes', off: 'No' },
    ...NO_RANGE,
    default: false,
    meaning: { ...NO_SPECIAL_MEANING, zero: 'the full names are worked out from the computer names' },
    takesEffect: RESTART_BOTH,
    since: null,
    dependsOn: ['SwitchoverServerFQDN A', 'SwitchoverServerFQDN B'],
    section: OPTIONAL_SECTION,
    readings: ['R17'],
    description:
      'Clients keep the names of both servers, so that after a switch they find the other one. Yes gives them the two ' +
      'names in SwitchoverServerFQDN A and B instead of those that the servers work out themselves. Use it where ' +
      'clients outside the local network do not come back after a switch because those names are wrong or missing.',
  },
  {
    name: 'SwitchoverServerFQDN A',
    kind: 'general-optional',
    group: 'names',
    type: { is: 'domain-name' },
    ...NO_RANGE,
    default: null,
    meaning: NO_SPECIAL_MEANING,
    takesEffect: RESTART_BOTH,
    since: null,
    dependsOn: ['ForceSwitchoverFQDNs', 'SwitchoverServerFQDN B'],
    section: OPTIONAL_SECTION,
    readings: [],
    example: 'icserver1.example.org',
    description:
      'The full name of server A, with its domain, as clients are told it. Used only while ForceSwitchoverFQDNs is Yes.',
  },
  {
    name: 'SwitchoverServerFQDN B',
    kind: 'general-optional',
    group: 'names',
    type: { is: 'domain-name' },
    ...NO_RANGE,
    default: null,
    meaning: NO_SPECIAL_MEANING,
    takesEffect: RESTART_BOTH,
    since: null,
    dependsOn: ['ForceSwitchoverFQDNs', 'SwitchoverServerFQDN A'],
    section: OPTIONAL_SECTION,
    readings: [],
    example: 'icserver2.example.org',
    description:
      'The full name of server B, with its domain, as clients are told it. Used only while ForceSwitchoverFQDNs is Yes.',
  },
] as const satisfies readonly ParameterDefinition[];
