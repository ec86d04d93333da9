/**
 * Files that are pieces of one log: `NAME.1` is the previous content of `NAME`, and folders or names that differ only
 * by their date contain one log day by day.
 */

import { readDate, withoutDate } from './dates.ts';
import { type DateSource, dayOfPath, type KnownDay } from './day.ts';

/** A file, by the parts of its path. */
export interface Named {
  readonly parts: readonly string[];
}

/** What a file's path says about it. */
interface PlaceOfPiece {
  /** The same for all pieces of one log. */
  readonly log: string;
  readonly day: KnownDay | null;
  /** How often the log has been rotated since; 0 for the newest. */
  readonly age: number;
  readonly isCompressed: boolean;
}

const COMPRESSED = /\.gz$/i;
const ROTATED = /\.(\d{1,3})$/;

function placeOf({ parts }: Named): PlaceOfPiece {
  const name = parts.at(-1) ?? '';
  const plain = name.replace(COMPRESSED, '');
  const age = Number(ROTATED.exec(plain)?.[1] ?? 0);
  const day = dayOfPath([...parts.slice(0, -1), plain]);
  const base = plain.replace(ROTATED, '');
  return {
    log: [...withoutDay(parts.slice(0, -1), day?.from), day?.from === 'file-name' ? withoutDate(base) : base].join('/'),
    day,
    age,
    isCompressed: plain !== name,
  };
}

function withoutDay(folders: readonly string[], from: DateSource | undefined): readonly string[] {
  if (from !== 'folder') return folders;
  const depth = readDate(folders.at(-1) ?? '') === null ? 3 : 1;
  return [...folders.slice(0, -depth), '*'];
}

/** Groups the files that are pieces of one log, oldest first; logs keep the order of their first file. */
export function joinRotatedFiles<T extends Named>(files: readonly T[]): readonly (readonly T[])[] {
  const logs = Map.groupBy(
    files.map((file) => ({ file, place: placeOf(file) })),
    ({ place }) => place.log,
  );
  return [...logs.values()].map((pieces) => {
    const ordered = pieces.toSorted(
      (a, b) =>
        (a.place.day?.midnightMs ?? 0) - (b.place.day?.midnightMs ?? 0) ||
        b.place.age - a.place.age ||
        Number(b.place.isCompressed) - Number(a.place.isCompressed),
    );
    // `NAME.1` beside `NAME.1.gz` is the same piece, while it is being compressed.
    return ordered
      .filter((piece, index) => !isSamePiece(piece.place, ordered[index + 1]?.place))
      .map(({ file }) => file);
  });
}

function isSamePiece(piece: PlaceOfPiece, next: PlaceOfPiece | undefined): boolean {
  return (
    next !== undefined &&
    piece.isCompressed !== next.isCompressed &&
    piece.age === next.age &&
    piece.day?.midnightMs === next.day?.midnightMs
  );
}

/** True where `name` is an older piece of the log that is written as `base`. */
export function isOlderRotatedFile(name: string, base: string): boolean {
  const plain = name.replace(COMPRESSED, '');
  return ROTATED.test(plain) && plain.replace(ROTATED, '') === base;
}
