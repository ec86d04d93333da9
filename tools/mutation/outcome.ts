/** The result of breaking the table: counts by kind, survivors by name, and errors in the list of equivalent mutants. */
import { plainTable, type TableRow, textTable } from '../../src/presentation/text/plain-table.ts';
import type { Equivalent } from './equivalent.ts';
import type { Mutant } from './mutants.ts';
import { MUTATION_KINDS } from './mutants.ts';

/** The share of non-equivalent mutants that has to be detected. */
const ENOUGH = 0.95;

interface Count {
  readonly kind: string;
  readonly mutants: number;
  readonly byTranscripts: number;
  readonly bySeeds: number;
  readonly equivalent: number;
}

export interface MutationOutcome {
  readonly mutants: number;
  readonly noticed: number;
  readonly equivalent: number;
  /** The detected share of those that are not equivalent, from 0 to 1. */
  readonly share: number;
  readonly counts: readonly Count[];
  readonly survivors: readonly { readonly id: string; readonly what: string }[];
  readonly bySeedsAlone: readonly { readonly id: string; readonly what: string; readonly by: string }[];
  /** Wrong entries in the list of equivalent mutants, as sentences. */
  readonly faults: readonly string[];
}

/** `noticed`: what detected each mutant. */
export function sumUp(
  mutants: readonly Mutant[],
  noticed: ReadonlyMap<string, string>,
  list: readonly Equivalent[],
): MutationOutcome {
  const listed = new Set(list.map(({ id }) => id));
  const left = mutants.filter(({ id }) => !noticed.has(id));
  const equivalent = left.filter(({ id }) => listed.has(id)).length;
  const bySeedsAlone = mutants.flatMap(({ id, what }) => {
    const by = noticed.get(id);
    return by?.startsWith('seed ') === true ? [{ id, what, by }] : [];
  });
  return {
    mutants: mutants.length,
    noticed: noticed.size,
    equivalent,
    share: mutants.length === equivalent ? 1 : noticed.size / (mutants.length - equivalent),
    counts: MUTATION_KINDS.map((kind) => countOf(kind, mutants, noticed, listed)),
    survivors: left.filter(({ id }) => !listed.has(id)).map(({ id, what }) => ({ id, what })),
    bySeedsAlone,
    faults: list.flatMap((entry) => faultOf(entry, mutants, noticed)),
  };
}

function countOf(
  kind: string,
  mutants: readonly Mutant[],
  noticed: ReadonlyMap<string, string>,
  listed: ReadonlySet<string>,
): Count {
  const own = mutants.filter((each) => each.kind === kind);
  const by = own.flatMap(({ id }) => noticed.get(id) ?? []);
  const bySeeds = by.filter((each) => each.startsWith('seed ')).length;
  const equivalent = own.filter(({ id }) => listed.has(id) && !noticed.has(id)).length;
  return { kind, mutants: own.length, byTranscripts: by.length - bySeeds, bySeeds, equivalent };
}

/** Whether a list entry names an existing mutant that nothing detects. Rows that were not tried are ignored. */
function faultOf(
  { id, what }: Equivalent,
  mutants: readonly Mutant[],
  noticed: ReadonlyMap<string, string>,
): readonly string[] {
  const mutant = mutants.find((each) => each.id === id);
  if (mutant === undefined) {
    return mutants.some(({ row }) => id.startsWith(`${row}.`))
      ? [`${id} is listed as equivalent but does not exist`]
      : [];
  }
  if (mutant.what !== what) return [`${id} is listed as equivalent with a different text; now: ${mutant.what}`];
  const by = noticed.get(id);
  return by === undefined ? [] : [`${id} is listed as equivalent but is detected by ${by}`];
}

export function isEnough({ share, faults }: MutationOutcome): boolean {
  return share >= ENOUGH && faults.length === 0;
}

export function renderMutation(outcome: MutationOutcome, tookMs: number): string {
  const { mutants, noticed, equivalent, share, counts, survivors, bySeedsAlone, faults } = outcome;
  const head = ['mutation', 'total', 'by transcripts', 'by seeds', 'equivalent', 'survived'];
  const rows = counts.map(({ kind, mutants: all, byTranscripts, bySeeds, equivalent: same }) =>
    [kind, all, byTranscripts, bySeeds, same, all - byTranscripts - bySeeds - same].map(String),
  );
  return [
    ...countTable(head, rows),
    '',
    `detected        ${noticed} of ${mutants - equivalent} that are not equivalent: ${(100 * share).toFixed(1)} %`,
    `took            ${(tookMs / 1_000).toFixed(0)} s`,
    ...section('detected by seeds only', bySeedsAlone, ({ id, what, by }) => [`  ${id}`, `${what}\n${by}`]),
    ...section('survived', survivors, ({ id, what }) => [`  ${id}`, what]),
    ...section('errors in the list of equivalent mutants', faults, (fault) => [`  ${fault}`]),
    '',
  ].join('\n');
}

/** Counts, with their kind in the first column. */
export function countTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return plainTable([head, ...rows], {
    between: '   ',
    alignment: head.map((_, at) => (at === 0 ? 'left' : 'right')),
  });
}

/** A titled list of entries in columns; nothing if there are none. */
export function section<T>(title: string, entries: readonly T[], row: (entry: T) => TableRow): string[] {
  if (entries.length === 0) return [];
  return [
    '',
    `${title} (${entries.length})`,
    ...textTable(entries.map(row), Number.POSITIVE_INFINITY, { between: '   ' }),
  ];
}
