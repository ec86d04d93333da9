/** The release of this server: from the pair file, or from the program that it names there, run at each start. */
import type { ReleaseEntry } from '../../core/config/pair-file/pair-file.ts';
import { unknownRelease } from '../../core/engine/release.ts';
import type { Letter } from '../../core/letter.ts';
import { inQuotes } from '../../core/unseen.ts';
import type { LoadedPairFile } from '../files/pair-file.ts';
import { runProgram } from './program.ts';
import { programEnvironment } from './program-environment.ts';

export interface OwnRelease {
  readonly name: string;
  /** Why it is not known; empty if it is. */
  readonly faults: readonly { readonly of: string; readonly code: 'release-unknown'; readonly why: string }[];
}

/** How long the program may take: the server does not begin before it knows. */
const LIMIT_MS = 10_000;
/** Views carry it, and log lines show it. */
const LONGEST_RELEASE = 100;

/**
 * A server that cannot find out its release starts all the same, because it may be the only one left. But it counts as
 * different from any companion, so that neither of the two takes over by itself: what would be mirrored, and whether the
 * software of the other would accept it, is not known. Never throws.
 */
export async function readRelease(
  { pairFile, folder }: LoadedPairFile,
  letter: Letter,
  version: string,
  limitMs = LIMIT_MS,
): Promise<OwnRelease> {
  const entry: ReleaseEntry = pairFile.servers[letter].release ?? version;
  if (typeof entry === 'string') return { name: entry, faults: [] };
  const [program] = entry.command;
  const environment = programEnvironment(pairFile, letter);
  const end = await runProgram({ command: entry.command, environment, folder, limitMs, graceMs: 0 });
  const unknown = (why: string): OwnRelease => ({
    name: unknownRelease(letter),
    faults: [{ of: 'release command', code: 'release-unknown', why: `${program} ${why}` }],
  });
  if (end.how === 'not-run') return unknown(`could not be run: ${end.why}`);
  if (end.how === 'took-too-long') return unknown(`ran longer than ${limitMs / 1000} s`);
  const { firstLine, lastWords } = await end.printed;
  if (end.code !== 0) {
    const how = end.code === null ? `was ended by ${end.signal}` : `ended with exit code ${end.code}`;
    return unknown(`${how}${lastWords === '' ? '' : `: ${lastWords}`}`);
  }
  if (firstLine === '') return unknown('printed nothing on the first line of its output');
  if (firstLine.length > LONGEST_RELEASE || /\p{Cc}/u.test(firstLine)) {
    return unknown(`printed what is not a release: ${inQuotes(firstLine, 60)}`);
  }
  return { name: firstLine, faults: [] };
}
