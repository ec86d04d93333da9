/** Reads the pair file. */
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
import { PAIR_FILE, parsePairFile } from '../../core/config/pair-file/parse.ts';
import { SYSTEM_PROGRAMS } from '../../core/config/pair-file/service-presets.ts';
import type { Problem } from '../../core/problem.ts';
import { unusableInput } from '../../core/problem.ts';
import { isAbsoluteAnywhere } from '../../core/remote-shell.ts';
import { readTrustedText, type TrustedFile } from './trusted-file.ts';

const TRUSTED: TrustedFile = {
  kind: PAIR_FILE,
  code: 'pair-file',
  likely: 'pair.yaml',
  runBy: 'the server',
  ifMissing: 'specify another one with --pair FILE, or create a pair with: switchover init',
};

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
 * @throws SwitchoverError as `readTrustedText`; errors in its content (usage), further problems in `also`
 */
export async function readPairFile(file: string): Promise<LoadedPairFile> {
  const { pairFile, problems } = parsePairFile(await readTrustedText(file, TRUSTED), file);
  if (pairFile === null) throw unusableInput(problems);
  const path = resolve(file);
  const folder = dirname(path);
  return { path, folder, pairFile: withAbsolutePaths(pairFile, folder), warnings: problems };
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
