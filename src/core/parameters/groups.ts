import type { ParameterGroup } from './definition.ts';

/** What a group is called, and what becomes of its values in a pair of ours. */
export interface Group {
  readonly title: string;
  /** One sentence without a full stop, for lists. */
  readonly about: string;
  /** `engine`: acted upon. `pair-file`: the pair file says it elsewhere. `nothing-yet`: checked and kept. */
  readonly usedBy: 'engine' | 'pair-file' | 'nothing-yet';
}

/** In the order in which lists show them. */
export const GROUPS: Readonly<Record<ParameterGroup, Group>> = {
  servers: { title: 'The two servers', about: 'which computers the pair is made of', usedBy: 'pair-file' },
  reconnecting: {
    title: 'Reconnecting',
    about: 'how long and how often a backup tries to get lost connections back',
    usedBy: 'engine',
  },
  'network-checks': {
    title: 'Network checks',
    about: 'how a backup tells a primary that is gone from a network that is gone',
    usedBy: 'engine',
  },
  'primary-monitor': {
    title: 'Primary monitor',
    about: "how the backup asks the primary's Notifier whether it is there",
    usedBy: 'engine',
  },
  'module-monitor': {
    title: 'Module monitor',
    about: 'how the backup watches the module on the primary whose failure is a reason to take over',
    usedBy: 'engine',
  },
  'quality-of-service': {
    title: 'Quality of service',
    about: 'the priority of pings on a busy line',
    usedBy: 'engine',
  },
  names: {
    title: 'Names for clients',
    about: 'under which names client programs find the servers again after a switch',
    usedBy: 'nothing-yet',
  },
  replication: {
    title: 'Replication',
    about: 'how the backup copies the configuration tree of the primary',
    usedBy: 'nothing-yet',
  },
  mirroring: {
    title: 'Mirrored directories',
    about: 'which files of the primary the backup keeps a copy of',
    usedBy: 'nothing-yet',
  },
  recovery: { title: 'Recovery of interactions', about: 'what goes on after a switch', usedBy: 'nothing-yet' },
  upgrade: {
    title: 'Different releases',
    about: 'what is replicated while the two servers run different releases',
    usedBy: 'nothing-yet',
  },
};

/** Whether anything in this version acts on a parameter's value. */
export function isUsed({ group }: { readonly group: ParameterGroup }): boolean {
  return GROUPS[group].usedBy !== 'nothing-yet';
}
