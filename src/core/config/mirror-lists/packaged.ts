/** What the reference says about particular directories, as data. Its drives are examples and therefore omitted. */

/** The packaged value of `CustomMirrorDir` (section "CustomMirrorDir"). */
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

/** A directory identified by the end of its path, on any drive. */
export interface KnownDirectory {
  readonly end: readonly string[];
  /** What it contains, and why that matters. */
  readonly because: string;
}

/** Directories that should not be mirrored (section "Formatting tips", its caution; reading R22). */
export const CAUTION_DIRECTORIES: readonly KnownDirectory[] = [
  { end: ['I3', 'IC', 'Work'], because: 'processes keep temporary files in I3\\IC\\Work that are useless on a backup' },
  { end: ['I3', 'IC', 'Logs'], because: 'each server constantly writes its own logs to I3\\IC\\Logs' },
  {
    end: ['I3', 'IC', 'FBMC'],
    because: 'the mail system keeps temporary files in I3\\IC\\FBMC that are useless on a backup',
  },
];

/** Recommended for one of the two lists (section "Recommendations"). */
export const RECOMMENDED_DIRECTORIES: readonly KnownDirectory[] = [
  { end: ['I3', 'IC', 'Server', 'Data'], because: 'exported configuration data is stored there' },
  { end: ['I3', 'IC', 'Reports'], because: 'customized reports are stored there' },
  { end: ['I3', 'IC', 'Handlers', 'Custom'], because: 'custom handlers are usually stored there' },
];

/**
 * Whether a directory is named like the root of an Interaction Message Store (section "Interaction Message Store and
 * switchover"). The reference gives no fixed location, so only the name can tell.
 */
export function isMessageStore(name: string): boolean {
  return name
    .replaceAll(/[ ._-]/g, '')
    .toLowerCase()
    .includes('messagestore');
}
