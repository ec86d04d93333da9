/** Rules of the mirror lists beyond their grammar: directories that should not, and those that should be in them. */
import { type ListFinding, shown } from '../lists/list.ts';
import { type DirectoryEntry, parseDirectories, plantTree, printDirectory } from './directory-list.ts';
import { type DirectoryPath, foldCase, foldPath, printPath } from './directory-path.ts';
import {
  CAUTION_DIRECTORIES,
  isMessageStore,
  type KnownDirectory,
  PACKAGED_CUSTOM_LIST,
  RECOMMENDED_DIRECTORIES,
} from './packaged.ts';

/** Directories that should not be mirrored. Not for exclusion lists. */
export function cautions(entries: readonly DirectoryEntry[]): ListFinding[] {
  return entries.flatMap((entry) => {
    const inside = CAUTION_DIRECTORIES.find(({ end }) => liesIn(entry.path, end));
    const taken = inside === undefined ? CAUTION_DIRECTORIES.filter(({ end }) => takesIn(entry, end)) : [];
    const store = entry.path.segments.find(isMessageStore);
    return [
      ...(inside === undefined ? [] : [forbidden(entry, inside)]),
      ...(taken.length === 0 ? [] : [takesInForbidden(entry, taken)]),
      ...(store === undefined ? [] : [messageStore(entry, store)]),
    ];
  });
}

/** Directories of the initial list that the custom list also mirrors; the findings belong to the initial list. */
export function inBothLists(custom: readonly DirectoryEntry[], initial: readonly DirectoryEntry[]): ListFinding[] {
  const [customTree, initialTree] = [plantTree(custom), plantTree(initial)];
  return initial.flatMap((entry) => {
    // The second of two equal entries is already reported as a duplicate.
    if (initialTree.find(foldPath(entry.path)).first !== entry) return [];
    const { first, above } = customTree.find(foldPath(entry.path));
    const other = first ?? above;
    return other === null ? [] : [inBoth(entry, other)];
  });
}

/**
 * Recommended directories that neither list mirrors. The unchanged packaged list is not reported, nor are lists of POSIX
 * directories, where these do not exist.
 */
export function missingRecommended(
  custom: readonly DirectoryEntry[],
  initial: readonly DirectoryEntry[],
): Omit<ListFinding, 'entry' | 'at'>[] {
  const entries = [...custom, ...initial];
  if (entries.length > 0 && entries.every(({ path }) => path.style === 'posix')) return [];
  if (initial.length === 0 && isPackagedList(custom)) return [];
  const missing = RECOMMENDED_DIRECTORIES.filter(
    ({ end }) => !entries.some((entry) => liesIn(entry.path, end) || takesIn(entry, end)),
  );
  return missing.map(({ end, because }) => ({
    code: 'recommended-missing',
    severity: 'warning',
    what: `neither list mirrors ${shown(`\\${end.join('\\')}`)}`,
    why: `${because}, and would be missing after a switch`,
    do: 'add it, with its drive, to CustomMirrorDir or InitialMirrorDir, unless it is empty',
  }));
}

/** The same directories with the same "+", in any order and on any drive. */
function isPackagedList(entries: readonly DirectoryEntry[]): boolean {
  const setOf = (list: readonly DirectoryEntry[]): Set<string> =>
    new Set(list.map(({ path, recursive }) => `${recursive}${foldPath(path).slice(1).join('\\')}`));
  const packaged = setOf(parseDirectories(PACKAGED_CUSTOM_LIST).entries);
  const given = setOf(entries);
  return given.size === packaged.size && [...given].every((each) => packaged.has(each));
}

/** Whether a path ends with these names, or is below them. */
function liesIn({ style, segments }: DirectoryPath, end: readonly string[]): boolean {
  if (style === 'posix') return false;
  return segments.some((_, at) => end.every((name, each) => sameName(segments[at + each], name)));
}

/** Whether a "+" includes what ends with these names: its path is a drive, or ends with the first of them. */
function takesIn({ path, recursive }: DirectoryEntry, end: readonly string[]): boolean {
  if (!recursive || path.style === 'posix') return false;
  const { segments } = path;
  if (segments.length === 0) return true;
  return end.slice(0, -1).some((_, last) => {
    const from = segments.length - last - 1;
    return from >= 0 && segments.slice(from).every((name, each) => sameName(name, end[each]!));
  });
}

function sameName(name: string | undefined, known: string): boolean {
  return name !== undefined && foldCase(name) === foldCase(known);
}

function place({ index, at }: DirectoryEntry): Pick<ListFinding, 'entry' | 'at'> {
  return { entry: index, at };
}

function forbidden(entry: DirectoryEntry, { because }: KnownDirectory): ListFinding {
  return {
    code: 'path-forbidden',
    severity: 'warning',
    what: `${shown(printPath(entry.path))} should not be mirrored`,
    why: because,
    do: 'remove the entry',
    ...place(entry),
  };
}

function takesInForbidden(entry: DirectoryEntry, taken: readonly KnownDirectory[]): ListFinding {
  const names = taken.map(({ end }) => end.join('\\'));
  return {
    code: 'path-forbidden',
    severity: 'warning',
    what: `${shown(printDirectory(entry))} includes ${names.slice(0, -1).join(', ')} and ${names.at(-1)}`,
    why: 'processes write temporary files and logs there, which should not be mirrored',
    do: 'list the directories below it that you need, each with its own "+"',
    ...place(entry),
  };
}

function messageStore(entry: DirectoryEntry, name: string): ListFinding {
  return {
    code: 'path-message-store',
    severity: 'warning',
    what: `${shown(printPath(entry.path))} looks like the message store (${shown(name)})`,
    why: 'messages change constantly, and both servers need the same ones',
    do: 'move the store to a file share that both servers can reach, and remove the entry',
    ...place(entry),
  };
}

function inBoth(entry: DirectoryEntry, other: DirectoryEntry): ListFinding {
  return {
    code: 'path-in-both-lists',
    severity: 'warning',
    what: `${shown(printDirectory(entry))} is also in the custom list: ${shown(printDirectory(other))}, entry ${other.index + 1}`,
    why:
      entry.recursive && !other.recursive
        ? 'the custom list always mirrors the directory; the initial list adds only its subdirectories'
        : 'the custom list mirrors it at startup and from then on, so the initial list adds nothing',
    do: 'keep it in the initial list if one copy at startup is enough, otherwise in the custom list',
    ...place(entry),
  };
}
