/** What the reference says of particular directories, as data. Their drives are examples, so they are left out. */

/** The list that `CustomMirrorDir` holds as it is delivered (section "CustomMirrorDir"). */
export const PACKAGED_CUSTOM_LIST = [
  String.raw`+D:\I3\IC\Resources`,
  String.raw`+D:\I3\IC\HostTools`,
  String.raw`+D:\I3\IC\Server\LRA`,
  String.raw`+D:\I3\IC\ClientSettings`,
  String.raw`+C:\I3\IC\Flows`,
  String.raw`+C:\I3\IC\TFTPRoot`,
  String.raw`+C:\I3\IC\Provision`,
  String.raw`+C:\I3\IC\Certificates\LinesAuthority`,
  String.raw`+C:\I3\IC\Certificates\Email`,
  String.raw`+C:\I3\IC\Server\I3RxDocs`,
  String.raw`+C:\I3\IC\Server\Reports`,
].join(';');

/** A directory known by the end of its path, on whatever drive. */
export interface KnownDirectory {
  readonly end: readonly string[];
  /** What is in it, and why that matters here. */
  readonly because: string;
}

/** Not to be mirrored (section "Formatting tips", its caution; reading R22). */
export const CAUTION_DIRECTORIES: readonly KnownDirectory[] = [
  { end: ['I3', 'IC', 'Work'], because: 'processes keep temporary files in I3\\IC\\Work that a backup has no use for' },
  { end: ['I3', 'IC', 'Logs'], because: 'each server writes logs of its own into I3\\IC\\Logs, all the time' },
  {
    end: ['I3', 'IC', 'FBMC'],
    because: 'the mail system keeps temporary files in I3\\IC\\FBMC that a backup has no use for',
  },
];

/** Worth being in one of the two lists (section "Recommendations"). */
export const RECOMMENDED_DIRECTORIES: readonly KnownDirectory[] = [
  { end: ['I3', 'IC', 'Server', 'Data'], because: 'exported configuration data lies there' },
  { end: ['I3', 'IC', 'Reports'], because: 'customized reports lie there' },
  { end: ['I3', 'IC', 'Handlers', 'Custom'], because: 'handlers of your own lie there, as a rule' },
];

/**
 * Whether a directory is named like the root of an Interaction Message Store (section "Interaction Message Store and
 * switchover"). The reference gives it no fixed place, so its name is all there is to go by.
 */
export function isMessageStore(name: string): boolean {
  return name
    .replaceAll(/[ ._-]/g, '')
    .toLowerCase()
    .includes('messagestore');
}
