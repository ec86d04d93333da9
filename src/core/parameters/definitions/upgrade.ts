import { definitionsIn } from '../define.ts';

const lower = definitionsIn('upgrade', { kind: 'customizable', section: 'Server parameters Upgrade lower state' });
const higher = definitionsIn('upgrade', { kind: 'upgrade', section: 'Server parameters for Upgrade higher state' });

/** Replicated while the backup runs the older release, whatever else is named. */
const STANDARD_DS_PATHS = [
  `\${CONFIG}\\Users`,
  `\${CONFIG}\\Passwords`,
  `\${CONFIG}\\Workgroups`,
  `\${CONFIG}\\Roles`,
  `\${CONFIG}\\Default User`,
  `\${SERVER}\\Workstations`,
  `\${CONFIG}\\ProcessAutomation`,
].join(';');

/** What is replicated while the two servers run different releases. */
export const UPGRADE = [
  lower.list({
    name: 'Custom Upgrade Synchronization Directories',
    shortName: 'custom-upgrade-sync-directories',
    grammar: 'ds-paths',
    default: STANDARD_DS_PATHS,
    dependsOn: ['Custom Upgrade Attribute Exceptions'],
    readings: ['R35'],
    example: `\${CONFIG}\\Skills;\${CONFIG}\\Schedules`,
    description:
      'While the backup runs an older release than the primary (state Upgrade Lower), only named parts of the ' +
      'configuration tree (DS) reach it: paths parted by semicolons, each with all that lies below it. Those of the ' +
      'default always do; what is set here comes on top of them.',
  }),
  lower.list({
    name: 'Custom Upgrade Attribute Exceptions',
    shortName: 'custom-upgrade-attribute-exceptions',
    grammar: 'attribute-exceptions',
    meaning: { absent: 'all attributes are replicated' },
    dependsOn: ['Custom Upgrade Synchronization Directories'],
    example: 'User(Workgroups, Extension);Workgroup(Members)',
    description:
      'Attributes that stay as they are on a backup of an older release (state Upgrade Lower), although the entries ' +
      'that hold them are replicated. Each class is followed by its attributes in parentheses; classes are parted by ' +
      'semicolons, attributes by commas.',
  }),
  lower.list({
    name: 'Custom Upgrade File Synchronization Directories',
    shortName: 'custom-upgrade-file-sync-directories',
    grammar: 'directories',
    default: '+C:\\I3\\IC\\Flows',
    dependsOn: ['Custom Upgrade File Synchronization Exceptions'],
    readings: ['R22', 'R23', 'R35'],
    example: '+C:\\I3\\IC\\Flows;D:\\I3\\IC\\Resources',
    description:
      'Directories that are mirrored to a backup of an older release (state Upgrade Lower). CustomMirrorDir does not ' +
      'count there, and handlers are never mirrored. Written as CustomMirrorDir is; a value takes the place of the ' +
      'default.',
  }),
  lower.list({
    name: 'Custom Upgrade File Synchronization Exceptions',
    shortName: 'custom-upgrade-file-sync-exceptions',
    grammar: 'extensions',
    meaning: { absent: 'those of MirrorExceptions hold' },
    dependsOn: ['Custom Upgrade File Synchronization Directories', 'MirrorExceptions'],
    readings: ['R24'],
    example: 'log; tmp',
    description:
      'Extensions of files that are not mirrored to a backup of an older release (state Upgrade Lower), in the ' +
      'directories of Custom Upgrade File Synchronization Directories. Written as MirrorExceptions is.',
  }),
  higher.list({
    name: 'Switchover Upgrade Higher DS Exclusions',
    shortName: 'upgrade-higher-ds-exclusions',
    grammar: 'ds-paths',
    meaning: { absent: 'nothing more is left out' },
    dependsOn: ['Switchover Upgrade Higher File Exclusions'],
    example: `\${CONFIG}\\Workgroups;\${CONFIG}\\Roles`,
    description:
      'While the backup runs a newer release than the primary (state Upgrade Higher), the configuration tree (DS) ' +
      'reaches it, except for handlers, phones and what the installation itself writes. Paths that are named here, ' +
      'with all that lies below them, are left out as well.',
  }),
  higher.list({
    name: 'Switchover Upgrade Higher File Exclusions',
    shortName: 'upgrade-higher-file-exclusions',
    grammar: 'excluded-directories',
    meaning: { absent: 'nothing more is left out' },
    dependsOn: ['Switchover Upgrade Higher DS Exclusions', 'CustomMirrorDir'],
    readings: ['R22'],
    example: '+D:\\I3\\IC\\Resources',
    description:
      'Directories of CustomMirrorDir that are not mirrored while the backup runs a newer release than the primary ' +
      '(state Upgrade Higher). Written as CustomMirrorDir is. Handlers are not mirrored then in any case.',
  }),
] as const;
