/**
 * What `parameters.journal` contains, in which earlier versions kept the history of the parameters: lines that follow each
 * other. There, a random id told whether two servers meant the same checkpoint by a number.
 */
import { z } from 'zod';
import { PARAMETERS } from '../tree/parameters.ts';
import { parsePath, printPath } from '../tree-path.ts';
import type { Base, Checkpoint, History, Made } from './history.ts';
import { folded, valuesAfter } from './history.ts';

type Identified<T> = T & { readonly id: string };

interface Aside {
  readonly at: string;
  readonly checkpoint: Identified<Checkpoint>;
}

export interface RetiredJournal {
  readonly base: Identified<Base>;
  readonly checkpoints: readonly Identified<Checkpoint>[];
  readonly aside: readonly Aside[];
}

export const EMPTY_JOURNAL: RetiredJournal = {
  base: { number: 0, id: '', values: {} },
  checkpoints: [],
  aside: [],
};

/** No entry of the tree contains these. */
const text = z.string().transform((each) => each.toWellFormed().replaceAll('\0', '\u{fffd}'));
const value = z.union([z.boolean(), z.number(), text]);
const id = z.string().max(64);
const number = z.int().min(0);
const made: z.ZodType<Made> = z
  .discriminatedUnion('is', [
    z.object({ is: z.enum(['first', 'set', 'import']) }),
    z.object({ is: z.literal('restore'), of: number }),
  ])
  .catch({ is: 'set' });

/** No version has a parameter whose name cannot stand in the tree. */
const named = <T>(values: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => isParameterName(name)));

const base = z.object({ number, id, values: z.record(z.string(), value).transform(named) });

const checkpoint = z.object({
  number,
  id,
  term: number,
  at: z.iso.datetime(),
  by: z.string().max(256),
  reason: z.string().max(1000).nullable(),
  made,
  request: z.string().max(128).nullable(),
  to: z.record(z.string(), value.nullable()).transform(named),
});

/** Numbers continue without a gap from the position that they follow. */
const follows = (after: number, checkpoints: readonly Checkpoint[]): boolean =>
  checkpoints.every((each, index) => each.number === after + 1 + index);

/** What follows a position was replaced with this; `base`: everything was, from the beginning. */
const entryShape = z
  .object({
    at: z.iso.datetime(),
    base: base.nullable(),
    after: z.object({ number, id }),
    checkpoints: z.array(checkpoint),
  })
  .refine(({ after, checkpoints }) => follows(after.number, checkpoints));

const snapshotShape = z
  .object({
    base,
    checkpoints: z.array(checkpoint),
    aside: z.array(z.object({ at: z.iso.datetime(), checkpoint })),
  })
  .refine(({ base: from, checkpoints }) => follows(from.number, checkpoints));

/** The journal after one more of its lines; null if the line does not belong there. */
export function journalAfter(journal: RetiredJournal, line: Readonly<Record<string, unknown>>): RetiredJournal | null {
  if (line.snapshot !== undefined) return snapshotShape.safeParse(line.snapshot).data ?? null;
  const entry = entryShape.safeParse(line.entry).data;
  if (entry === undefined) return null;
  const before = entry.base === null ? journal.checkpoints : [];
  const kept = before.filter((each) => each.number <= entry.after.number);
  const last = kept.at(-1) ?? entry.base ?? journal.base;
  if (last.id !== entry.after.id || last.number !== entry.after.number) return null;
  const gone = journal.checkpoints.slice(kept.length).map((each) => ({ at: entry.at, checkpoint: each }));
  return {
    base: entry.base ?? journal.base,
    checkpoints: [...kept, ...entry.checkpoints],
    aside: [...journal.aside, ...gone],
  };
}

export function historyOfJournal(journal: RetiredJournal): History {
  const { id: _id, ...from } = journal.base;
  const checkpoints = journal.checkpoints.map(withoutId);
  return folded({
    base: from,
    checkpoints,
    values: checkpoints.reduce(valuesAfter, from.values),
    aside: journal.aside.map(({ at, checkpoint: each }) => ({ at, checkpoint: withoutId(each) })),
  });
}

function withoutId({ id: _id, ...rest }: Identified<Checkpoint>): Checkpoint {
  return rest;
}

function isParameterName(name: string): boolean {
  const parsed = parsePath(printPath({ ...PARAMETERS, names: [...PARAMETERS.names, name] }));
  return parsed.ok && parsed.path.names.at(-1) === name;
}
