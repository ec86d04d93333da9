/**
 * Lists of paths in the configuration tree: `${CONFIG}\Users;${SERVER}\Workstations` (section "Server parameters
 * Upgrade lower state"). Each path means the entry it names and everything below it.
 */
import {
  about,
  cutList,
  inOrder,
  type ListFinding,
  LONGEST_LIST,
  overlongValue,
  type ParsedList,
  shown,
} from './list.ts';
import { plantNameTree } from './name-tree.ts';

export interface DsPathEntry {
  /** From 0; unreadable entries count too. */
  readonly index: number;
  readonly at: number;
  /** The word in `${…}`, upper case. */
  readonly root: string;
  readonly names: readonly string[];
}

/** The two roots that the reference's own lists use. */
const KNOWN_ROOTS: readonly string[] = ['CONFIG', 'SERVER'];

/** Parses a list of paths. Never throws. */
export function parseDsPaths(text: string): ParsedList<DsPathEntry> {
  if (text.length > LONGEST_LIST) return { entries: [], problems: [overlongValue(text)] };
  const entries: DsPathEntry[] = [];
  const problems: ListFinding[] = [];
  for (const piece of cutList(text)) {
    const read = readPath(piece.text);
    problems.push(...read.faults.map(about(piece)));
    if (read.path !== null) entries.push({ index: piece.index, at: piece.at, ...read.path });
  }
  return { entries, problems: inOrder([...problems, ...repeated(entries)]) };
}

/** Writes a list back. */
export function printDsPaths(entries: readonly Pick<DsPathEntry, 'root' | 'names'>[]): string {
  return entries.map(printDsPath).join(';');
}

function printDsPath({ root, names }: Pick<DsPathEntry, 'root' | 'names'>): string {
  return [`\${${root}}`, ...names].join('\\');
}

type Finding = Omit<ListFinding, 'entry' | 'at'>;
type Read = { readonly path: Pick<DsPathEntry, 'root' | 'names'> | null; readonly faults: readonly Finding[] };

function readPath(text: string): Read {
  if (text === '') return { path: null, faults: [EMPTY] };
  const begin = /^\$\{([A-Za-z][\w -]{0,62})\}(?=\\|$)/.exec(text);
  if (begin === null) return { path: null, faults: [noRoot(text)] };
  const root = begin[1]!.toUpperCase();
  const names = text
    .slice(begin[0].length)
    .split('\\')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const found = names.join('').match(/[\p{Cc}\p{Cs}/*?"<>|{}]/u);
  if (found !== null) return { path: null, faults: [badCharacter(text, found[0])] };
  if (names.some((name) => name === '.' || name === '..')) return { path: null, faults: [steps(text)] };
  return { path: { root, names }, faults: unknownRoot(text, root) };
}

const EMPTY: Finding = {
  code: 'ds-path-empty',
  severity: 'error',
  what: 'an entry is empty',
  why: 'semicolons separate paths',
  do: 'remove the semicolon, or add a path',
};

function noRoot(text: string): Finding {
  const rest = text.replace(/^[\\/]+/, '');
  const begun = /^\$\{\w+\}/.exec(rest);
  const why =
    begun === null ? `a path starts with a root such as \${${KNOWN_ROOTS[0]}}` : 'the root must be followed by "\\"';
  const names = (begun === null ? rest : rest.slice(begun[0].length)).split(/[\\/]+/).filter((name) => name !== '');
  const next = `write ${shown([begun?.[0] ?? `\${${KNOWN_ROOTS[0]}}`, ...names].join('\\'))}, if that is what you mean`;
  return { code: 'ds-path-root', severity: 'error', what: `${shown(text)} is not a complete path`, why, do: next };
}

function unknownRoot(text: string, root: string): Finding[] {
  if (KNOWN_ROOTS.includes(root)) return [];
  return [
    {
      code: 'ds-path-unknown-root',
      severity: 'warning',
      what: `${shown(text)} starts with an unknown root`,
      why: `known roots are ${KNOWN_ROOTS.map((known) => `\${${known}}`).join(' and ')}`,
      do: 'check the spelling',
    },
  ];
}

function badCharacter(text: string, character: string): Finding {
  const slash = character === '/';
  return {
    code: 'ds-path-invalid-character',
    severity: 'error',
    what: `${shown(text)} contains ${shown(character)}`,
    why: slash
      ? 'names are separated by "\\"'
      : 'names cannot contain it; there are no wildcards, and a path includes everything below it',
    do: slash ? `write ${shown(text.replaceAll('/', '\\'))}` : 'remove it',
  };
}

function steps(text: string): Finding {
  return {
    code: 'ds-path-invalid-character',
    severity: 'error',
    what: `${shown(text)} contains "." or ".." as a name`,
    why: 'relative steps are not supported',
    do: 'write the path without them',
  };
}

/** Equal paths, and paths below another of the list. Letter case does not matter in the tree. */
function repeated(entries: readonly DsPathEntry[]): ListFinding[] {
  const tree = plantNameTree(entries, fold, () => true);
  return entries.flatMap((entry) => {
    const { first, above } = tree.find(fold(entry));
    if (first !== null && first !== entry) return [again(entry, first, 'ds-path-duplicate')];
    return above === null ? [] : [again(entry, above, 'ds-path-covered')];
  });
}

function fold({ root, names }: DsPathEntry): string[] {
  return [root, ...names.map((name) => name.toLowerCase())];
}

function again(entry: DsPathEntry, earlier: DsPathEntry, code: 'ds-path-duplicate' | 'ds-path-covered'): ListFinding {
  const how = code === 'ds-path-duplicate' ? 'is the same path as' : 'is below';
  return {
    code,
    severity: 'warning',
    what: `${shown(printDsPath(entry))} ${how} ${shown(printDsPath(earlier))}, entry ${earlier.index + 1}`,
    why: 'a path includes everything below it',
    do: 'remove this entry',
    entry: entry.index,
    at: entry.at,
  };
}
