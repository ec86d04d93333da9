/**
 * The list of directories in the parameters `CustomMirrorDir` and `InitialMirrorDir` (section "Custom and initial mirrored
 * directories"): absolute local paths separated by semicolons, with "+" before a directory that is mirrored with its
 * subdirectories.
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
} from '../lists/list.ts';
import { type NameTree, plantNameTree } from '../lists/name-tree.ts';
import { type DirectoryPath, foldPath, parsePath, printPath } from './directory-path.ts';

export interface DirectoryEntry {
  /** From 0; unreadable entries count too. */
  readonly index: number;
  /** The position of the entry in the value, from 0. */
  readonly at: number;
  readonly path: DirectoryPath;
  /** With a "+": including its subdirectories. */
  readonly recursive: boolean;
}

/** The section limits the total length of the paths to "approximately 2000"; a limit has to be exact. */
export const LONGEST_SUM = 2000;

/** Parses a list of directories. Never throws. Entries with an error are included if their directory is clear. */
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

/** Writes a list back: the result parses to the same directories. */
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
    what: plus ? 'a "+" without a directory' : 'an entry is empty',
    why: plus ? 'a "+" belongs before a directory' : 'semicolons separate directories',
    do: plus ? 'add the directory after it' : 'remove the semicolon, or add a directory',
  });
}

function overlongSum(sum: number): ListFinding {
  return {
    code: 'list-too-long',
    severity: 'error',
    what: `the paths have ${sum} characters in total`,
    why: `the limit for one parameter is ${LONGEST_SUM}`,
    do: 'list a parent directory with "+" instead of many directories below it',
    entry: null,
    at: 0,
  };
}

/** The entries by their names; those with "+" include their subdirectories. */
export function plantTree(entries: readonly DirectoryEntry[]): NameTree<DirectoryEntry> {
  return plantNameTree(
    entries,
    ({ path }) => foldPath(path),
    ({ recursive }) => recursive,
  );
}

/** Directories that the list contains twice, or already mirrors through a parent with "+". */
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
    what: `${shown(printDirectory(entry))} is the same directory as entry ${first.index + 1}`,
    why: differ
      ? 'with and without "+" it is the same directory, and "+" takes precedence'
      : 'a directory is mirrored only once',
    do: differ ? 'keep the one you want: with "+" includes subdirectories' : 'remove one of the two',
    entry: entry.index,
    at: entry.at,
  };
}

function covered(entry: DirectoryEntry, above: DirectoryEntry): ListFinding {
  return {
    code: 'path-covered',
    severity: 'warning',
    what: `${shown(printDirectory(entry))} is below ${shown(printDirectory(above))}, entry ${above.index + 1}`,
    why: 'that "+" already mirrors everything below it',
    do: 'remove this entry, or that "+"',
    entry: entry.index,
    at: entry.at,
  };
}
