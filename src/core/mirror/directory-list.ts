/**
 * The list of directories as the parameters `CustomMirrorDir` and `InitialMirrorDir` hold it (section "Custom and
 * initial mirrored directories"): complete local paths parted by semicolons, "+" in front of one that is mirrored
 * with everything below it.
 */
import {
  about,
  cutList,
  inOrder,
  type ListFinding,
  LONGEST_LIST,
  overlongValue,
  type ParsedList,
  type Piece,
  shown,
  trimmed,
} from '../parameters/lists/list.ts';
import { type NameTree, plantNameTree } from '../parameters/lists/name-tree.ts';
import { type DirectoryPath, foldPath, parsePath, printPath } from './directory-path.ts';

export interface DirectoryEntry {
  /** Counts from 0, entries that could not be read included. */
  readonly index: number;
  /** Where the entry stands in the value, from 0. */
  readonly at: number;
  readonly path: DirectoryPath;
  /** With a "+": everything below it as well. */
  readonly recursive: boolean;
}

/** "Approximately 2000", says the section of the sum of the paths in one parameter; a limit has to be exact. */
export const LONGEST_SUM = 2000;

/** Parses a list of directories. Never throws. An entry whose directory is told in spite of an error is among them. */
export function parseDirectories(text: string): ParsedList<DirectoryEntry> {
  if (text.length > LONGEST_LIST) return { entries: [], problems: [overlongValue(text)] };
  const entries: DirectoryEntry[] = [];
  const problems: ListFinding[] = [];
  let sum = 0;
  for (const piece of cutList(text)) {
    const recursive = piece.text.startsWith('+');
    const written = recursive ? trimmed(piece.text.slice(1)) : piece.text;
    sum += written.length;
    if (written === '') {
      problems.push(emptyEntry(piece, recursive));
      continue;
    }
    const { path, faults } = parsePath(written, { mayLackDrive: false });
    problems.push(...faults.map(about(piece)));
    if (path !== null) entries.push({ index: piece.index, at: piece.at, path, recursive });
  }
  if (sum > LONGEST_SUM) problems.unshift(overlongSum(sum));
  return { entries, problems: inOrder([...problems, ...repeated(entries)]) };
}

/** Writes a list back: what it gives is parsed to the same directories. */
export function printDirectories(entries: readonly Pick<DirectoryEntry, 'path' | 'recursive'>[]): string {
  return entries.map(printDirectory).join(';');
}

export function printDirectory({ path, recursive }: Pick<DirectoryEntry, 'path' | 'recursive'>): string {
  return `${recursive ? '+' : ''}${printPath(path)}`;
}

function emptyEntry(piece: Piece, plus: boolean): ListFinding {
  return about(piece)({
    code: 'path-empty',
    severity: 'error',
    what: plus ? 'a "+" stands alone' : 'an entry is empty',
    why: plus ? 'it belongs in front of a directory' : 'semicolons stand between directories, and nowhere else',
    do: plus ? 'write the directory behind it' : 'take the semicolon out, or write a directory there',
  });
}

function overlongSum(sum: number): ListFinding {
  return {
    code: 'list-too-long',
    severity: 'error',
    what: `the paths have ${sum} characters together`,
    why: `one parameter takes about ${LONGEST_SUM}`,
    do: 'name a parent with "+" instead of many directories below it',
    entry: null,
    at: 0,
  };
}

/** The entries by their names, those with "+" taking in what is below. */
export function plantTree(entries: readonly DirectoryEntry[]): NameTree<DirectoryEntry> {
  return plantNameTree(
    entries,
    ({ path }) => foldPath(path),
    ({ recursive }) => recursive,
  );
}

/** Directories that the same list names twice, or mirrors already with a parent's "+". */
function repeated(entries: readonly DirectoryEntry[]): ListFinding[] {
  const tree = plantTree(entries);
  return entries.flatMap((entry) => {
    const { first, above } = tree.find(foldPath(entry.path));
    if (first !== null && first !== entry) return [twice(entry, first)];
    return above === null ? [] : [covered(entry, above)];
  });
}

function twice(entry: DirectoryEntry, first: DirectoryEntry): ListFinding {
  const differ = entry.recursive !== first.recursive;
  return {
    code: 'path-duplicate',
    severity: 'warning',
    what: `${shown(printDirectory(entry))} names the same directory as entry ${first.index + 1}`,
    why: differ ? 'with and without "+" is one directory still, and "+" wins' : 'a directory is mirrored once',
    do: differ ? 'keep the one with "+", or the other if that is what you want' : 'take one of the two out',
    entry: entry.index,
    at: entry.at,
  };
}

function covered(entry: DirectoryEntry, above: DirectoryEntry): ListFinding {
  return {
    code: 'path-covered',
    severity: 'warning',
    what: `${shown(printDirectory(entry))} lies below ${shown(printDirectory(above))}, entry ${above.index + 1}`,
    why: 'its "+" mirrors everything below it already',
    do: 'take this entry out, or the "+" there',
    entry: entry.index,
    at: entry.at,
  };
}
