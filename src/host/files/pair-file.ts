/**
 * Reads the pair file. It names programs that a server runs, so it is protected like a program: only its owner may
 * write it, and the owner must be root or the user running the server.
 */
import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type {
  Command,
  Hooks,
  ModuleEntry,
  PairFile,
  ServerEntry,
  ServiceKeys,
} from '../../core/config/pair-file/pair-file.ts';
import { SERVICE_COMMANDS } from '../../core/config/pair-file/pair-file.ts';
import { LARGEST_FILE, parsePairFile, tooLarge } from '../../core/config/pair-file/parse.ts';
import { isAbsoluteAnywhere, SYSTEM_PROGRAMS } from '../../core/config/pair-file/service-presets.ts';
import { decodeText } from '../../core/config/yaml-text/text.ts';
import type { Problem } from '../../core/problem.ts';
import { SwitchoverError } from '../../core/problem.ts';

/** A pair file and its path. Paths in it are absolute here. */
export interface LoadedPairFile {
  readonly path: string;
  readonly folder: string;
  readonly pairFile: PairFile;
  readonly warnings: readonly Problem[];
}

/**
 * Reads and checks a pair file. `file` is also the name shown in problems.
 *
 * @throws SwitchoverError `pair-file-missing`, `pair-file-unreadable` (unreachable); `pair-file-writable`,
 * `pair-file-owner` (refused); errors in its content (usage), further problems in `also`
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
    // Opening a pipe would wait for a writer, so the type is checked first. Everything else is checked on
    // the open file: the name may refer to another one by then.
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
    what: folder ? 'the pair file is a folder' : 'the pair file is neither a regular file nor a link to one',
    why: 'a YAML file is expected',
    do: folder ? `specify the file itself, such as ${file.replace(/\/+$/, '')}/pair.yaml` : 'specify the file itself',
  });
}

/** Not checked on Windows, which has no such owner and mode. */
function refuseOthersHands(file: string, { mode, uid }: FileFacts): void {
  const self = process.getuid?.();
  if (self === undefined) return;
  if (uid !== 0 && uid !== self) {
    throw new SwitchoverError('refused', {
      code: 'pair-file-owner',
      where: file,
      what: `the pair file belongs to another user (uid ${uid})`,
      why: 'it names programs to run, so its owner could make the server run any program',
      do: `check its contents, then take ownership: chown ${self} ${file}`,
    });
  }
  if ((mode & 0o022) === 0) return;
  throw new SwitchoverError('refused', {
    code: 'pair-file-writable',
    where: file,
    what: `other users can write to the pair file (mode ${(mode & 0o777).toString(8).padStart(4, '0')})`,
    why: 'it names programs to run, so they could make the server run any program',
    do: `check its contents, then: chmod go-w ${file}`,
  });
}

function unreadable(file: string, error: unknown): SwitchoverError {
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new SwitchoverError('unreachable', {
      code: 'pair-file-missing',
      where: file,
      what: 'the pair file does not exist',
      why: null,
      do: 'specify another one with --pair FILE, or create a pair with: switchover init',
    });
  }
  return new SwitchoverError('unreachable', {
    code: 'pair-file-unreadable',
    where: file,
    what: 'cannot read the pair file',
    why: code === 'EACCES' || code === 'EPERM' ? 'permission denied' : `the system reports ${code}`,
    do: 'run as the user who owns it, or as root',
  });
}

/** All files are UTF-8; for one that is not, the error names the first invalid byte. */
function textOf(bytes: Buffer, file: string): string {
  const decoded = decodeText(bytes);
  const wide = decoded.encoding.startsWith('utf-16');
  if (decoded.ok && !wide) return decoded.text;
  const { offset, line, column } = wide || decoded.ok ? { offset: 0, line: 1, column: 1 } : decoded;
  throw new SwitchoverError('usage', {
    code: 'not-utf8',
    where: `${file}:${line}:${column}`,
    what: `the pair file is not UTF-8: byte ${offset} is 0x${bytes[offset]!.toString(16).padStart(2, '0')}`,
    why: wide ? 'it looks like UTF-16' : 'that byte is not valid UTF-8',
    do: `save it as UTF-8, or run: iconv -f ${wide ? 'UTF-16' : 'ISO-8859-1'} -t UTF-8 ${file}`,
  });
}

function withAbsolutePaths(pairFile: PairFile, folder: string): PairFile {
  const { A, B } = pairFile.servers;
  const server = ({ data, release, service, ...rest }: ServerEntry): ServerEntry => ({
    ...rest,
    data: data && resolve(folder, data),
    release: typeof release === 'object' && release !== null ? { command: absolute(release.command, folder) } : release,
    service: absoluteService(service, folder),
  });
  return {
    ...pairFile,
    servers: { A: server(A), B: server(B) },
    hooks: absoluteHooks(pairFile.hooks, folder),
    module: pairFile.module && absoluteModule(pairFile.module, folder),
    service: absoluteService(pairFile.service, folder),
  };
}

function absolute(command: readonly string[], folder: string): readonly string[] {
  return [resolve(folder, command[0]!), ...command.slice(1)];
}

/** Where paths of another machine are concerned, they are absolute already, perhaps in the way of Windows. */
function absoluteService(service: ServiceKeys, folder: string): ServiceKeys {
  const here = (command: Command): Command =>
    SYSTEM_PROGRAMS.includes(command[0]!) || isAbsoluteAnywhere(command[0]!) ? command : absolute(command, folder);
  const commands = SERVICE_COMMANDS.flatMap((key) => (service[key] === undefined ? [] : [[key, here(service[key])]]));
  const { startMode } = service;
  return {
    ...service,
    ...Object.fromEntries(commands),
    ...(startMode && {
      startMode: { read: here(startMode.read), automatic: here(startMode.automatic), manual: here(startMode.manual) },
    }),
  };
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
