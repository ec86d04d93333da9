/**
 * The journal of an upgrade in one file: `upgrade.journal` in the data folder of each server, and a copy beside the
 * operator's pair file. Journals of earlier runs, and those that were set aside, are kept beside it.
 */
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { SwitchoverError } from '../../core/problem.ts';
import type { Entry } from '../../core/runbooks/entry.ts';
import { MOST_EARLIER } from '../../core/runbooks/joined.ts';
import type { Journal } from '../../core/runbooks/journal.ts';
import { entryOf, extendedWith, goesThrough, isOver, lastPosition } from '../../core/runbooks/journal.ts';
import { UPGRADE } from '../../core/runbooks/upgrade/steps.ts';
import type { LineFormat, LineJournal } from './line-journal.ts';
import { linesOf, openLineJournal, readLineJournal } from './line-journal.ts';
import { placeFile } from './place-file.ts';

/** `append`, `replace` and `refresh` must not be called concurrently. */
export interface UpgradeJournal extends Pick<LineJournal<unknown>, 'path' | 'refresh' | 'fault' | 'close'> {
  readonly journal: () => Journal | null;
  /**
   * Resolves when the entries are on disk; all of them or none. If the run has ended, the first one may begin another;
   * the journal of the ended one is kept.
   *
   * @throws SwitchoverError `journal-entry-refused` (refused) if an entry does not belong there, `journal-not-written`
   * (unreachable) if the disk refuses or another process has written to the file
   */
  readonly append: (...entries: readonly Entry[]) => Promise<Journal>;
  /**
   * Takes another journal in place of this one, which is kept; returns the path of the kept one, or null if the other
   * one only continues this one.
   *
   * @throws SwitchoverError `journal-not-written` (unreachable)
   */
  readonly replace: (journal: Journal) => Promise<string | null>;
}

/** In the data folder of a server. */
export function serverJournalPath(dataFolder: string): string {
  return path.join(dataFolder, 'upgrade.journal');
}

/** Beside the operator's pair file, which may be in the data folder of a server. */
export function operatorJournalPath(pairFile: string): string {
  return path.join(path.dirname(pairFile), `${path.parse(pairFile).name}.upgrade.journal`);
}

/**
 * Opens a journal, creating the file if there is none. If a line in the middle is damaged, the file is kept under
 * another name and the journal ends before that line; `fault` says so.
 *
 * @param pair the name of the pair; null: any
 * @throws SwitchoverError `journal-unusable` (unreachable) if the file cannot be read or written;
 * `journal-other-version`, `journal-other-pair` (refused) and `journal-unreadable` (unreachable) if its content cannot be
 * used: nothing was changed then
 */
export async function openUpgradeJournal(file: string, pair: string | null): Promise<UpgradeJournal> {
  const lines = await openLineJournal(file, FORMAT).catch((error: Error) => {
    throw unusable(file, error);
  });
  let journal: Journal | null;
  try {
    journal = journalIn(file, lines.state(), pair);
  } catch (error) {
    await lines.close();
    throw error;
  }

  const put = async (next: Journal): Promise<string | null> => {
    const isContinued = goesThrough(next, lastPosition(journal));
    const kept = isContinued || journal === null ? null : await keep(file, journal);
    if (isContinued) await lines.append(...FORMAT.whole(next.run.entries.slice(lastPosition(journal).number)));
    else await lines.replace(next.run.entries);
    journal = next;
    return kept;
  };

  return {
    path: file,
    refresh: lines.refresh,
    fault: lines.fault,
    close: lines.close,
    journal: () => journal,
    append: async (...entries) => {
      const isNew = entries[0]?.type === 'begun' && (journal === null || isOver(journal));
      const next = extendedWith(UPGRADE, isNew ? null : journal, entries);
      if (!next.ok) throw refused(file, next.why);
      await orNotWritten(file, put(next.journal));
      return next.journal;
    },
    replace: (next) => orNotWritten(file, put(next)),
  };
}

/**
 * What such a file contains, without changing anything; null if there is none.
 *
 * @throws SwitchoverError like `openUpgradeJournal`
 */
export async function readUpgradeJournal(file: string, pair: string | null): Promise<Journal | null> {
  const { state } = await readLineJournal(file, FORMAT).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return { state: [] };
    throw unusable(file, error);
  });
  return journalIn(file, state, pair);
}

export interface EarlierJournal {
  readonly path: string;
  readonly journal: Journal;
}

/** The journals of earlier runs and those that were set aside, oldest first. What cannot be read is left out. */
export async function earlierJournals(file: string): Promise<readonly EarlierJournal[]> {
  const folder = path.dirname(file);
  const found = await Promise.all(
    (await earlierNames(file)).map(async (name) => {
      const { state } = await readLineJournal(path.join(folder, name), FORMAT).catch(() => ({ state: [] }));
      const journal = extendedWith(UPGRADE, null, state);
      return journal.ok ? [{ path: path.join(folder, name), journal: journal.journal }] : [];
    }),
  );
  return found.flat();
}

/** Renames a journal that cannot be used; returns its new path. */
export async function renameUnusable(file: string): Promise<string> {
  const aside = `${file}.unusable-${Date.now()}`;
  await rename(file, aside);
  return aside;
}

/** A line for each entry, as it was written. */
const FORMAT: LineFormat<readonly Entry[]> = {
  empty: [],
  after: (entries, line) => {
    const entry = entryOf(line.entry);
    return entry?.number === entries.length + 1 ? [...entries, entry] : null;
  },
  whole: (entries) => entries.map((entry) => ({ entry })),
};

function journalIn(file: string, entries: readonly Entry[], pair: string | null): Journal | null {
  const [first] = entries;
  if (first === undefined) return null;
  if (first.type === 'begun' && (first.runbook !== UPGRADE.name || first.version !== UPGRADE.version)) {
    throw otherVersion(file, first.runbook, first.version);
  }
  if (first.type === 'begun' && pair !== null && first.pair !== pair) throw otherPair(file, first.pair, pair);
  const read = extendedWith(UPGRADE, null, entries);
  if (!read.ok) throw unreadable(file, read.why);
  return read.journal;
}

/** The start of the run in its name makes the order of the names that of the runs. */
async function keep(file: string, { run }: Journal): Promise<string> {
  const at = new Date(run.begun.at).toISOString().replace(/\.\d+|[-:]/g, '');
  const stem = `${stemOf(file)}-${at}-${run.begun.run.replace(/[^\w.-]/g, '_').slice(0, 64)}`;
  const content = linesOf(FORMAT.whole(run.entries));
  const folder = path.dirname(file);
  for (let copy = 1; ; copy++) {
    const kept = path.join(folder, `${stem}${copy === 1 ? '' : `-${copy}`}.journal`);
    const there = await readFile(kept).catch(nullIfMissing);
    if (there?.equals(content) === true) return kept;
    if (there !== null) continue;
    await placeFile(kept, content, { mode: 0o600 });
    const others = (await earlierNames(file)).filter((name) => name !== path.basename(kept));
    for (const name of others.slice(0, -(MOST_EARLIER - 1))) await rm(path.join(folder, name), { force: true });
    return kept;
  }
}

async function earlierNames(file: string): Promise<readonly string[]> {
  const start = `${stemOf(file)}-`;
  const isEarlier = (name: string): boolean =>
    name.startsWith(start) && /^\d{8}T\d{6}Z-.+\.journal$/.test(name.slice(start.length));
  return (await readdir(path.dirname(file))).filter(isEarlier).toSorted();
}

function stemOf(file: string): string {
  return path.parse(file).name;
}

function nullIfMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

async function orNotWritten<T>(file: string, work: Promise<T>): Promise<T> {
  return work.catch((error: Error) => {
    throw new SwitchoverError('unreachable', {
      code: 'journal-not-written',
      what: `the journal of the upgrade could not be written to ${file}`,
      why: error.message,
      where: file,
      do: 'free up space on its disk, or make it writable for this user; check that no other walkthrough uses the same file',
    });
  });
}

function refused(file: string, why: string): SwitchoverError {
  return new SwitchoverError('refused', {
    code: 'journal-entry-refused',
    what: 'the journal of the upgrade does not continue like this',
    why,
    where: file,
    do: 'look at the upgrade with: switchover upgrade status',
  });
}

function unusable(file: string, error: Error): SwitchoverError {
  return new SwitchoverError('unreachable', {
    code: 'journal-unusable',
    what: `cannot keep the journal of the upgrade in ${file}`,
    why: error.message,
    where: file,
    do: 'make the file and its folder readable and writable for this user',
  });
}

function unreadable(file: string, why: string): SwitchoverError {
  return new SwitchoverError('unreachable', {
    code: 'journal-unreadable',
    what: `${file} is not the journal of an upgrade`,
    why,
    where: file,
    do: 'rename it; the servers of the pair have their own copies of the journal',
  });
}

function otherVersion(file: string, runbook: string, version: number): SwitchoverError {
  return new SwitchoverError('refused', {
    code: 'journal-other-version',
    what: `${file} was written with version ${version} of the procedure "${runbook}"`,
    why: `this program has version ${UPGRADE.version} of the procedure "${UPGRADE.name}", and does not continue another one`,
    where: file,
    do: 'continue with the version of switchover that began the upgrade, or rename the file',
  });
}

function otherPair(file: string, pair: string, own: string): SwitchoverError {
  return new SwitchoverError('refused', {
    code: 'journal-other-pair',
    what: `${file} belongs to the pair "${pair}", not to "${own}"`,
    why: 'the journal of one pair says nothing about another',
    where: file,
    do: 'use the pair file of that pair, or rename the file',
  });
}
