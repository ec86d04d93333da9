/** A file that is held open, and what happened to its name. */
import type { Stats } from 'node:fs';

/** `begun-anew`: the name was missing or meant another file, and was recreated. `lost`: it could not be recreated. */
export type FileOutcome = 'same' | 'begun-anew' | 'lost';

export interface WatchedFile {
  readonly path: string;
  /** Checks whether the name still means the open file, and recreates the file if it does not. */
  readonly refresh: () => FileOutcome | Promise<FileOutcome>;
}

/** `named` is undefined if no file has the name. */
export function isSameFile(held: Stats, named: Stats | undefined): boolean {
  return named !== undefined && named.ino === held.ino && named.dev === held.dev;
}
