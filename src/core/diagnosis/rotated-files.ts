/**
 * Files that are pieces of one log, by their names: `NAME.1` is the previous content of `NAME`; names with a date, an
 * hour or seconds since 1970, and folders with a date, say when. Numbers before the extension (`NAME_1.log`) count up or
 * down, depending on the program: there, the times of the rows decide.
 */

import { readDate, withoutDate } from './dates.ts';
import { type DateSource, dayOfPath, type KnownDay } from './day.ts';
import { DAY_MS, type Moment } from './moment.ts';

/** A file, by the parts of its path. */
export interface Named {
  readonly parts: readonly string[];
}

/** The first and the last time in a file; null if it has none, or cannot be read. */
export type PieceTimes = { readonly first: Moment; readonly last: Moment } | null;

export interface JoinedLog<T> {
  /** In the order of their names, oldest first. */
  readonly pieces: readonly T[];
  /** False if only the times in them tell whether they are one log, and in which order. */
  readonly isSure: boolean;
}

/** What a file's path says about it. */
interface PlaceOfPiece {
  /** The same for all pieces of one log. */
  readonly log: string;
  /** When it was written or rotated, in ms since 1970; null if the path does not say. */
  readonly stampMs: number | null;
  /** How often the log has been rotated since; 0 for the newest. */
  readonly age: number;
  /** A number whose direction is unknown; 0 if there is none. */
  readonly counter: number;
  readonly isCompressed: boolean;
}

const COMPRESSED = /\.(?:gz|zst|xz|bz2|lz4)$/i;
const ROTATED = /\.(\d{1,3})$/;
const OLD = /(?:[.-](?:old|bak|prev|previous)|~)$/i;
const EXTENSION = String.raw`\.(?:log|txt|csv|tsv|jsonl)`;
const COUNTED = new RegExp(String.raw`^(.+?)(?:[-_.]| ?\()(\d{1,4})\)?(${EXTENSION})$`, 'i');
/** A year, month and day, and perhaps a time: `2026113014`, `2026-11-30T14-05-06`. */
const STAMP =
  /(?<!\d)(20\d\d)([-._]?)(0[1-9]|1[0-2])\2([0-2]\d|3[01])(?:[-._T ]?([01]\d|2[0-3])(?:[-._:]?([0-5]\d)(?:[-._:]?([0-5]\d))?)?)?Z?(?!\d)/;
/** Seconds or milliseconds since 1970. */
const SECONDS = /(?<!\d)(1\d{9})(\d{3})?(?!\d)/;

function placeOf({ parts }: Named): PlaceOfPiece {
  const name = parts.at(-1) ?? '';
  const plain = name.replace(COMPRESSED, '');
  const folders = parts.slice(0, -1);
  const day = dayOfPath([...folders, 'x']);
  const aged = plain.replace(ROTATED, '').replace(OLD, '');
  const stamp = stampIn(aged);
  const counted = COUNTED.exec(stamp.rest);
  return {
    log: [...withoutDay(folders, day), counted === null ? stamp.rest : `${counted[1]}${counted[3]}`].join('/'),
    stampMs: stamp.ms ?? day?.midnightMs ?? null,
    age: Number(ROTATED.exec(plain)?.[1] ?? (plain === aged ? 0 : 1)),
    counter: Number(counted?.[2] ?? 0),
    isCompressed: plain !== name,
  };
}

function withoutDay(folders: readonly string[], day: KnownDay | null): readonly string[] {
  const from: DateSource | undefined = day?.from;
  if (from !== 'folder') return folders;
  const depth = readDate(folders.at(-1) ?? '') === null ? 3 : 1;
  return folders.slice(0, -depth);
}

interface Stamp {
  readonly ms: number | null;
  /** The name without it. */
  readonly rest: string;
}

function stampIn(name: string): Stamp {
  const stamp = STAMP.exec(name);
  if (stamp !== null) {
    const [year, month, day, hour = 0, minute = 0, second = 0] = stamp
      .filter((_, index) => index > 0 && index !== 2)
      .map(Number);
    return {
      ms: Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour || 0, minute || 0, second || 0),
      rest: without(name, stamp),
    };
  }
  const seconds = SECONDS.exec(name);
  if (seconds !== null) return { ms: Number(seconds[1]) * 1000, rest: without(name, seconds) };
  const ofName = dayOfPath([name]);
  if (ofName === null) return { ms: null, rest: name };
  const marked = withoutDate(name);
  return { ms: ofName.midnightMs, rest: tidy(marked, marked.indexOf('*'), 1) };
}

function without(name: string, match: RegExpExecArray): string {
  return tidy(name, match.index, match[0].length);
}

/** Without `length` characters at `from`, and without what separates them from the rest. */
function tidy(name: string, from: number, length: number): string {
  const [before, after] = [name.slice(0, from), name.slice(from + length)];
  if (before === '') return after.replace(/^[-_ ]+/, '');
  return before.replace(/[-_.@ T]+$/, '') + after;
}

/** Groups the files that are pieces of one log; logs keep the order of their first file. */
export function joinRotatedFiles<T extends Named>(files: readonly T[]): readonly JoinedLog<T>[] {
  const logs = Map.groupBy(
    files.map((file) => ({ file, place: placeOf(file) })),
    ({ place }) => place.log,
  );
  return [...logs.values()].map((found) => {
    const ordered = found.toSorted((a, b) => compare(a.place, b.place));
    // `NAME.1` beside `NAME.1.gz` is the same piece, while it is being compressed.
    const pieces = ordered.filter((piece, index) => !isSamePiece(piece.place, ordered[index + 1]?.place));
    return {
      pieces: pieces.map(({ file }) => file),
      isSure: pieces.every(({ place }, index) => isSureAfter(pieces[index - 1]?.place, place)),
    };
  });
}

/** What has no date is what is being written. Numbers before the extension count up, as those of PureConnect do. */
function compare(a: PlaceOfPiece, b: PlaceOfPiece): number {
  const [one, other] = [a.stampMs ?? Number.MAX_VALUE, b.stampMs ?? Number.MAX_VALUE];
  return one - other || b.age - a.age || a.counter - b.counter || Number(b.isCompressed) - Number(a.isCompressed);
}

function isSureAfter(before: PlaceOfPiece | undefined, place: PlaceOfPiece): boolean {
  return before === undefined || before.stampMs !== place.stampMs || before.age !== place.age;
}

function isSamePiece(piece: PlaceOfPiece, next: PlaceOfPiece | undefined): boolean {
  return (
    next !== undefined &&
    piece.isCompressed !== next.isCompressed &&
    compare(piece, { ...next, isCompressed: piece.isCompressed }) === 0
  );
}

/** True if both are pieces of one log in the same folder. */
export function isPieceOf(name: string, other: string): boolean {
  return placeOf({ parts: [name] }).log === placeOf({ parts: [other] }).log;
}

/** False for the name of the log itself: it has no date and no number. */
export function isPartOfLog(name: string): boolean {
  const { stampMs, age, counter } = placeOf({ parts: [name] });
  return stampMs !== null || age > 0 || counter > 0;
}

// --- by their content ---------------------------------------------------------------------------------------------

/** Threads write out of order by this much. */
const OVERLAP_MS = 2_000;
/** Without dates: the end of one piece and the beginning of the next are closer than this. */
const MOST_GAP_MS = DAY_MS / 2;

/**
 * The pieces in the order of their times, which may be that of their names or the opposite. Files whose times overlap
 * are not pieces of one log but logs of their own.
 */
export function orderByContent<T>(pieces: readonly T[], timesOf: (piece: T) => PieceTimes): readonly (readonly T[])[] {
  const firstOf = (piece: T): number => timesOf(piece)?.first.ms ?? 0;
  const isDated = pieces.every((piece) => (timesOf(piece)?.first.calendar ?? 'clock') !== 'clock');
  const orders = isDated ? [pieces.toSorted((a, b) => firstOf(a) - firstOf(b))] : [pieces, pieces.toReversed()];
  const measured = orders
    .map((order) => ({ order, gaps: gapsOf(order.map(timesOf), isDated) }))
    .filter(({ gaps }) => gaps.every((gap) => gap >= -OVERLAP_MS && (isDated || gap < MOST_GAP_MS)));
  const sum = (gaps: readonly number[]): number => gaps.reduce((total, gap) => total + Math.abs(gap), 0);
  const best = measured.toSorted((a, b) => sum(a.gaps) - sum(b.gaps))[0];
  return best === undefined ? pieces.map((piece) => [piece]) : [best.order];
}

/** From the end of each piece to the beginning of the next, in ms; on a clock without dates, at most a day. */
function gapsOf(times: readonly PieceTimes[], isDated: boolean): readonly number[] {
  const known = times.filter((each) => each !== null);
  return known.slice(1).map(({ first }, index) => {
    const gap = first.ms - (known[index]?.last.ms ?? first.ms);
    return isDated ? gap : ((((gap + OVERLAP_MS) % DAY_MS) + DAY_MS) % DAY_MS) - OVERLAP_MS;
  });
}
