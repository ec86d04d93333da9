/** What can be wrong with something that was named as a log: what happened, why, and what to do. */
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
  | 'no-logs'
  | 'too-many-files';

const GIVE_A_LOG = 'give the Switchover log of the server that is or was the backup';

const WORDS: Readonly<Record<LogProblemCode, readonly [what: string, why: string, todo: string]>> = {
  'log-missing': [
    'there is no file {}',
    'the system does not find it',
    'check the name; it is taken from the current folder on where it is not absolute',
  ],
  'log-unreadable': ['{} cannot be read', 'the system refuses', 'check the disk and the file'],
  'log-empty': [
    '{} is empty',
    'it has no bytes, so it can tell nothing',
    `${GIVE_A_LOG}, or the file before it where logs are rotated`,
  ],
  'log-binary': [
    '{} is not a text file',
    'it has NUL bytes where a text has none',
    `${GIVE_A_LOG}; a binary log must be exported as text first`,
  ],
  'log-ininlog': [
    '{} is a binary log (.ininlog), which only the log viewer that belongs to it can read',
    'its rows are packed, and their format is not published',
    'open it with that log viewer, show the columns Time, Topic and Message, save or copy the rows as text or CSV, and give that file',
  ],
  'log-is-device': [
    '{} is a device or a socket, not a log',
    'it may have no end',
    'name a file or a folder, or pipe the log in and name "-"',
  ],
  'log-archive-damaged': [
    '{} cannot be unpacked',
    'it is damaged or cut off',
    'copy it again, or unpack it and name the files in it',
  ],
  'log-archive-nested': [
    '{} is a ZIP archive that came through a pipe, or lies in another',
    'its table of contents is at its end',
    'unpack it, or name the file itself',
  ],
  'no-logs': ['{} holds no log that can be read', 'no file in it is a text of rows', `${GIVE_A_LOG}`],
  'too-many-files': [
    '{} holds too many files',
    'more than 10,000 are no folder of logs',
    'name the folder, or the files, that are logs',
  ],
};

/** @param why instead of the usual reason, where more is known */
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

/** What the system said, as a problem of that file. */
export function systemProblem(where: string, error: unknown): SwitchoverError {
  if (error instanceof SwitchoverError) return error;
  const { code = 'unknown', message = String(error) } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return logProblem('log-missing', where);
  if (code === 'ELOOP') return logProblem('log-missing', where, 'its links lead round in a circle');
  if (code === 'EACCES' || code === 'EPERM') {
    return logProblem(
      'log-unreadable',
      where,
      'this user has no right to read it',
      'run as a user who may read it, or copy it to a place where you may',
    );
  }
  return logProblem('log-unreadable', where, message);
}
