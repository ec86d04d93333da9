/** A file that is held open: what became of the name that it was opened by. */
import type { Stats } from 'node:fs';

/** `begun-anew`: the name meant another file or none, and means one of ours again. `lost`: it could not be begun anew. */
export type FileOutcome = 'same' | 'begun-anew' | 'lost';

export interface WatchedFile {
  readonly path: string;
  /** Looks whether the name still means the file that is held, and begins it anew where it does not. */
  readonly refresh: () => FileOutcome | Promise<FileOutcome>;
}

/** `named` is undefined where nothing has the name. */
export function isSameFile(held: Stats, named: Stats | undefined): boolean {
  return named !== undefined && named.ino === held.ino && named.dev === held.dev;
}
