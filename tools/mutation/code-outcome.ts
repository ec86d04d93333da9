/** The result of breaking code: counts by folder, and the survivors with their place. */
import type { EquivalentCode } from './code-equivalent.ts';
import type { CodeMutant } from './code-mutants.ts';
import { countTable, section } from './outcome.ts';

/** The share of mutants that has to be noticed. */
const ENOUGH = 0.9;
/** A survivor is shown with at most this many characters before and after the change. */
const LONGEST_CODE = 60;

/** In place of a test file: the run of the tests did not end, or left something behind. */
export const NO_END = 'a run that did not end, or left something behind';

export interface TriedMutant {
  readonly mutant: CodeMutant;
  /** The test file that noticed it, or NO_END; null if it survived. */
  readonly by: string | null;
}

interface FolderCount {
  readonly folder: string;
  readonly mutants: number;
  readonly noticed: number;
  readonly equivalent: number;
}

interface Listed {
  readonly place: string;
  readonly kind: string;
  readonly what: string;
}

export interface CodeOutcome {
  readonly seed: number;
  readonly mutants: number;
  readonly noticed: number;
  /** Survived, and is listed as making no difference. */
  readonly equivalent: number;
  /** The noticed share of those that are not equivalent, from 0 to 1; 1 if there are none. */
  readonly share: number;
  /** Drawn but not counted: the type check rejects them. */
  readonly rejectedByTypes: number;
  readonly folders: readonly FolderCount[];
  readonly survivors: readonly Listed[];
  /** Noticed by NO_END alone. */
  readonly endless: readonly Listed[];
  /** Test files that fail without any mutant, and were left out. */
  readonly brokenTests: readonly string[];
  /** Wrong entries in the list of equivalent code, as sentences. */
  readonly faults: readonly string[];
}

export interface Trial {
  readonly seed: number;
  readonly tried: readonly TriedMutant[];
  /** How many the type check rejected. */
  readonly rejected: number;
  readonly brokenTests: readonly string[];
}

/** `all`: every mutant of the files that were broken; `list`: the equivalent code in them. */
export function sumUpCode(
  { seed, tried, rejected, brokenTests }: Trial,
  all: readonly CodeMutant[],
  list: readonly EquivalentCode[],
): CodeOutcome {
  const names = [...new Set(tried.map(({ mutant }) => folderOf(mutant.file)))].toSorted();
  const total = countOf(tried, list);
  const counted = total.mutants - total.equivalent;
  return {
    seed,
    ...total,
    share: counted === 0 ? 1 : total.noticed / counted,
    rejectedByTypes: rejected,
    folders: names.map((folder) => {
      return {
        folder,
        ...countOf(
          tried.filter(({ mutant }) => folderOf(mutant.file) === folder),
          list,
        ),
      };
    }),
    survivors: listOf(tried.filter(({ mutant, by }) => by === null && !isListed(mutant, list))),
    endless: listOf(tried.filter(({ by }) => by === NO_END)),
    brokenTests,
    faults: list.flatMap((entry) => faultOf(entry, tried, all)),
  };
}

function countOf(tried: readonly TriedMutant[], list: readonly EquivalentCode[]): Omit<FolderCount, 'folder'> {
  const noticed = tried.filter(({ by }) => by !== null).length;
  const equivalent = tried.filter(({ mutant, by }) => by === null && isListed(mutant, list)).length;
  return { mutants: tried.length, noticed, equivalent };
}

function isListed(mutant: CodeMutant, list: readonly EquivalentCode[]): boolean {
  return list.some((entry) => isFor(entry, mutant));
}

function isFor({ file, code, what }: EquivalentCode, mutant: CodeMutant): boolean {
  return file === mutant.file && code === mutant.code && what === saying(mutant);
}

function faultOf(entry: EquivalentCode, tried: readonly TriedMutant[], all: readonly CodeMutant[]): string[] {
  const name = `${entry.file}: ${entry.what}, in: ${entry.code}`;
  if (!all.some((mutant) => isFor(entry, mutant))) return [`${name}: is listed as equivalent but does not exist`];
  const by = tried.find(({ mutant }) => isFor(entry, mutant))?.by ?? null;
  return by === null ? [] : [`${name}: is listed as equivalent but is noticed by ${by}`];
}

function listOf(tried: readonly TriedMutant[]): Listed[] {
  return tried
    .map(({ mutant }) => ({ place: placeOf(mutant), kind: mutant.kind, what: saying(mutant) }))
    .toSorted((a, b) => a.place.localeCompare(b.place, 'en', { numeric: true }));
}

export function describeTried({ mutant, by }: TriedMutant): string {
  const end = by === null ? 'survived' : `noticed by ${by}`;
  return `${placeOf(mutant)}: ${mutant.kind}, ${saying(mutant)}: ${end}`;
}

export function isEnoughCode({ share, brokenTests, faults }: CodeOutcome): boolean {
  return share >= ENOUGH && brokenTests.length === 0 && faults.length === 0;
}

/** A subject of a layer: `src/core/engine`, `src/server`. */
function folderOf(file: string): string {
  return file.split('/').slice(0, -1).slice(0, 3).join('/');
}

function placeOf({ file, line }: CodeMutant): string {
  return `${file}:${line}`;
}

function saying({ from, to }: CodeMutant): string {
  if (from === '') return `inserted ${to}`;
  return to === ';' ? `removed ${short(from)}` : `${short(from)} became ${short(to)}`;
}

function short(code: string): string {
  const line = code.replace(/\s+/g, ' ');
  return line.length > LONGEST_CODE ? `${line.slice(0, LONGEST_CODE)}…` : line;
}

export function renderCode(outcome: CodeOutcome, tookMs: number): string {
  const { seed, mutants, noticed, equivalent, share, rejectedByTypes, folders, faults } = outcome;
  const head = ['folder', 'mutants', 'noticed', 'equivalent', 'survived'];
  const rows = folders.map((each) => [
    each.folder,
    ...[each.mutants, each.noticed, each.equivalent, each.mutants - each.noticed - each.equivalent].map(String),
  ]);
  const row = ({ place, kind, what }: Listed): string[] => [`  ${place}`, kind, what];
  return [
    ...countTable(head, rows),
    '',
    `noticed    ${noticed} of ${mutants - equivalent} that are not equivalent: ${(100 * share).toFixed(1)} %`,
    `drawn      with seed ${seed}; ${rejectedByTypes} more were not counted, because they do not compile`,
    `took       ${(tookMs / 1_000).toFixed(0)} s`,
    ...section('survived', outcome.survivors, row),
    ...section('noticed only because the tests did not end, or left something behind', outcome.endless, row),
    ...section('errors in the list of equivalent code', faults, (fault) => [`  ${fault}`]),
    ...section('test files left out, because they fail without a mutant', outcome.brokenTests, (file) => [`  ${file}`]),
    '',
  ].join('\n');
}
