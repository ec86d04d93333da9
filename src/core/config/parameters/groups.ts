import type { ParameterGroup } from './definition.ts';

/** The title of a group, and how switchover uses its values. */
export interface Group {
  readonly title: string;
  /** One sentence without a full stop, for lists. */
  readonly about: string;
  /** `engine`, `tree`: used, by the engine or for the configuration tree. `pair-file`: set elsewhere in the pair file. `nothing-yet`: checked and stored. */
  readonly usedBy: 'engine' | 'tree' | 'pair-file' | 'nothing-yet';
}

/** In the order of lists. */
export const GROUPS: Readonly<Record<ParameterGroup, Group>> = {
  servers: { title: 'The two servers', about: 'the names and addresses of the two servers', usedBy: 'pair-file' },
  reconnecting: {
    title: 'Reconnecting',
    about: 'how long and how often a backup tries to restore lost connections',
    usedBy: 'engine',
  },
  'network-checks': {
    title: 'Network checks',
    about: 'how a backup distinguishes a failed primary from a failed network',
    usedBy: 'engine',
  },
  'primary-monitor': {
    title: 'Primary monitor',
    about: "how the backup checks that the primary's Notifier is alive",
    usedBy: 'engine',
  },
  'module-monitor': {
    title: 'Module monitor',
    about: 'how the backup watches the module on the primary whose failure causes a takeover',
    usedBy: 'engine',
  },
  'quality-of-service': {
    title: 'Quality of service',
    about: 'the priority of pings on a busy network',
    usedBy: 'engine',
  },
  names: {
    title: 'Names for clients',
    about: 'the names by which client programs find the servers after a switch',
    usedBy: 'nothing-yet',
  },
  replication: {
    title: 'Replication',
    about: 'how the backup copies the configuration tree of the primary',
    usedBy: 'tree',
  },
  mirroring: {
    title: 'Mirrored directories',
    about: 'which files of the primary the backup keeps copies of',
    usedBy: 'nothing-yet',
  },
  recovery: {
    title: 'Recovery of interactions',
    about: 'which interactions continue after a switch',
    usedBy: 'nothing-yet',
  },
  upgrade: {
    title: 'Different releases',
    about: 'what is replicated of the configuration tree while the two servers run different releases',
    usedBy: 'tree',
  },
};

/** Whether anything in this version uses a parameter's value. */
export function isUsed({ group }: { readonly group: ParameterGroup }): boolean {
  return GROUPS[group].usedBy !== 'nothing-yet';
}
