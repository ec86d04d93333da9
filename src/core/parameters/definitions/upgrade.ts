import type { ParameterDefinition } from '../definition.ts';
import { NO_RANGE, NO_SPECIAL_MEANING, RESTART_BACKUP } from '../definition.ts';

const LOWER = 'Server parameters Upgrade lower state';
const HIGHER = 'Server parameters for Upgrade higher state';

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
  {
    name: 'Custom Upgrade Synchronization Directories',
    kind: 'customizable',
    group: 'upgrade',
    type: { is: 'list', grammar: 'ds-paths' },
    ...NO_RANGE,
    default: STANDARD_DS_PATHS,
    meaning: NO_SPECIAL_MEANING,
    takesEffect: RESTART_BACKUP,
    since: null,
    dependsOn: ['Custom Upgrade Attribute Exceptions'],
    section: LOWER,
    readings: ['R35'],
    example: `\${CONFIG}\\Skills;\${CONFIG}\\Schedules`,
    description:
      'While the backup runs an older release than the primary (state Upgrade Lower), only named parts of the ' +
      'configuration tree (DS) reach it: paths parted by semicolons, each with all that lies below it. Those of the ' +
      'default always do; what is set here comes on top of them.',
  },
  {
    name: 'Custom Upgrade Attribute Exceptions',
    kind: 'customizable',
    group: 'upgrade',
    type: { is: 'list', grammar: 'attribute-exceptions' },
    ...NO_RANGE,
    default: null,
    meaning: { ...NO_SPECIAL_MEANING, absent: 'all attributes are replicated' },
    takesEffect: RESTART_BACKUP,
    since: null,
    dependsOn: ['Custom Upgrade Synchronization Directories'],
    section: LOWER,
    readings: [],
    example: 'User(Workgroups, Extension);Workgroup(Members)',
    description:
      'Attributes that stay as they are on a backup of an older release (state Upgrade Lower), although the entries ' +
      'that hold them are replicated. Each class is followed by its attributes in parentheses; classes are parted by ' +
      'semicolons, attributes by commas.',
  },
  {
    name: 'Custom Upgrade File Synchronization Directories',
    kind: 'customizable',
    group: 'upgrade',
    type: { is: 'list', grammar: 'directories' },
    ...NO_RANGE,
    default: '+C:\\I3\\IC\\Flows',
    meaning: NO_SPECIAL_MEANING,
    takesEffect: RESTART_BACKUP,
    since: null,
    dependsOn: ['Custom Upgrade File Synchronization Exceptions'],
    section: LOWER,
    readings: ['R22', 'R23', 'R35'],
    example: '+C:\\I3\\IC\\Flows;D:\\I3\\IC\\Resources',
    description:
      'Directories that are mirrored to a backup of an older release (state Upgrade Lower). CustomMirrorDir does not ' +
      'count there, and handlers are never mirrored. Written as CustomMirrorDir is; a value takes the place of the ' +
      'default.',
  },
  {
    name: 'Custom Upgrade File Synchronization Exceptions',
    kind: 'customizable',
    group: 'upgrade',
    type: { is: 'list', grammar: 'extensions' },
    ...NO_RANGE,
    default: null,
    meaning: { ...NO_SPECIAL_MEANING, absent: 'those of MirrorExceptions hold' },
    takesEffect: RESTART_BACKUP,
    since: null,
    dependsOn: ['Custom Upgrade File Synchronization Directories', 'MirrorExceptions'],
    section: LOWER,
    readings: ['R24'],
    example: 'log; tmp',
    description:
      'Extensions of files that are not mirrored to a backup of an older release (state Upgrade Lower), in the ' +
      'directories of Custom Upgrade File Synchronization Directories. Written as MirrorExceptions is.',
  },
  {
    name: 'Switchover Upgrade Higher DS Exclusions',
    kind: 'upgrade',
    group: 'upgrade',
    type: { is: 'list', grammar: 'ds-paths' },
    ...NO_RANGE,
    default: null,
    meaning: { ...NO_SPECIAL_MEANING, absent: 'nothing more is left out' },
    takesEffect: RESTART_BACKUP,
    since: null,
    dependsOn: ['Switchover Upgrade Higher File Exclusions'],
    section: HIGHER,
    readings: [],
    example: `\${CONFIG}\\Workgroups;\${CONFIG}\\Roles`,
    description:
      'While the backup runs a newer release than the primary (state Upgrade Higher), the configuration tree (DS) ' +
      'reaches it, except for handlers, phones and what the installation itself writes. Paths that are named here, ' +
      'with all that lies below them, are left out as well.',
  },
  {
    name: 'Switchover Upgrade Higher File Exclusions',
    kind: 'upgrade',
    group: 'upgrade',
    type: { is: 'list', grammar: 'excluded-directories' },
    ...NO_RANGE,
    default: null,
    meaning: { ...NO_SPECIAL_MEANING, absent: 'nothing more is left out' },
    takesEffect: RESTART_BACKUP,
    since: null,
    dependsOn: ['Switchover Upgrade Higher DS Exclusions', 'CustomMirrorDir'],
    section: HIGHER,
    readings: ['R22'],
    example: '+D:\\I3\\IC\\Resources',
    description:
      'Directories of CustomMirrorDir that are not mirrored while the backup runs a newer release than the primary ' +
      '(state Upgrade Higher). Written as CustomMirrorDir is. Handlers are not mirrored then in any case.',
  },
] as const satisfies readonly ParameterDefinition[];
