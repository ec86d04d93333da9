/** What an operator's program offers to the journal of a server: its next entries, and where they belong. */
import { z } from 'zod';
import { requestId } from '../protocol/request-id.ts';
import type { Entry } from './entry.ts';
import type { Journal } from './journal.ts';
import { entryOf, entryText, extendedWith, goesThrough, isOver } from './journal.ts';
import type { Runbook } from './run.ts';

/** At most this many entries are offered at once. */
export const MOST_OFFERED = 100;

export const offerShape = z.strictObject({
  run: requestId,
  /** The entry that they follow, as the program knows it; 0 and an empty id for the beginning. */
  after: z.int().min(0),
  id: z.string().max(64),
  entries: z
    .array(z.custom<Entry>((json) => entryOf(json) !== null, 'not an entry of a journal'))
    .min(1)
    .max(MOST_OFFERED),
});

export type Offer = Readonly<z.infer<typeof offerShape>>;

/** The answer to a question for the journal: its entries, none if there is none, and the runs that were here before. */
export const journalAnswerShape = z.object({ entries: z.array(z.unknown()), earlier: z.array(z.string()) });

const writtenShape = z.object({ number: z.int(), type: z.string(), at: z.string(), by: z.string() });

export const offerReplyShape = z.discriminatedUnion('accepted', [
  /** `number`: of the last entry of the journal. */
  z.object({ accepted: z.literal(true), number: z.int() }),
  z.object({
    accepted: z.literal(false),
    code: z.string(),
    what: z.string(),
    do: z.string(),
    /** The entry that stands in the way: who wrote it, and when. */
    there: writtenShape.nullable(),
    /** The run here and its last entry; null and 0 if there is none. */
    run: z.string().nullable(),
    number: z.int(),
  }),
]);

/**
 * Codes of refusals: `upgrade-in-progress` (another run), `upgrade-continued-elsewhere` (another program wrote an entry),
 * `upgrade-entries-missing` (the server has to be given the entries before these), `upgrade-over`,
 * `upgrade-entry-refused`, `upgrade-journal-not-written` (the disk).
 */
export type OfferReply = Readonly<z.infer<typeof offerReplyShape>>;
export type OfferRefusal = Extract<OfferReply, { readonly accepted: false }>;

export type Offered =
  /** `entries`: those that are new here; `journal`: with them. */
  | { readonly ok: true; readonly entries: readonly Entry[]; readonly journal: Journal }
  | { readonly ok: false; readonly reply: OfferRefusal };

/** `earlier`: the runs that this server has had before. */
export function takeOffer(
  runbook: Runbook,
  journal: Journal | null,
  earlier: readonly string[],
  { run, after, id, entries }: Offer,
): Offered {
  const no = (code: string, there: Entry | null, what: string, next: string): Offered => ({
    ok: false,
    reply: refusal(journal, code, there, what, next),
  });
  if (earlier.includes(run)) return no('upgrade-over', null, 'that run has ended, or was set aside', LOOK);
  if (journal?.run.begun.run !== run) {
    if (journal !== null && !isOver(journal)) {
      const { at, by } = journal.run.begun;
      return no(
        'upgrade-in-progress',
        journal.run.begun,
        `another upgrade, begun by ${by} at ${at}, has not ended`,
        END,
      );
    }
    if (after > 0) return no('upgrade-entries-missing', null, 'this server has no entries of that run', MORE);
    return extending(runbook, journal, null, entries);
  }
  if (after > journal.ids.length) {
    const there = journal.run.entries.at(-1)!;
    return no('upgrade-entries-missing', there, `this server has only ${journal.ids.length} entries of that run`, MORE);
  }
  if (!goesThrough(journal, { number: after, id })) return no(...elsewhere(journal.run.entries[after - 1]!));
  const known = journal.run.entries.slice(after, after + entries.length);
  const differing = known.find((each, index) => entryText(each) !== entryText(entries[index]!));
  if (differing !== undefined) return no(...elsewhere(differing));
  return extending(runbook, journal, journal, entries.slice(known.length));
}

/** `base`: null if another run begins. */
function extending(
  runbook: Runbook,
  journal: Journal | null,
  base: Journal | null,
  entries: readonly Entry[],
): Offered {
  if (base !== null && entries.length === 0) return { ok: true, entries, journal: base };
  const next = extendedWith(runbook, base, entries);
  if (next.ok) return { ok: true, entries, journal: next.journal };
  const there = base?.run.entries.at(-1) ?? null;
  const code = base !== null && isOver(base) ? 'upgrade-over' : 'upgrade-entry-refused';
  return {
    ok: false,
    reply: refusal(journal, code, there, `the journal does not continue like this: ${next.why}`, LOOK),
  };
}

const LOOK = 'look at it with: switchover upgrade status';
const END = 'continue it (switchover upgrade walkthrough --resume), or end it (switchover upgrade abort)';
const MORE = 'send them first';

function elsewhere(there: Entry): readonly [string, Entry, string, string] {
  const what = `the upgrade was continued elsewhere: entry ${there.number} was written by ${there.by} at ${there.at}`;
  return ['upgrade-continued-elsewhere', there, what, 'look at it with: switchover upgrade status, then resume it'];
}

export function refusal(
  journal: Journal | null,
  code: string,
  there: Entry | null,
  what: string,
  next: string,
): OfferRefusal {
  const written = there === null ? null : { number: there.number, type: there.type, at: there.at, by: there.by };
  const run = journal?.run.begun.run ?? null;
  return { accepted: false, code, what, do: next, there: written, run, number: journal?.ids.length ?? 0 };
}
