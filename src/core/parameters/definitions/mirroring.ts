import { PACKAGED_CUSTOM_LIST } from '../../mirror/packaged.ts';
import type { ParameterDefinition } from '../definition.ts';
import { AT_ONCE, NO_RANGE, NO_SPECIAL_MEANING, RESTART_BACKUP } from '../definition.ts';

const HEALTH_CHECKS = 'Configuration options for File Monitor health checks';
const CUSTOM_AND_INITIAL = 'Custom and initial mirrored directories';
const DEFAULT_DIRECTORIES = 'Default mirrored directories';

/** Which files of the primary the backup keeps a copy of. */
export const MIRRORING = [
  {
    name: 'CustomMirrorDir',
    kind: 'packaged',
    group: 'mirroring',
    type: { is: 'list', grammar: 'directories' },
    ...NO_RANGE,
    default: PACKAGED_CUSTOM_LIST,
    meaning: NO_SPECIAL_MEANING,
    takesEffect: AT_ONCE,
    since: null,
    dependsOn: ['InitialMirrorDir', 'MirrorExceptions'],
    section: CUSTOM_AND_INITIAL,
    readings: ['R16', 'R22'],
    example: 'D:\\I3\\IC\\Server\\Data1;+D:\\I3\\IC\\Server\\Data2',
    description:
      'Directories that the backup keeps the same as on the primary all the time: a file that is added, changed or ' +
      'removed there is so on the backup at once. Whole local paths, parted by semicolons, about 2000 characters in ' +
      'all. A + before a path takes in everything below it as well.',
  },
  {
    name: 'InitialMirrorDir',
    kind: 'packaged',
    group: 'mirroring',
    type: { is: 'list', grammar: 'directories' },
    ...NO_RANGE,
    default: null,
    meaning: { ...NO_SPECIAL_MEANING, absent: 'nothing more is copied at the start' },
    takesEffect: RESTART_BACKUP,
    since: null,
    dependsOn: ['CustomMirrorDir', 'MirrorExceptions'],
    section: CUSTOM_AND_INITIAL,
    readings: ['R22'],
    example: '+D:\\I3\\IC\\Recordings',
    description:
      'Directories that the backup brings up to date once, when it starts, and leaves alone after that: the place for ' +
      'large files, such as recordings, that would load the line if each change were copied. Written as ' +
      'CustomMirrorDir is. The backup is not ready before all is copied, so very large ones hold up its start, or ' +
      'make it fail.',
  },
  {
    name: 'MirrorExceptions',
    kind: 'packaged',
    group: 'mirroring',
    type: { is: 'list', grammar: 'extensions' },
    ...NO_RANGE,
    default: null,
    meaning: { ...NO_SPECIAL_MEANING, absent: 'files of every kind are mirrored' },
    takesEffect: RESTART_BACKUP,
    since: null,
    dependsOn: ['CustomMirrorDir', 'InitialMirrorDir'],
    section: 'Mirror exceptions',
    readings: ['R24'],
    example: 'txt; gif; myext',
    description:
      'Extensions of files that are not mirrored, whatever directory they lie in: without dot or star, parted by ' +
      'semicolons, in any letter case.',
  },
  {
    name: 'Switchover File Monitor Health Check Interval',
    kind: 'general-optional',
    group: 'mirroring',
    type: { is: 'number' },
    unit: 'seconds',
    default: 60,
    minimum: { value: 0, by: 'ours', why: 'a time is not negative' },
    maximum: { value: 86_400, by: 'ours', why: 'a check that is rarer than once a day finds nothing in time' },
    meaning: { ...NO_SPECIAL_MEANING, zero: 'no checks are made' },
    takesEffect: RESTART_BACKUP,
    since: '2015 R3',
    dependsOn: ['Switchover File Monitor Health Check Timeout'],
    section: HEALTH_CHECKS,
    readings: [],
    description:
      'How often the backup asks whether the File Monitor on the primary, which reports changed files, is still at ' +
      'work. A File Monitor that has stopped goes unnoticed otherwise, until a switch finds the newest files missing.',
  },
  {
    name: 'Switchover File Monitor Health Check Timeout',
    kind: 'general-optional',
    group: 'mirroring',
    type: { is: 'number' },
    unit: 'seconds',
    default: 10,
    minimum: { value: 1, by: 'ours', why: 'no answer can come within no time' },
    maximum: { value: 3600, by: 'ours', why: 'an answer that takes longer than an hour has been lost' },
    meaning: NO_SPECIAL_MEANING,
    takesEffect: RESTART_BACKUP,
    since: '2015 R3',
    dependsOn: ['Switchover File Monitor Health Check Interval'],
    section: HEALTH_CHECKS,
    readings: [],
    description:
      'How long the File Monitor on the primary may take to answer a health check. A check that is not answered in ' +
      'time is logged as a failure; it is no reason to take over.',
  },
  {
    name: 'Handler Path',
    kind: 'mirror-path',
    group: 'mirroring',
    type: { is: 'path' },
    ...NO_RANGE,
    default: null,
    meaning: { ...NO_SPECIAL_MEANING, absent: 'no such directory is mirrored' },
    takesEffect: RESTART_BACKUP,
    since: null,
    dependsOn: [],
    section: DEFAULT_DIRECTORIES,
    readings: ['R22', 'R23'],
    example: '\\I3\\IC\\Handlers',
    description:
      'The directory of published handlers, the scripts that steer interactions. It is mirrored once, when the backup ' +
      'starts, without what lies below it; from then on each publish on the primary is repeated on the backup.',
  },
  {
    name: 'Resource Path',
    kind: 'mirror-path',
    group: 'mirroring',
    type: { is: 'path' },
    ...NO_RANGE,
    default: null,
    meaning: { ...NO_SPECIAL_MEANING, absent: 'no such directory is mirrored' },
    takesEffect: RESTART_BACKUP,
    since: null,
    dependsOn: [],
    section: DEFAULT_DIRECTORIES,
    readings: ['R22'],
    example: '\\I3\\IC\\Resources',
    description:
      'The directory of prompts, those of the system and of users, and of the white pages. It is mirrored all the time, ' +
      'without being named in CustomMirrorDir.',
  },
  {
    name: 'I3Tables Path',
    kind: 'mirror-path',
    group: 'mirroring',
    type: { is: 'path' },
    ...NO_RANGE,
    default: null,
    meaning: { ...NO_SPECIAL_MEANING, absent: 'no such directory is mirrored' },
    takesEffect: RESTART_BACKUP,
    since: null,
    dependsOn: [],
    section: DEFAULT_DIRECTORIES,
    readings: ['R22'],
    example: '\\I3\\IC\\Server\\I3Tables',
    description:
      'The directory of data tables that administrators maintain. It is mirrored all the time, without being named in ' +
      'CustomMirrorDir.',
  },
] as const satisfies readonly ParameterDefinition[];
