/**
 * The parameters of one server: their history on its disk, and what of it is in force here. What is felt at once goes
 * to the engine as soon as it is durable; the rest waits for a restart (reading R16).
 */
import type { Letter } from '../../core/letter.ts';
import type { HistoryMark } from '../../core/pair/state.ts';
import type { Entry, History } from '../../core/parameter-history/history.ts';
import { BEGINNING, lastOf } from '../../core/parameter-history/history.ts';
import { inForceAfter, usableValues, waitingNames } from '../../core/parameter-history/in-force.ts';
import type { ParameterName, ParameterValues } from '../../core/parameters/catalogue.ts';
import type { Settings } from '../../core/parameters/settings.ts';
import { settingsOf } from '../../core/parameters/settings.ts';
import type { ParameterJournal } from '../../host/files/parameter-journal.ts';
import type { WatchedFile } from '../../host/files/watched-file.ts';

export interface ParameterBook {
  readonly history: () => History;
  /** What this server goes by. */
  readonly inForce: () => ParameterValues;
  /** Names of what waits for a restart of this server. */
  readonly waiting: () => readonly ParameterName[];
  /** What was wrong with the file of the history at the start; null where nothing was. */
  readonly fault: string | null;
  /** Whether the end of that file was lost, so that the companion may have more. As it was at the start. */
  readonly shortened: boolean;
  /** One piece of work after the other: who adds to the history has looked at it in the same turn. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  /** Adds to the history, durably, says so, and puts in force what is felt at once. Only within a turn. */
  readonly add: (entry: Entry, say: (history: History) => void) => Promise<void>;
  /** Looked at in a turn of its own. */
  readonly file: WatchedFile;
  /** After the turn under way. */
  readonly close: () => Promise<void>;
}

export interface BookHost {
  readonly letter: Letter;
  readonly journal: ParameterJournal;
  /** What the pair file says: in force until there is a history. */
  readonly firstValues: ParameterValues;
  /** Called when the history has another last checkpoint. */
  readonly extended: (mark: HistoryMark) => void;
  /** Called when something else is in force. */
  readonly changed: (settings: Settings) => void;
}

export function createParameterBook({ letter, journal, firstValues, extended, changed }: BookHost): ParameterBook {
  const wanted = (): ParameterValues =>
    isUnwritten(journal.history()) ? firstValues : usableValues(journal.history().values, firstValues);
  let inForce = wanted();
  let settings = settingsOf(inForce, letter);
  let turns: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turns.then(work);
    turns = done.catch(() => undefined);
    return done;
  };

  const apply = (): void => {
    inForce = inForceAfter(inForce, wanted());
    const next = settingsOf(inForce, letter);
    if (JSON.stringify(next) === JSON.stringify(settings)) return;
    settings = next;
    changed(settings);
  };

  return {
    history: journal.history,
    inForce: () => inForce,
    waiting: () => waitingNames(wanted(), inForce),
    fault: journal.fault,
    shortened: journal.shortened,
    inTurn,
    add: async (entry, say) => {
      say(await journal.append(entry));
      extended(markOf(journal.history()));
      apply();
    },
    file: { path: journal.path, refresh: () => inTurn(async () => journal.refresh()) },
    close: () => inTurn(journal.close),
  };
}

/** How far a history goes, as the engine and the companion are told. */
export function markOf(history: History): HistoryMark {
  if (isUnwritten(history)) return 'none';
  return { term: history.checkpoints.at(-1)?.term ?? 0, number: lastOf(history).number };
}

/** Whether nothing was ever written down: not even the values of the pair file. */
export function isUnwritten(history: History): boolean {
  return lastOf(history).number === BEGINNING.number;
}
