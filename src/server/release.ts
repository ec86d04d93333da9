/** The release of this server: from the pair file, or from the program that it names there, run at each start. */
import type { ReleaseEntry } from '../core/config/pair-file/pair-file.ts';
import { unknownRelease } from '../core/engine/release.ts';
import type { Letter } from '../core/letter.ts';
import type { LoadedPairFile } from '../host/files/pair-file.ts';
import { printedRelease } from '../host/process/printed-release.ts';
import { programEnvironment } from './program-environment.ts';
import type { ProgramFault } from './programs.ts';

export interface OwnRelease {
  readonly name: string;
  /** Why it is not known; empty if it is. */
  readonly faults: readonly ProgramFault[];
}

/**
 * A server that cannot find out its release starts all the same, because it may be the only one left. But it counts as
 * different from any companion, so that neither of the two takes over by itself: what would be mirrored, and whether the
 * software of the other would accept it, is not known. Never throws.
 */
export async function readRelease(
  { pairFile, folder }: LoadedPairFile,
  letter: Letter,
  version: string,
  limitMs?: number,
): Promise<OwnRelease> {
  const entry: ReleaseEntry = pairFile.servers[letter].release ?? version;
  if (typeof entry === 'string') return { name: entry, faults: [] };
  const environment = programEnvironment(pairFile, letter);
  const printed = await printedRelease(entry.command, {
    environment,
    folder,
    ...(limitMs === undefined ? {} : { limitMs }),
  });
  if (printed.ok) return { name: printed.name, faults: [] };
  const { why } = printed;
  return { name: unknownRelease(letter), faults: [{ of: 'release command', code: 'release-unknown', why }] };
}
