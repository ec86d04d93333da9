/**
 * Where the things of a pair lie: its pair file, each server's folder, the operator's credential.
 */
import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Letter } from '../core/letter.ts';
import type { PairFile } from '../core/pair-file/pair-file.ts';
import { SwitchoverError } from '../core/problem.ts';
import { nameOf } from '../host/identity.ts';

/** What the search depends on, so that it can be tried without touching this machine. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly home: string;
  /** Where the system's configuration lies; `/etc` but in tests. */
  readonly systemFolder?: string;
}

/**
 * The pair file to use: `--pair`, else `$SWITCHOVER_PAIR`, else the first that exists of `./pair.yaml`, the user's
 * configuration folder and `/etc/switchover`. A named one is not looked for anywhere else.
 *
 * @throws SwitchoverError `pair-file-not-found` (unreachable), with all places
 */
export async function locatePairFile(
  flag: string | undefined,
  { env, cwd, home, systemFolder = '/etc' }: Surroundings,
): Promise<string> {
  const named = flag ?? nonEmpty(env.SWITCHOVER_PAIR);
  if (named !== undefined) return named;
  const configuration = nonEmpty(env.XDG_CONFIG_HOME) ?? join(home, '.config');
  const places = [
    join(cwd, 'pair.yaml'),
    join(configuration, 'switchover', 'pair.yaml'),
    join(systemFolder, 'switchover', 'pair.yaml'),
  ];
  for (const place of places) if (await mayExist(place)) return place;
  throw new SwitchoverError('unreachable', {
    code: 'pair-file-not-found',
    what: 'no pair file was found',
    why: `looked at ${places.join(', ')}; neither --pair nor $SWITCHOVER_PAIR names one`,
    where: null,
    do: 'name it with --pair FILE, or make a pair with: switchover init',
  });
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

/** What cannot be looked at counts as there: its reader says why it cannot be read. */
async function mayExist(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code !== 'ENOENT' && code !== 'ENOTDIR';
  }
}

/**
 * The folder with a server's certificate and key: `A` or `B` beside the pair file, or the pair file's own folder
 * where that is the server's (as on a machine to which the server's folder was carried).
 *
 * @throws SwitchoverError `server-folder-missing` (unreachable)
 */
export async function serverFolder(pairFilePath: string, letter: Letter): Promise<string> {
  const folder = dirname(resolve(pairFilePath));
  const inside = join(folder, letter);
  if (await mayExist(join(inside, 'server.crt'))) return inside;
  const here = await localLetter(pairFilePath);
  if (here === letter) return folder;
  throw new SwitchoverError('unreachable', {
    code: 'server-folder-missing',
    what: `the folder of server ${letter} is not here`,
    why:
      here === null
        ? `neither ${inside} nor ${folder} holds its server.crt`
        : `${folder} is the folder of server ${here}, and ${inside} holds no server.crt`,
    where: folder,
    do:
      here === null
        ? 'name the pair file that lies in or above the folder made by: switchover init'
        : `run server ${here} here, or name the pair file of server ${letter}`,
  });
}

/**
 * The server whose own folder the pair file lies in, or null where it lies above the folders of both.
 * This is what "the server on this machine" means on a machine to which one folder was carried.
 */
export async function localLetter(pairFilePath: string): Promise<Letter | null> {
  try {
    const pem = await readFile(join(dirname(resolve(pairFilePath)), 'server.crt'), 'utf8');
    return nameOf(new X509Certificate(pem))?.letter ?? null;
  } catch {
    // Missing or broken: then it is no server's folder. What is wrong with a broken one, readIdentity says.
    return null;
  }
}

/** Where a server keeps its data: as the pair file says, else in its own folder. */
export function dataFolder(pairFile: PairFile, letter: Letter, ownFolder: string): string {
  return pairFile.servers[letter].data ?? ownFolder;
}

/** The operator's credential: `--credential`, else `operator` beside the pair file. */
export function credentialFolder(pairFilePath: string, flag: string | undefined): string {
  return flag ?? join(dirname(pairFilePath), 'operator');
}
