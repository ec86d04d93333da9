/** Files that are neither text nor an archive that can be read, recognised by how they begin: what they are, and what to do. */
import type { SwitchoverError } from '../../core/problem.ts';
import { asWord, logProblem } from './log-problems.ts';
import type { LogSource } from './log-source.ts';

interface ForeignFile {
  readonly begins: string;
  readonly is: string;
  /** The file's name replaces the braces. */
  readonly todo: string;
}

const AND_GIVE = 'and give the files in it, or the folder';

const ARCHIVES: readonly ForeignFile[] = [
  { begins: "7z\xbc\xaf'\x1c", is: 'a 7-Zip archive', todo: `unpack it (7z x {}) ${AND_GIVE}` },
  { begins: '\xfd7zXZ\0', is: 'compressed with xz', todo: 'unpack it (xz -dk {}) and give the result' },
  { begins: 'BZh', is: 'compressed with bzip2', todo: 'unpack it (bzip2 -dk {}) and give the result' },
  { begins: '(\xb5/\xfd', is: 'compressed with Zstandard', todo: 'unpack it (zstd -dk {}) and give the result' },
  { begins: '\x04"M\x18', is: 'compressed with LZ4', todo: 'unpack it (lz4 -dk {}) and give the result' },
  { begins: '\x1f\x9d', is: 'compressed with compress', todo: 'unpack it (gzip -dk {}) and give the result' },
  { begins: 'Rar!\x1a\x07', is: 'a RAR archive', todo: `unpack it (unrar x {}) ${AND_GIVE}` },
  { begins: 'MSCF\0\0\0\0', is: 'a Windows cabinet', todo: `unpack it (expand -F:* {} FOLDER) ${AND_GIVE}` },
];

const DOCUMENTS: readonly ForeignFile[] = [
  {
    begins: 'LPKSHHRH',
    is: 'a journal of systemd',
    todo: 'export it (journalctl --file={} -o short-iso-precise > switchover.log) and give the result',
  },
  {
    begins: 'ElfFile\0',
    is: 'a Windows event log, which does not record switches',
    todo: 'give the Switchover log of the server that is or was the backup',
  },
  { begins: '%PDF-', is: 'a PDF document', todo: 'copy the rows as text into a file, and give that' },
  {
    begins: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1',
    is: 'a document of an older Office',
    todo: 'save it as CSV or as plain text, and give that',
  },
  { begins: '\x89PNG\r\n', is: 'a picture', todo: 'a picture has no text: give the log itself' },
  { begins: '\xff\xd8\xff', is: 'a picture', todo: 'a picture has no text: give the log itself' },
  { begins: 'SQLite format 3\0', is: 'a database of SQLite', todo: 'export the rows as CSV, and give that' },
];

const TAR: ForeignFile = { begins: '', is: 'a tar archive', todo: `unpack it (tar -xf {}) ${AND_GIVE}` };

/** The problem of a file that begins like this; null if it may be text. */
export function foreignFile(source: LogSource, head: Buffer): SwitchoverError | null {
  const begin = head.toString('latin1', 0, 16);
  const is = ({ begins }: ForeignFile): boolean => begin.startsWith(begins);
  const archive = ARCHIVES.find(is) ?? (isTar(head) ? TAR : undefined);
  const found = archive ?? DOCUMENTS.find(is);
  if (found === undefined) return null;
  const code = archive === undefined ? 'log-binary' : 'log-archive-type';
  return logProblem(code, source.name, `it is ${found.is}`, howTo(found, source));
}

function howTo({ todo }: ForeignFile, { name, parts, file, isOnce }: LogSource): string {
  if (file !== null) return todo.replace('{}', asWord(name));
  if (isOnce === true) return todo.replace('{}', 'FILE');
  return `unpack the ZIP archive first; then ${todo.replace('{}', asWord(parts.at(-1) ?? name))}`;
}

const TAR_HEADER = 512;
const CHECKSUM = 148;

/** By the checksum of its first header, which all dialects have. */
function isTar(head: Buffer): boolean {
  if (head.length < TAR_HEADER || head[0] === 0) return false;
  const stated = /^ *([0-7]{1,7})[ \0]/.exec(head.toString('latin1', CHECKSUM, CHECKSUM + 8))?.[1];
  if (stated === undefined) return false;
  let sum = 0;
  for (let at = 0; at < TAR_HEADER; at += 1) sum += at >= CHECKSUM && at < CHECKSUM + 8 ? 32 : (head[at] ?? 0);
  return sum === Number.parseInt(stated, 8);
}
