/** The journal of the upgrade on one server: read and changed in turns, with what became of earlier ones. */
import type { LogLine } from '../../core/engine/effect.ts';
import { SwitchoverError } from '../../core/problem.ts';
import type { StatusWarning } from '../../core/protocol/answers.ts';
import type { Entry } from '../../core/runbooks/entry.ts';
import type { Fate, Holding } from '../../core/runbooks/joined.ts';
import { fateOf, firstDifference, holdingOf, MOST_EARLIER } from '../../core/runbooks/joined.ts';
import type { Journal } from '../../core/runbooks/journal.ts';
import type { UpgradeJournal } from '../../host/files/upgrade-journal.ts';
import {
  earlierJournals,
  openUpgradeJournal,
  renameUnusable,
  serverJournalPath,
} from '../../host/files/upgrade-journal.ts';
import type { WatchedFile } from '../../host/files/watched-file.ts';

export interface JournalKeeper {
  readonly journal: () => Journal | null;
  readonly holding: () => Holding;
  readonly warnings: () => readonly StatusWarning[];
  /** Serializes work: the journal is read and changed within the same turn. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  /** Durable when it resolves; see `UpgradeJournal.append`. Only within a turn. */
  readonly append: (entries: readonly Entry[]) => Promise<void>;
  /** Takes the companion's journal in place of this one, which is kept if it had anything else. Only within a turn. */
  readonly take: (journal: Journal, earlierThere: readonly string[]) => Promise<void>;
  /** Checked in its own turn. */
  readonly file: WatchedFile;
  /** After the current turn. */
  readonly close: () => Promise<void>;
}

export interface KeeperHost {
  readonly dataFolder: string;
  /** Its name. */
  readonly pair: string;
  readonly log: (line: LogLine) => void;
}

/** @throws SwitchoverError `journal-unusable` */
export async function openJournalKeeper({ dataFolder, pair, log }: KeeperHost): Promise<JournalKeeper> {
  const say = (level: LogLine['level'], words: string): void =>
    log({ topic: 'SwitchoverMain', level, text: `SwitchoverMain::Procedures : ${words}` });
  const { file, fault } = await openedWhateverItHolds(serverJournalPath(dataFolder), pair);
  if (fault !== null) say('error', `the journal of the upgrade cannot be used: ${fault}`);
  let earlier = (await earlierJournals(file.path)).map(({ journal }) => journal.run.begun.run);
  let warning: StatusWarning | null = fault === null ? null : damaged(fault);
  let turns: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turns.then(work);
    turns = done.catch(() => undefined);
    return done;
  };

  const remember = (before: Journal | null): void => {
    if (before !== null) earlier = [...earlier, before.run.begun.run].slice(-MOST_EARLIER);
  };

  return {
    journal: file.journal,
    holding: () => {
      const journal = file.journal();
      const own = journal?.run.begun.run;
      return holdingOf({ journal, earlier: [...new Set(earlier)].filter((run) => run !== own) });
    },
    warnings: () => (warning === null ? [] : [warning]),
    inTurn,
    append: async (entries) => {
      const before = file.journal();
      await file.append(...entries);
      if (entries[0]?.type === 'begun') {
        remember(before);
        warning = null;
      }
      for (const entry of entries) {
        const words = WORDS[entry.type];
        if (words !== undefined)
          say('note', `the upgrade [${file.journal()!.run.begun.run}] ${words} by [${entry.by}]`);
      }
    },
    take: async (journal, earlierThere) => {
      const before = file.journal();
      const kept = await file.replace(journal);
      if (before === null) return;
      const fate = fateOf(before, journal, earlierThere);
      if (fate === 'continued') return;
      if (fate !== 'diverged') remember(before);
      const lost = lostWords(fate, before, journal);
      if (lost === null) return;
      say('warning', `${lost}; kept as ${kept}`);
      warning = setAside(lost, kept!);
    },
    file: { path: file.path, refresh: () => inTurn(async () => file.refresh()) },
    close: () => inTurn(file.close),
  };
}

interface Opened {
  readonly file: UpgradeJournal;
  /** What is wrong with what it contained. */
  readonly fault: string | null;
}

/** A server starts whatever the journal contains: what it cannot use is renamed. */
async function openedWhateverItHolds(path: string, pair: string): Promise<Opened> {
  try {
    const file = await openUpgradeJournal(path, pair);
    return { file, fault: file.fault };
  } catch (error) {
    if (!(error instanceof SwitchoverError) || error.problem.code === 'journal-unusable') throw error;
    const aside = await renameUnusable(path);
    return { file: await openUpgradeJournal(path, pair), fault: `${error.message}; kept as ${aside}` };
  }
}

const WORDS: Readonly<Partial<Record<Entry['type'], string>>> = {
  begun: 'was begun',
  resumed: 'was resumed',
  'turned-back': 'was turned back',
  aborted: 'was aborted',
  ended: 'was ended',
};

/** Null if nothing was lost. */
function lostWords(fate: Fate, before: Journal, after: Journal): string | null {
  const { run } = before;
  if (fate === 'set-aside') {
    return (
      `the upgrade that ${run.begun.by} began at ${run.begun.at} was set aside: ` +
      `the one that ${after.run.begun.by} began at ${after.run.begun.at} goes on`
    );
  }
  if (fate !== 'diverged') return null;
  const first = firstDifference(before, after);
  const entry = run.entries[first - 1]!;
  return (
    `the entries of the upgrade from number ${first} on, written by ${entry.by} at ${entry.at} on this server alone, ` +
    `were set aside: ${after.run.entries[first - 1]!.by} wrote others on the other server`
  );
}

function setAside(what: string, kept: string): StatusWarning {
  return { code: 'upgrade-journal-set-aside', what, do: `compare: switchover upgrade status, and the file ${kept}` };
}

function damaged(fault: string): StatusWarning {
  return {
    code: 'upgrade-journal-damaged',
    what: `the journal of the upgrade could not be used when this server started: ${fault}`,
    do: 'check the upgrade (switchover upgrade status), and check the disk',
  };
}
