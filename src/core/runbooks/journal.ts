/**
 * The journal of one run, which several holders have: both servers and the operator. Each entry has an id made of its
 * content and of the id before it: where two journals have the same id, everything up to there is the same.
 */
import type { Entry } from './entry.ts';
import { entryShape, MOST_ENTRIES } from './entry.ts';
import type { Run, Runbook } from './run.ts';
import { begin, withEntry } from './run.ts';

export interface Journal {
  /** Its entries are kept as they were written, with fields that only a later version knows. */
  readonly run: Run;
  /** By entry. */
  readonly ids: readonly string[];
  /** Of all entries as JSON, in bytes. */
  readonly size: number;
}

/** A place in a journal; number 0 is its beginning. */
export interface Position {
  readonly number: number;
  readonly id: string;
}

export const BEGINNING: Position = { number: 0, id: '' };

/** The largest entry as JSON, in bytes: it has to fit in one frame between the servers. */
export const LARGEST_ENTRY = 32 * 1024;
/** The largest journal as JSON, in bytes: a server keeps it in memory, and sends it in one answer. */
export const LARGEST_JOURNAL = 768 * 1024;

/** What was read or received, if it is an entry; otherwise null. */
export function entryOf(json: unknown): Entry | null {
  return entryShape.safeParse(json).success && sizeOf(json) <= LARGEST_ENTRY ? (json as Entry) : null;
}

/** An entry as JSON: the form that its id and its size are made of. */
export function entryText(entry: Entry): string {
  return JSON.stringify(entry);
}

/** What was read or received, if it is the text of an entry; otherwise null. */
export function entryIn(text: string): Entry | null {
  try {
    return entryOf(JSON.parse(text));
  } catch {
    return null;
  }
}

export type Extended = { readonly ok: true; readonly journal: Journal } | { readonly ok: false; readonly why: string };

/** With one more entry, or begun with it. The run decides whether the entry belongs there. */
export function extended(runbook: Runbook, journal: Journal | null, entry: Entry): Extended {
  if (entryOf(entry) === null) return { ok: false, why: `it is no entry, or larger than ${LARGEST_ENTRY} bytes` };
  if (journal !== null && isFull(journal)) return { ok: false, why: 'the journal is full' };
  const applied = journal === null ? begin(runbook, entry) : withEntry(journal.run, entry);
  if (!applied.ok) return applied;
  const id = idAfter(journal?.ids.at(-1) ?? BEGINNING.id, entry);
  const size = (journal?.size ?? 0) + sizeOf(entry);
  return { ok: true, journal: { run: applied.run, ids: [...(journal?.ids ?? []), id], size } };
}

/** With all of these; `why` names the first that does not belong there. */
export function extendedWith(runbook: Runbook, journal: Journal | null, entries: readonly Entry[]): Extended {
  let reached = journal;
  for (const entry of entries) {
    const after = extended(runbook, reached, entry);
    if (!after.ok) return { ok: false, why: `entry ${entry.number}: ${after.why}` };
    reached = after.journal;
  }
  return reached === null ? { ok: false, why: 'it is empty' } : { ok: true, journal: reached };
}

export function lastPosition(journal: Journal | null): Position {
  return journal === null ? BEGINNING : positionAt(journal, journal.ids.length);
}

/** @param number at most that of its last entry */
export function positionAt(journal: Journal, number: number): Position {
  return number === 0 ? BEGINNING : { number, id: journal.ids[number - 1]! };
}

/** Whether the journal has exactly this up to there. */
export function goesThrough(journal: Journal | null, { number, id }: Position): boolean {
  return number === 0 ? id === BEGINNING.id : journal?.ids[number - 1] === id;
}

/** Whether another run may be begun: this one has ended, or cannot be continued. */
export function isOver(journal: Journal): boolean {
  return journal.run.ended !== null || isFull(journal);
}

function isFull({ run, size }: Journal): boolean {
  return run.entries.length >= MOST_ENTRIES || size > LARGEST_JOURNAL - LARGEST_ENTRY;
}

/** Of the next entries as JSON, as many as fit in one message; at least one if there is one. */
export function nextEntries({ run }: Journal, after: number): readonly Entry[] {
  const next = run.entries.slice(after);
  let size = 0;
  const fit = next.findIndex((entry) => {
    size += sizeOf(entry);
    return size > LARGEST_ENTRY;
  });
  return fit === -1 ? next : next.slice(0, Math.max(1, fit));
}

/** The id of an entry that follows the one with the id `before`. */
function idAfter(before: string, entry: Entry): string {
  return digestOf(`${before} ${entryText(entry)}`);
}

/** Two different hashes (FNV-1a and a multiplicative one) in 64 bits: against accidents, not against attacks. */
function digestOf(text: string): string {
  let one = 0x811c9dc5;
  let other = 0x9e3779b9;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    one = Math.imul(one ^ code, 0x01000193);
    other = Math.imul((other << 5) ^ (other >>> 27) ^ code, 0x85ebca6b);
  }
  return [one, other ^ (other >>> 15)].map((part) => (part >>> 0).toString(16).padStart(8, '0')).join('');
}

const ENCODER = new TextEncoder();

function sizeOf(json: unknown): number {
  return ENCODER.encode(JSON.stringify(json)).byteLength;
}
