/**
 * Reading the pair file from disk. It names programs that a server runs, so it is trusted like a program: only
 * its owner may write it, and the owner is root or the user who runs it.
 */
import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Hooks, ModuleEntry, PairFile, ServerEntry } from '../core/pair-file/pair-file.ts';
import { LARGEST_FILE, parsePairFile, tooLarge } from '../core/pair-file/parse.ts';
import type { Problem } from '../core/problem.ts';
import { SwitchoverError } from '../core/problem.ts';
import { decodeText } from '../core/yaml-text/text.ts';

/** A pair file with its place. Paths in it are absolute here. */
export interface LoadedPairFile {
  readonly path: string;
  readonly folder: string;
  readonly pairFile: PairFile;
  readonly warnings: readonly Problem[];
}

/**
 * Reads and checks a pair file. `file` is also the name that problems show.
 *
 * @throws SwitchoverError `pair-file-missing`, `pair-file-unreadable` (unreachable); `pair-file-writable`,
 * `pair-file-owner` (refused); whatever is wrong with its content (usage), further problems in `also`
 */
export async function readPairFile(file: string): Promise<LoadedPairFile> {
  const { pairFile, problems } = parsePairFile(textOf(await readTrusted(file), file), file);
  if (pairFile === null) {
    const [first, ...also] = problems.toSorted((left, right) => rank(left) - rank(right));
    throw new SwitchoverError('usage', first!, also);
  }
  const path = resolve(file);
  const folder = dirname(path);
  return { path, folder, pairFile: withAbsolutePaths(pairFile, folder), warnings: problems };
}

function rank(problem: Problem): number {
  return problem.severity === 'error' ? 0 : 1;
}

async function readTrusted(file: string): Promise<Buffer> {
  let handle: FileHandle | null = null;
  try {
    // A pipe would keep us waiting for a writer, so what it is comes before opening it. All else is asked of
    // the open file: the name may mean another one by then.
    await refuseNoFile(file, await stat(file));
    handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const facts = await handle.stat();
    await refuseNoFile(file, facts);
    refuseOthersHands(file, facts);
    if (facts.size > LARGEST_FILE) throw new SwitchoverError('usage', tooLarge(file));
    return await handle.readFile();
  } catch (error) {
    throw error instanceof SwitchoverError ? error : unreadable(file, error);
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

async function refuseNoFile(file: string, facts: FileFacts): Promise<void> {
  if (facts.isFile()) return;
  const folder = facts.isDirectory();
  throw new SwitchoverError('usage', {
    code: 'pair-file-not-a-file',
    where: file,
    what: folder ? 'the pair file is a folder' : 'the pair file is neither a file nor a link to one',
    why: 'a pair file is a text in YAML',
    do: folder ? `name the file itself, as in ${file.replace(/\/+$/, '')}/pair.yaml` : 'name the file itself',
  });
}

/** Windows has no such owner and mode; its own rights are left to it. */
function refuseOthersHands(file: string, { mode, uid }: FileFacts): void {
  const self = process.getuid?.();
  if (self === undefined) return;
  if (uid !== 0 && uid !== self) {
    throw new SwitchoverError('refused', {
      code: 'pair-file-owner',
      where: file,
      what: `the pair file belongs to another user (uid ${uid})`,
      why: 'it names programs to run, so its owner could have any program run',
      do: `look at it, then take it over: chown ${self} ${file}`,
    });
  }
  if ((mode & 0o022) === 0) return;
  throw new SwitchoverError('refused', {
    code: 'pair-file-writable',
    where: file,
    what: `others may write the pair file (its mode is ${(mode & 0o777).toString(8).padStart(4, '0')})`,
    why: 'it names programs to run, so whoever writes it could have any program run',
    do: `look at it, then: chmod go-w ${file}`,
  });
}

function unreadable(file: string, error: unknown): SwitchoverError {
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new SwitchoverError('unreachable', {
      code: 'pair-file-missing',
      where: file,
      what: 'there is no such pair file',
      why: 'every command that works on a pair reads its names and addresses from there',
      do: 'name another with --pair FILE, or make a pair with: switchover init',
    });
  }
  return new SwitchoverError('unreachable', {
    code: 'pair-file-unreadable',
    where: file,
    what: 'the pair file cannot be read',
    why: code === 'EACCES' || code === 'EPERM' ? 'this user has no right to read it' : `the system says ${code}`,
    do: 'run as the user who owns it, or as root',
  });
}

/** Everything is UTF-8; a file that is not has its first wrong byte named. */
function textOf(bytes: Buffer, file: string): string {
  const decoded = decodeText(bytes);
  const wide = decoded.encoding.startsWith('utf-16');
  if (decoded.ok && !wide) return decoded.text;
  const { offset, line, column } = wide || decoded.ok ? { offset: 0, line: 1, column: 1 } : decoded;
  throw new SwitchoverError('usage', {
    code: 'not-utf8',
    where: `${file}:${line}:${column}`,
    what: `the pair file is not UTF-8: byte ${offset} is 0x${bytes[offset]!.toString(16).padStart(2, '0')}`,
    why: wide ? 'it begins like a file in UTF-16' : 'that byte cannot stand there in UTF-8',
    do: `save it as UTF-8, or: iconv -f ${wide ? 'UTF-16' : 'ISO-8859-1'} -t UTF-8 ${file}`,
  });
}

function withAbsolutePaths(pairFile: PairFile, folder: string): PairFile {
  const { A, B } = pairFile.servers;
  const server = (entry: ServerEntry): ServerEntry => ({ ...entry, data: entry.data && resolve(folder, entry.data) });
  return {
    ...pairFile,
    servers: { A: server(A), B: server(B) },
    hooks: absoluteHooks(pairFile.hooks, folder),
    module: pairFile.module && absoluteModule(pairFile.module, folder),
  };
}

function absolute(command: readonly string[], folder: string): readonly string[] {
  return [resolve(folder, command[0]!), ...command.slice(1)];
}

function absoluteModule(module: ModuleEntry, folder: string): ModuleEntry {
  const { probe, check } = module;
  return {
    ...module,
    probe: probe.kind === 'exec' ? { ...probe, command: absolute(probe.command, folder) } : probe,
    check: check && absolute(check, folder),
  };
}

function absoluteHooks({ commence, discontinue, fence, timeLimitMs }: Hooks, folder: string): Hooks {
  return {
    commence: commence && absolute(commence, folder),
    discontinue: discontinue && absolute(discontinue, folder),
    fence: fence && absolute(fence, folder),
    timeLimitMs,
  };
}
