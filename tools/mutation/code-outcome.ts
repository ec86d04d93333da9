/** The result of breaking code: counts by folder, and the survivors with their place. */
import type { CodeMutant } from './code-mutants.ts';
import { countTable, section } from './outcome.ts';

/** The share of mutants that has to be noticed. */
const ENOUGH = 0.9;
/** A survivor is shown with at most this many characters before and after the change. */
const LONGEST_CODE = 60;

export interface TriedMutant {
  readonly mutant: CodeMutant;
  /** The test file that noticed it, or another reason why the run failed; null if it survived. */
  readonly by: string | null;
}

interface FolderCount {
  readonly folder: string;
  readonly mutants: number;
  readonly noticed: number;
}

export interface CodeOutcome {
  readonly seed: number;
  readonly mutants: number;
  readonly noticed: number;
  /** From 0 to 1; 1 if there are no mutants. */
  readonly share: number;
  /** Drawn but not counted: the type check rejects them. */
  readonly rejectedByTypes: number;
  readonly folders: readonly FolderCount[];
  readonly survivors: readonly { readonly place: string; readonly kind: string; readonly what: string }[];
  /** Test files that fail without any mutant, and were left out. */
  readonly brokenTests: readonly string[];
}

export function sumUpCode(
  seed: number,
  tried: readonly TriedMutant[],
  rejectedByTypes: number,
  brokenTests: readonly string[],
): CodeOutcome {
  const noticed = tried.filter(({ by }) => by !== null).length;
  const names = [...new Set(tried.map(({ mutant }) => folderOf(mutant.file)))].toSorted();
  return {
    seed,
    mutants: tried.length,
    noticed,
    share: tried.length === 0 ? 1 : noticed / tried.length,
    rejectedByTypes,
    folders: names.map((folder) => {
      const own = tried.filter(({ mutant }) => folderOf(mutant.file) === folder);
      return { folder, mutants: own.length, noticed: own.filter(({ by }) => by !== null).length };
    }),
    survivors: tried
      .filter(({ by }) => by === null)
      .map(({ mutant: { file, line, kind, from, to } }) => ({ place: `${file}:${line}`, kind, what: saying(from, to) }))
      .toSorted((a, b) => a.place.localeCompare(b.place, 'en', { numeric: true })),
    brokenTests,
  };
}

export function isEnoughCode({ share, brokenTests }: CodeOutcome): boolean {
  return share >= ENOUGH && brokenTests.length === 0;
}

/** A subject of a layer: `src/core/engine`, `src/server`. */
function folderOf(file: string): string {
  return file.split('/').slice(0, -1).slice(0, 3).join('/');
}

function saying(from: string, to: string): string {
  if (from === '') return `inserted ${to}`;
  return to === ';' ? `removed ${short(from)}` : `${short(from)} became ${short(to)}`;
}

function short(code: string): string {
  const line = code.replace(/\s+/g, ' ');
  return line.length > LONGEST_CODE ? `${line.slice(0, LONGEST_CODE)}…` : line;
}

export function renderCode(outcome: CodeOutcome, tookMs: number): string {
  const { seed, mutants, noticed, share, rejectedByTypes, folders, survivors, brokenTests } = outcome;
  const head = ['folder', 'mutants', 'noticed', 'survived'];
  const rows = folders.map((each) => [
    each.folder,
    ...[each.mutants, each.noticed, each.mutants - each.noticed].map(String),
  ]);
  return [
    ...countTable(head, rows),
    '',
    `noticed    ${noticed} of ${mutants}: ${(100 * share).toFixed(1)} %`,
    `drawn      with seed ${seed}; ${rejectedByTypes} more were not counted, because they do not compile`,
    `took       ${(tookMs / 1_000).toFixed(0)} s`,
    ...section('survived', survivors, ({ place, kind, what }) => [`  ${place}`, kind, what]),
    ...(brokenTests.length === 0 ? [] : ['', 'left out, because they fail without a mutant']),
    ...brokenTests.map((file) => `  ${file}`),
    '',
  ].join('\n');
}
