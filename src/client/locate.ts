/**
 * Locates the files of a pair: its pair file, each server's folder, the operator credential.
 */
import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { PairFile } from '../core/config/pair-file/pair-file.ts';
import type { Letter } from '../core/letter.ts';
import { SwitchoverError } from '../core/problem.ts';
import { nameOf } from '../host/identity/identity.ts';

/** What the search depends on, so that it can be tested without touching this machine. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The current folder; null if it was deleted. */
  readonly cwd: string | null;
  readonly home: string;
  /** The system's configuration folder; `/etc` except in tests. */
  readonly systemFolder?: string;
}

/**
 * The pair file to use: `--pair`, otherwise `$SWITCHOVER_PAIR`, otherwise the first that exists of `./pair.yaml`, the
 * user's configuration folder and `/etc/switchover`. There is no fallback for one that was named.
 *
 * @throws SwitchoverError `pair-file-not-found` (unreachable), listing all places
 */
export async function locatePairFile(
  flag: string | undefined,
  { env, cwd, home, systemFolder = '/etc' }: Surroundings,
): Promise<string> {
  const named = flag ?? nonEmpty(env.SWITCHOVER_PAIR);
  if (named !== undefined) return named;
  const configuration = nonEmpty(env.XDG_CONFIG_HOME) ?? join(home, '.config');
  const places = [
    ...(cwd === null ? [] : [join(cwd, 'pair.yaml')]),
    join(configuration, 'switchover', 'pair.yaml'),
    join(systemFolder, 'switchover', 'pair.yaml'),
  ];
  for (const place of places) if (await mayExist(place)) return place;
  throw new SwitchoverError('unreachable', {
    code: 'pair-file-not-found',
    what: 'no pair file found',
    why: `searched ${places.join(', ')}; neither --pair nor $SWITCHOVER_PAIR is set`,
    where: null,
    do: 'specify it with --pair FILE, or create a pair with: switchover init',
  });
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

/** A file that cannot be examined counts as existing: whoever reads it reports why it cannot be read. */
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
 * The folder with a server's certificate and key: `A` or `B` next to the pair file, or the pair file's own folder if
 * that is the server's (as on a machine to which the server's folder was copied).
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
    what: `the folder of server ${letter} was not found`,
    why:
      here === null
        ? `neither ${inside} nor ${folder} contains its server.crt`
        : `${folder} is the folder of server ${here}, and ${inside} contains no server.crt`,
    where: folder,
    do:
      here === null
        ? 'use the pair file in, or directly above, a server folder created by: switchover init'
        : `run server ${here} here, or use the pair file of server ${letter}`,
  });
}

/**
 * The server whose own folder contains the pair file, or null if the pair file is above the folders of both.
 * On a machine to which one folder was copied, this is "the server on this machine".
 */
export async function localLetter(pairFilePath: string): Promise<Letter | null> {
  try {
    const pem = await readFile(join(dirname(resolve(pairFilePath)), 'server.crt'), 'utf8');
    return nameOf(new X509Certificate(pem))?.letter ?? null;
  } catch {
    // Missing or broken: not a server's folder. readIdentity reports what is wrong with a broken certificate.
    return null;
  }
}

/** The data folder of a server: as set in the pair file, otherwise its own folder. */
export function dataFolder(pairFile: PairFile, letter: Letter, ownFolder: string): string {
  return pairFile.servers[letter].data ?? ownFolder;
}

/** The operator credential: `--credential`, otherwise `operator` next to the pair file. */
export function credentialFolder(pairFilePath: string, flag: string | undefined): string {
  return flag ?? join(dirname(pairFilePath), 'operator');
}
