import { PACKAGED_CUSTOM_LIST } from '../../mirror-lists/packaged.ts';
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

/** Which files of the primary the backup keeps copies of. */
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
      'Directories that the backup keeps identical to those of the primary: a file that is added, changed or removed on ' +
      'the primary is added, changed or removed on the backup immediately. Absolute local paths, separated by ' +
      'semicolons, about 2000 characters in total. A + before a path includes its subdirectories.',
  }),
  list({
    name: 'InitialMirrorDir',
    shortName: 'initial-mirror-dir',
    grammar: 'directories',
    meaning: { absent: 'no additional directories are copied at startup' },
    dependsOn: ['CustomMirrorDir', 'MirrorExceptions'],
    section: CUSTOM_AND_INITIAL,
    readings: ['R22'],
    example: '+D:\\I3\\IC\\Recordings',
    description:
      'Directories that the backup brings up to date once, when it starts, and does not touch afterwards. Meant for large ' +
      'files, such as recordings, that would saturate the link if every change were copied. Same format as ' +
      'CustomMirrorDir. The backup is not ready until everything is copied, so very large directories delay its start, ' +
      'or make it fail.',
  }),
  list({
    name: 'MirrorExceptions',
    shortName: 'mirror-exceptions',
    grammar: 'extensions',
    meaning: { absent: 'all files are mirrored, whatever their extension' },
    dependsOn: ['CustomMirrorDir', 'InitialMirrorDir'],
    section: 'Mirror exceptions',
    readings: ['R24'],
    example: 'txt; gif; myext',
    description:
      'Extensions of files that are not mirrored, in whatever directory: without dot or asterisk, separated by ' +
      'semicolons; letter case does not matter.',
  }),
  seconds({
    name: 'Switchover File Monitor Health Check Interval',
    shortName: 'file-monitor-health-check-interval',
    default: 60,
    minimum: ours(0, 'a time cannot be negative'),
    maximum: ours(86_400, 'checking less than once a day would detect failures too late'),
    meaning: { zero: 'no health checks' },
    dependsOn: ['Switchover File Monitor Health Check Timeout'],
    description:
      'How often the backup checks that the File Monitor on the primary, which reports changed files, is still working. ' +
      'Without these checks a stopped File Monitor goes unnoticed until the newest files are missing after a switch.',
  }),
  seconds({
    name: 'Switchover File Monitor Health Check Timeout',
    shortName: 'file-monitor-health-check-timeout',
    default: 10,
    minimum: ours(1, 'an answer takes some time'),
    maximum: ours(3600, 'an answer that takes longer than an hour must have been lost'),
    dependsOn: ['Switchover File Monitor Health Check Interval'],
    description:
      'How long the File Monitor on the primary may take to answer a health check. If there is no answer in time, the ' +
      'failure is logged; it does not cause a takeover.',
  }),
  path({
    name: 'Handler Path',
    shortName: 'handler-path',
    readings: ['R22', 'R23'],
    example: '\\I3\\IC\\Handlers',
    description:
      'The directory of published handlers, the scripts that control interactions. It is mirrored once, when the backup ' +
      'starts, without its subdirectories; from then on each publish on the primary is repeated on the backup.',
  }),
  path({
    name: 'Resource Path',
    shortName: 'resource-path',
    readings: ['R22'],
    example: '\\I3\\IC\\Resources',
    description:
      'The directory of prompts (system and user) and of the white pages. It is always mirrored and need not be listed in ' +
      'CustomMirrorDir.',
  }),
  path({
    name: 'I3Tables Path',
    shortName: 'i3tables-path',
    readings: ['R22'],
    example: '\\I3\\IC\\Server\\I3Tables',
    description:
      'The directory of data tables that administrators maintain. It is always mirrored and need not be listed in ' +
      'CustomMirrorDir.',
  }),
] as const;
