/** Keeps the journal of a run: on every server that can be reached, and in a copy beside the operator's pair file. */
import type { NodePair } from '../../client/node-pair.ts';
import type { Letter } from '../../core/letter.ts';
import { LETTERS } from '../../core/letter.ts';
import { SwitchoverError } from '../../core/problem.ts';
import type { NewEntry } from '../../core/runbooks/entry.ts';
import type { Held } from '../../core/runbooks/joined.ts';
import { holdingOf, preferred } from '../../core/runbooks/joined.ts';
import type { Journal } from '../../core/runbooks/journal.ts';
import { extended } from '../../core/runbooks/journal.ts';
import type { Run } from '../../core/runbooks/run.ts';
import { placed } from '../../core/runbooks/run.ts';
import { UPGRADE } from '../../core/runbooks/upgrade/steps.ts';
import { earlierJournals, type UpgradeJournal } from '../../host/files/upgrade-journal.ts';

export interface JournalKeeper {
  readonly run: () => Run;
  /**
   * Resolves when the entry is wherever it can be.
   *
   * @throws SwitchoverError (refused) if another walkthrough continues the run, (unreachable) if it cannot be written here
   */
  readonly append: (entry: NewEntry) => Promise<Run>;
}

/** A journal as it was found; `elsewhere`: where it was, if the copy here is older or missing. */
export interface FoundJournal {
  readonly journal: Journal | null;
  readonly elsewhere: Letter | null;
}

/**
 * The journal that counts: of the copy here and those of the servers that answer. The copy here is brought up to date.
 * `pair`: null if there are no servers to ask.
 */
export async function findJournal(file: UpgradeJournal, pair: NodePair | null): Promise<FoundJournal> {
  const found = await latestJournal({ path: file.path, journal: file.journal() }, pair);
  if (found.elsewhere !== null && found.journal !== null) await file.replace(found.journal);
  return found;
}

/** The same, without changing the copy here: `own` is that file and what it contains. */
export async function latestJournal(
  own: { readonly path: string; readonly journal: Journal | null },
  pair: NodePair | null,
): Promise<FoundJournal> {
  const before = (await earlierJournals(own.path)).map((each) => each.journal.run.begun.run);
  let found: Held = { journal: own.journal, earlier: before };
  let elsewhere: Letter | null = null;
  for (const letter of pair === null ? [] : LETTERS) {
    const theirs = await unlessSilent(pair!.procedures.read(letter));
    if (theirs === undefined || preferred(holdingOf(found), holdingOf(theirs)) !== 'theirs') continue;
    found = theirs;
    elsewhere = letter;
  }
  return { journal: found.journal, elsewhere };
}

async function unlessSilent<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof SwitchoverError && error.kind === 'unreachable') return undefined;
    throw error;
  }
}

/** Begins a run with its first entry, in place of one that has ended. `by`: the operator. */
export async function beginRun(
  places: { readonly file: UpgradeJournal; readonly pair: NodePair | null; readonly by: string },
  entry: Extract<NewEntry, { type: 'begun' }>,
): Promise<JournalKeeper> {
  return keeperOf(places, await written(places, null, entry));
}

/** Continues a run where its journal ends. */
export function continueRun(
  places: { readonly file: UpgradeJournal; readonly pair: NodePair | null; readonly by: string },
  journal: Journal,
): JournalKeeper {
  return keeperOf(places, journal);
}

type Places = Parameters<typeof beginRun>[0];

function keeperOf(places: Places, first: Journal): JournalKeeper {
  let journal = first;
  return {
    run: () => journal.run,
    append: async (entry) => {
      journal = await written(places, journal, entry);
      return journal.run;
    },
  };
}

/** On the servers first: what they refuse, the copy here must not have. */
async function written({ file, pair, by }: Places, journal: Journal | null, entry: NewEntry): Promise<Journal> {
  const next = extended(UPGRADE, journal, placed(journal?.run ?? null, entry, new Date().toISOString(), by));
  if (!next.ok) throw new Error(`an entry that does not belong there: ${next.why}`);
  if (pair !== null) {
    const replies = await Promise.all(
      LETTERS.map((letter) => unlessSilent(pair.procedures.append(letter, next.journal))),
    );
    for (const reply of replies) {
      // A server whose disk refuses gets it later, from the other one.
      if (reply === undefined || reply.accepted || reply.code === 'upgrade-journal-not-written') continue;
      const { code, what, do: advice } = reply;
      throw new SwitchoverError('refused', { code, what, why: null, where: null, do: advice });
    }
  }
  await file.append(next.journal.run.entries.at(-1)!);
  return next.journal;
}
