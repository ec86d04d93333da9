/**
 * Reads a file that names programs to run, so it is protected like a program: only its owner may write it, and the owner
 * must be root or the user who runs them.
 */
import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { tooLarge } from '../../core/config/yaml-text/size.ts';
import type { YamlKind } from '../../core/config/yaml-text/source.ts';
import { SwitchoverError } from '../../core/problem.ts';
import { textOf } from './utf8-text.ts';

export interface TrustedFile {
  readonly kind: YamlKind;
  /** The codes of its problems start with this word. */
  readonly code: string;
  /** The name that such a file usually has; null: none. */
  readonly likely: string | null;
  /** Who runs the programs. */
  readonly runBy: 'the server' | 'you';
  /** What to do if it does not exist. */
  readonly ifMissing: string;
}

/**
 * The text of such a file. `file` is also the name shown in problems.
 *
 * @throws SwitchoverError `CODE-missing`, `CODE-unreadable` (unreachable); `CODE-writable`, `CODE-owner` (refused);
 * `CODE-not-a-file`, `file-too-large`, `not-utf8` (usage)
 */
export async function readTrustedText(file: string, trusted: TrustedFile): Promise<string> {
  return textOf(await readTrusted(file, trusted), file, trusted.kind);
}

async function readTrusted(file: string, trusted: TrustedFile): Promise<Buffer> {
  let handle: FileHandle | null = null;
  try {
    // Opening a pipe would wait for a writer, so the type is checked first. Everything else is checked on
    // the open file: the name may refer to another one by then.
    refuseNoFile(file, await stat(file), trusted);
    handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const facts = await handle.stat();
    refuseNoFile(file, facts, trusted);
    refuseOthersHands(file, facts, trusted);
    if (facts.size > trusted.kind.largest) throw new SwitchoverError('usage', tooLarge(trusted.kind, file));
    return await handle.readFile();
  } catch (error) {
    throw error instanceof SwitchoverError ? error : unreadable(file, error, trusted);
  } finally {
    await handle?.close();
  }
}

interface FileFacts {
  readonly mode: number;
  readonly uid: number;
  isFile(): boolean;
  isDirectory(): boolean;
}

function refuseNoFile(file: string, facts: FileFacts, { kind, code, likely }: TrustedFile): void {
  if (facts.isFile()) return;
  const folder = facts.isDirectory();
  const example = likely === null ? '' : `, such as ${file.replace(/\/+$/, '')}/${likely}`;
  throw new SwitchoverError('usage', {
    code: `${code}-not-a-file`,
    where: file,
    what: folder ? `the ${kind.noun} is a folder` : `the ${kind.noun} is neither a regular file nor a link to one`,
    why: 'a YAML file is expected',
    do: folder ? `specify the file itself${example}` : 'specify the file itself',
  });
}

/** Not checked on Windows, which has no such owner and mode. */
function refuseOthersHands(file: string, { mode, uid }: FileFacts, { kind, code, runBy }: TrustedFile): void {
  const self = process.getuid?.();
  if (self === undefined) return;
  if (uid !== 0 && uid !== self) {
    throw new SwitchoverError('refused', {
      code: `${code}-owner`,
      where: file,
      what: `the ${kind.noun} belongs to another user (uid ${uid})`,
      why: `it names programs to run, so its owner could make ${runBy} run any program`,
      do: `check its contents, then take ownership: chown ${self} ${file}`,
    });
  }
  if ((mode & 0o022) === 0) return;
  throw new SwitchoverError('refused', {
    code: `${code}-writable`,
    where: file,
    what: `other users can write to the ${kind.noun} (mode ${(mode & 0o777).toString(8).padStart(4, '0')})`,
    why: `it names programs to run, so they could make ${runBy} run any program`,
    do: `check its contents, then: chmod go-w ${file}`,
  });
}

function unreadable(file: string, error: unknown, { kind, code: prefix, ifMissing }: TrustedFile): SwitchoverError {
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new SwitchoverError('unreachable', {
      code: `${prefix}-missing`,
      where: file,
      what: `the ${kind.noun} does not exist`,
      why: null,
      do: ifMissing,
    });
  }
  return new SwitchoverError('unreachable', {
    code: `${prefix}-unreadable`,
    where: file,
    what: `cannot read the ${kind.noun}`,
    why: code === 'EACCES' || code === 'EPERM' ? 'permission denied' : `the system reports ${code}`,
    do: 'run as the user who owns it, or as root',
  });
}
