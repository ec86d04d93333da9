/** What can be wrong with a log that was named: what happened, why, and what to do. */
import { SwitchoverError } from '../../core/problem.ts';

export type LogProblemCode =
  | 'log-missing'
  | 'log-unreadable'
  | 'log-empty'
  | 'log-binary'
  | 'log-ininlog'
  | 'log-is-device'
  | 'log-archive-damaged'
  | 'log-archive-nested'
  | 'log-archive-type'
  | 'no-logs'
  | 'too-many-files';

const GIVE_A_LOG = 'give the Switchover log of the server that is or was the backup';

const WORDS: Readonly<Record<LogProblemCode, readonly [what: string, why: string, todo: string]>> = {
  'log-missing': [
    '{} does not exist',
    'the system found no file or folder with this name',
    'check the name; a relative name starts from the current folder',
  ],
  'log-unreadable': ['{} cannot be read', 'the system refused to read it', 'check the disk and the file'],
  'log-empty': ['{} is empty', 'it has a size of 0 bytes', `${GIVE_A_LOG}, or, if logs are rotated, the previous file`],
  'log-binary': [
    '{} is not a text file',
    'it contains NUL bytes, which text does not',
    `${GIVE_A_LOG}; a binary log must be exported as text first`,
  ],
  'log-ininlog': [
    '{} is a binary log (.ininlog), which only its own log viewer can read',
    'its rows are packed in an unpublished format',
    'open it in that log viewer, show the columns Time, Topic and Message, save or copy the rows as text or CSV, and use that file',
  ],
  'log-is-device': [
    '{} is a device or a socket, not a log',
    'reading it might never end',
    'give a file or a folder, or pipe the log in and give "-"',
  ],
  'log-archive-damaged': [
    '{} cannot be unpacked',
    'it is damaged or truncated',
    'copy it again, or unpack it and give the files in it',
  ],
  'log-archive-nested': [
    '{} is a ZIP archive from a pipe or inside another archive',
    'its table of contents is at its end, so it can only be read from a file on disk',
    'unpack it, or give the file itself',
  ],
  'log-archive-type': [
    '{} is an archive of a type that cannot be read here',
    'only ZIP and gzip can be read',
    'unpack it, and give the files in it',
  ],
  'no-logs': ['{} contains no readable log', 'none of its files is a text file with rows', `${GIVE_A_LOG}`],
  'too-many-files': [
    '{} contains too many files',
    'the limit is 10,000',
    'give the folder or the files that contain the logs',
  ],
};

/** The name as it must be written in a command. */
export function asWord(name: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(name) ? name : `"${name}"`;
}

/** @param why replaces the usual reason if more is known */
export function logProblem(code: LogProblemCode, where: string, why?: string, todo?: string): SwitchoverError {
  const [what, usual, usually] = WORDS[code];
  return new SwitchoverError('unreachable', {
    code,
    what: what.replace('{}', where),
    why: why ?? usual,
    where,
    do: todo ?? usually,
  });
}

/** A system error as a problem of that file. */
export function systemProblem(where: string, error: unknown): SwitchoverError {
  if (error instanceof SwitchoverError) return error;
  const { code = 'unknown', message = String(error) } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return logProblem('log-missing', where);
  if (code === 'ELOOP') return logProblem('log-missing', where, 'its symbolic links form a loop');
  if (code === 'EACCES' || code === 'EPERM') {
    return logProblem(
      'log-unreadable',
      where,
      'this user does not have permission to read it',
      'run the command as a user with read permission, or copy the file to where you can read it',
    );
  }
  return logProblem('log-unreadable', where, message);
}
