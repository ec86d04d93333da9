import { definitionsIn } from '../define.ts';

const lower = definitionsIn('upgrade', { kind: 'customizable', section: 'Server parameters Upgrade lower state' });
const lowerFiles = definitionsIn('mirroring', {
  kind: 'customizable',
  section: 'Server parameters Upgrade lower state',
});
const higherFiles = definitionsIn('mirroring', {
  kind: 'upgrade',
  section: 'Server parameters for Upgrade higher state',
});
const higher = definitionsIn('upgrade', { kind: 'upgrade', section: 'Server parameters for Upgrade higher state' });

/** Always replicated while the backup runs the older release. */
export const STANDARD_DS_PATHS = [
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
      'While the backup runs an older release than the primary (state Upgrade Lower), only the listed parts of the ' +
      'configuration tree (DS) are replicated to it: paths separated by semicolons, each including everything below it. ' +
      'The default paths are always replicated; the paths set here are added to them.',
  }),
  lower.list({
    name: 'Custom Upgrade Attribute Exceptions',
    shortName: 'custom-upgrade-attribute-exceptions',
    grammar: 'attribute-exceptions',
    meaning: { absent: 'all attributes are replicated' },
    dependsOn: ['Custom Upgrade Synchronization Directories'],
    example: 'User(Workgroups, Extension);Workgroup(Members)',
    description:
      'Attributes that are not replicated to a backup that runs an older release (state Upgrade Lower), although their ' +
      'entries are. Each class is followed by its attributes in parentheses; classes are separated by semicolons, ' +
      'attributes by commas.',
  }),
  lowerFiles.list({
    name: 'Custom Upgrade File Synchronization Directories',
    shortName: 'custom-upgrade-file-sync-directories',
    grammar: 'directories',
    default: '+C:\\I3\\IC\\Flows',
    dependsOn: ['Custom Upgrade File Synchronization Exceptions'],
    readings: ['R22', 'R23', 'R35'],
    example: '+C:\\I3\\IC\\Flows;D:\\I3\\IC\\Resources',
    description:
      'Directories that are mirrored to a backup that runs an older release (state Upgrade Lower). CustomMirrorDir does ' +
      'not apply then, and handlers are never mirrored. Same format as CustomMirrorDir; a value replaces the default.',
  }),
  lowerFiles.list({
    name: 'Custom Upgrade File Synchronization Exceptions',
    shortName: 'custom-upgrade-file-sync-exceptions',
    grammar: 'extensions',
    meaning: { absent: 'MirrorExceptions applies' },
    dependsOn: ['Custom Upgrade File Synchronization Directories', 'MirrorExceptions'],
    readings: ['R24'],
    example: 'log; tmp',
    description:
      'Extensions of files that are not mirrored to a backup that runs an older release (state Upgrade Lower), in the ' +
      'directories of Custom Upgrade File Synchronization Directories. Same format as MirrorExceptions.',
  }),
  higher.list({
    name: 'Switchover Upgrade Higher DS Exclusions',
    shortName: 'upgrade-higher-ds-exclusions',
    grammar: 'ds-paths',
    meaning: { absent: 'nothing else is excluded' },
    dependsOn: ['Switchover Upgrade Higher File Exclusions'],
    readings: ['R41'],
    example: `\${CONFIG}\\Workgroups;\${CONFIG}\\Roles`,
    description:
      'While the backup runs a newer release than the primary (state Upgrade Higher), the configuration tree (DS) is ' +
      'replicated to it, except for handlers, phones and what the installation itself writes. The paths listed here, ' +
      'including everything below them, are excluded as well.',
  }),
  higherFiles.list({
    name: 'Switchover Upgrade Higher File Exclusions',
    shortName: 'upgrade-higher-file-exclusions',
    grammar: 'excluded-directories',
    meaning: { absent: 'nothing else is excluded' },
    dependsOn: ['Switchover Upgrade Higher DS Exclusions', 'CustomMirrorDir'],
    readings: ['R22'],
    example: '+D:\\I3\\IC\\Resources',
    description:
      'Directories of CustomMirrorDir that are not mirrored while the backup runs a newer release than the primary ' +
      '(state Upgrade Higher). Same format as CustomMirrorDir. Handlers are never mirrored in that state.',
  }),
] as const;
