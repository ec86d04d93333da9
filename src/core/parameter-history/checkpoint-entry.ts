/** A checkpoint as an entry of the configuration tree. Names with their values are JSON: the types of values count. */
import { z } from 'zod';
import type { TreeEntry } from '../tree/entry.ts';
import type { Checkpoint, Made, StoredValues } from './history.ts';

export interface StoredCheckpoint extends Checkpoint {
  /** The values before it, of the names that it changed. */
  readonly from: StoredValues;
}

export const CHECKPOINT = 'Checkpoint';

/** The entry of a checkpoint, at this path. */
export function checkpointEntry(path: string, { from, to, ...checkpoint }: StoredCheckpoint): TreeEntry {
  const { term, at, by, reason, made, request } = checkpoint;
  const attributes = {
    Term: [String(term)],
    Made: [made.is],
    Restored: made.is === 'restore' ? [String(made.of)] : [],
    Reason: reason === null ? [] : [reason],
    Request: request === null ? [] : [request],
    From: Object.entries(from).map((each) => JSON.stringify(each)),
    To: Object.entries(to).map((each) => JSON.stringify(each)),
  };
  const present = Object.entries(attributes).filter(([, values]) => values.length > 0);
  return { path, class: CHECKPOINT, attributes: Object.fromEntries(present), at, by };
}

const whole = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);
const value = z.union([z.boolean(), z.number(), z.string()]);
const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('not JSON');
    return z.NEVER;
  }
});

const attributesShape = z.object({
  Term: z.tuple([whole]),
  /** A later version may have more kinds; this one treats them as ordinary changes. */
  Made: z.tuple([z.enum(['first', 'set', 'import', 'restore'])]).catch(['set']),
  Restored: z.tuple([whole]).optional(),
  Reason: z.tuple([z.string()]).optional(),
  Request: z.tuple([z.string()]).optional(),
  From: z.array(json.pipe(z.tuple([z.string(), value]))).default([]),
  To: z.array(json.pipe(z.tuple([z.string(), value.nullable()]))).default([]),
});

/** The checkpoint of an entry; null if it is not one, or cannot be read. */
export function checkpointIn(
  { class: ofClass, attributes, at, by }: TreeEntry,
  number: number,
): StoredCheckpoint | null {
  const read = ofClass === CHECKPOINT ? attributesShape.safeParse(attributes) : null;
  if (read?.success !== true) return null;
  const { Term, Made, Restored, Reason, Request, From, To } = read.data;
  return {
    number,
    term: Term[0],
    at,
    by,
    reason: Reason?.[0] ?? null,
    made: madeOf(Made[0], Restored?.[0] ?? null),
    request: Request?.[0] ?? null,
    from: Object.fromEntries(From),
    to: Object.fromEntries(To),
  };
}

function madeOf(is: Made['is'], restored: number | null): Made {
  if (is !== 'restore') return { is };
  return restored === null ? { is: 'set' } : { is, of: restored };
}
