import { PACKAGED_CUSTOM_LIST } from '../../mirror/packaged.ts';
import { AT_ONCE, definitionsIn, ours } from '../define.ts';

const CUSTOM_AND_INITIAL = 'Custom and initial mirrored directories';

const { list } = definitionsIn('mirroring', { kind: 'packaged' });
const { seconds } = definitionsIn('mirroring', {
  section: 'Configuration options for File Monitor health checks',
  since: '2015 R3',
});
const { path } = definitionsIn('mirroring', {
  kind: 'mirror-path',
  section: 'Default mirrored directories',
  meaning: { absent: 'no such directory is mirrored' },
});

/** Which files of the primary the backup keeps a copy of. */
export const MIRRORING = [
  list({
    name: 'CustomMirrorDir',
    shortName: 'custom-mirror-dir',
    grammar: 'directories',
    default: PACKAGED_CUSTOM_LIST,
    takesEffect: AT_ONCE,
    dependsOn: ['InitialMirrorDir', 'MirrorExceptions'],
    section: CUSTOM_AND_INITIAL,
    readings: ['R16', 'R22'],
    example: 'D:\\I3\\IC\\Server\\Data1;+D:\\I3\\IC\\Server\\Data2',
    description:
      'Directories that the backup keeps the same as on the primary all the time: a file that is added, changed or ' +
      'removed there is so on the backup at once. Whole local paths, parted by semicolons, about 2000 characters in ' +
      'all. A + before a path takes in everything below it as well.',
  }),
  list({
    name: 'InitialMirrorDir',
    shortName: 'initial-mirror-dir',
    grammar: 'directories',
    meaning: { absent: 'nothing more is copied at the start' },
    dependsOn: ['CustomMirrorDir', 'MirrorExceptions'],
    section: CUSTOM_AND_INITIAL,
    readings: ['R22'],
    example: '+D:\\I3\\IC\\Recordings',
    description:
      'Directories that the backup brings up to date once, when it starts, and leaves alone after that: the place for ' +
      'large files, such as recordings, that would load the line if each change were copied. Written as ' +
      'CustomMirrorDir is. The backup is not ready before all is copied, so very large ones hold up its start, or ' +
      'make it fail.',
  }),
  list({
    name: 'MirrorExceptions',
    shortName: 'mirror-exceptions',
    grammar: 'extensions',
    meaning: { absent: 'files of every kind are mirrored' },
    dependsOn: ['CustomMirrorDir', 'InitialMirrorDir'],
    section: 'Mirror exceptions',
    readings: ['R24'],
    example: 'txt; gif; myext',
    description:
      'Extensions of files that are not mirrored, whatever directory they lie in: without dot or star, parted by ' +
      'semicolons, in any letter case.',
  }),
  seconds({
    name: 'Switchover File Monitor Health Check Interval',
    shortName: 'file-monitor-health-check-interval',
    default: 60,
    minimum: ours(0, 'a time is not negative'),
    maximum: ours(86_400, 'a check that is rarer than once a day finds nothing in time'),
    meaning: { zero: 'no checks are made' },
    dependsOn: ['Switchover File Monitor Health Check Timeout'],
    description:
      'How often the backup asks whether the File Monitor on the primary, which reports changed files, is still at ' +
      'work. A File Monitor that has stopped goes unnoticed otherwise, until a switch finds the newest files missing.',
  }),
  seconds({
    name: 'Switchover File Monitor Health Check Timeout',
    shortName: 'file-monitor-health-check-timeout',
    default: 10,
    minimum: ours(1, 'no answer can come within no time'),
    maximum: ours(3600, 'an answer that takes longer than an hour has been lost'),
    dependsOn: ['Switchover File Monitor Health Check Interval'],
    description:
      'How long the File Monitor on the primary may take to answer a health check. A check that is not answered in ' +
      'time is logged as a failure; it is no reason to take over.',
  }),
  path({
    name: 'Handler Path',
    shortName: 'handler-path',
    readings: ['R22', 'R23'],
    example: '\\I3\\IC\\Handlers',
    description:
      'The directory of published handlers, the scripts that steer interactions. It is mirrored once, when the backup ' +
      'starts, without what lies below it; from then on each publish on the primary is repeated on the backup.',
  }),
  path({
    name: 'Resource Path',
    shortName: 'resource-path',
    readings: ['R22'],
    example: '\\I3\\IC\\Resources',
    description:
      'The directory of prompts, those of the system and of users, and of the white pages. It is mirrored all the time, ' +
      'without being named in CustomMirrorDir.',
  }),
  path({
    name: 'I3Tables Path',
    shortName: 'i3tables-path',
    readings: ['R22'],
    example: '\\I3\\IC\\Server\\I3Tables',
    description:
      'The directory of data tables that administrators maintain. It is mirrored all the time, without being named in ' +
      'CustomMirrorDir.',
  }),
] as const;
